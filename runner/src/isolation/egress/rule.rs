//! Which servers a build may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// A host, without brackets and in lower case, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub host: String,
    pub port: u16,
}

impl Endpoint {
    /// Parses `host`, `host:port` or `[address]:port`.
    #[must_use]
    pub fn parse(text: &str, default_port: u16) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']')?;
                if rest.is_empty() { (host, None) } else { (host, Some(rest.strip_prefix(':')?)) }
            }
            None => text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Some(default_port), |port| port.parse().ok())?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
        let is_valid = !host.trim_end_matches('.').is_empty()
            && host.bytes().all(is_host)
            && (text.starts_with('[') || !host.contains(':'));
        is_valid.then(|| Self { host: host.trim_end_matches('.').to_ascii_lowercase(), port })
    }

    /// The server of a URL over http or https.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        Self::parse(authority.rsplit_once('@').map_or(authority, |(_, host)| host), port)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(formatter, "[{}]:{}", self.host, self.port)
        } else {
            write!(formatter, "{}:{}", self.host, self.port)
        }
    }
}

/// The rule of one build.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// Servers that may be reached wherever they are: the repository's, and those of packages.
    pub named: Vec<Endpoint>,
    /// Hosts that may be reached on the web's ports; none for all that have public addresses.
    pub hosts: Option<Vec<String>>,
    /// The runner's own port, which is never reached.
    pub own_port: u16,
}

impl Rule {
    /// Whether the server is one of those named.
    #[must_use]
    pub fn names(&self, server: &Endpoint) -> bool {
        self.named.contains(server)
    }

    /// Whether a server that is not named may be reached at all; its addresses are judged by [`Rule::allows_address`].
    #[must_use]
    pub fn allows_host(&self, server: &Endpoint) -> bool {
        let is_listed = |listed: &String| match listed.strip_prefix("*.") {
            Some(domain) => server.host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
            None => *listed == server.host,
        };
        matches!(server.port, 80 | 443) && self.hosts.as_ref().is_none_or(|hosts| hosts.iter().any(is_listed))
    }

    /// Whether an address of a server may be reached.
    #[must_use]
    pub fn allows_address(&self, address: SocketAddr, is_named: bool) -> bool {
        if address.port() == self.own_port && is_own(address) {
            return false;
        }
        is_named || (is_public(address.ip()) && !is_own(address))
    }
}

/// Whether this machine has the address: the system would send from it.
fn is_own(address: SocketAddr) -> bool {
    let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let source =
        UdpSocket::bind((any, 0)).and_then(|socket| socket.connect(address).and_then(|()| socket.local_addr()));
    address.ip().is_loopback()
        || address.ip().is_unspecified()
        || source.is_ok_and(|source| source.ip() == address.ip())
}

/// Whether an address is on the public internet: not of a machine, a network at home, a cloud's metadata or a test.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_documentation()
                || first == 0
                || first >= 224
                || (first == 100 && (64..128).contains(&second))
                || (first == 192 && second == 0 && third == 0)
                || (first == 198 && (18..20).contains(&second)))
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => is_public(address.into()),
            None => {
                let [first, second, ..] = address.segments();
                // 2000::/3 are the public ones; 2001::/23 and 2001:db8::/32 are not, and 2002::/16 contains others
                (0x2000..0x4000).contains(&first)
                    && first != 0x2002
                    && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
            }
        },
    }
}

/// A server that is read is written and read as the same.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    for server in [Endpoint::parse(text, 443), Endpoint::of_url(text)].into_iter().flatten() {
        assert_eq!(Endpoint::parse(&server.to_string(), 1), Some(server.clone()), "{text:?}");
        let listed = Rule { hosts: Some(vec![server.host.clone()]), ..Rule::default() };
        assert_eq!(listed.allows_host(&server), matches!(server.port, 80 | 443));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Endpoint {
        Endpoint::parse(text, 443).unwrap()
    }

    #[test]
    fn endpoints() {
        assert_eq!(server("Example.COM.").to_string(), "example.com:443");
        assert_eq!(server("[::1]:80").to_string(), "[::1]:80");
        assert_eq!(Endpoint::of_url("http://user:pass@127.0.0.1:4000/a@b").unwrap().to_string(), "127.0.0.1:4000");
        assert_eq!(Endpoint::of_url("https://[fd00::1]/x").unwrap().to_string(), "[fd00::1]:443");
        for invalid in ["", ":80", "a:b", "a:70000", "::1", "a b", "a\r\nb", "[::1", "[a]x:1"] {
            assert_eq!(Endpoint::parse(invalid, 443), None, "{invalid:?}");
        }
        assert_eq!(Endpoint::of_url("ssh://host/x"), None);
    }

    #[test]
    fn only_public_addresses() {
        for address in ["140.82.121.4", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fd00:ec2::254",
            "fe80::1",
            "::ffff:169.254.169.254",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_is_named_is_reached_wherever_it_is_except_the_runner() {
        let rule =
            Rule { named: vec![server("127.0.0.1:4000"), server("127.0.0.1:4100")], hosts: None, own_port: 4100 };
        assert!(rule.names(&server("127.0.0.1:4000")) && !rule.names(&server("127.0.0.1:4001")));
        assert!(rule.allows_address("127.0.0.1:4000".parse().unwrap(), true));
        assert!(!rule.allows_address("127.0.0.1:4000".parse().unwrap(), false));
        assert!(!rule.allows_address("127.0.0.1:4100".parse().unwrap(), true));
        assert!(!rule.allows_address("0.0.0.0:4100".parse().unwrap(), true));
        assert!(rule.allows_host(&server("example.com")) && !rule.allows_host(&server("example.com:22")));
    }

    #[test]
    fn a_list_of_hosts_is_all_there_is() {
        let hosts = Some(vec!["example.com".to_owned(), "*.example.org".to_owned()]);
        let rule = Rule { hosts, ..Rule::default() };
        for (host, is_allowed) in [
            ("example.com", true),
            ("a.example.com", false),
            ("a.b.example.org", true),
            ("example.org", false),
            ("badexample.org", false),
        ] {
            assert_eq!(rule.allows_host(&server(host)), is_allowed, "{host}");
        }
    }
}
