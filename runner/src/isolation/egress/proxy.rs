//! The proxy: `CONNECT host:port`, and requests for `http://` URLs.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Endpoint, Rule};

const MAX_HEAD: usize = 64 * 1024;
const MAX_CONNECTIONS: usize = 256;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How the proxy itself reaches servers that are not on this machine.
pub type Upstream = Option<Endpoint>;

/// Serves until it is dropped, which closes all connections.
pub async fn serve(listener: TcpListener, rule: Rule, upstream: Upstream) {
    let (rule, upstream) = (Arc::new(rule), Arc::new(upstream));
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((client, _)) = listener.accept().await else { continue };
        let (rule, upstream) = (Arc::clone(&rule), Arc::clone(&upstream));
        connections.spawn(async move {
            // a connection that breaks is the client's affair
            let _ = handle(client, &rule, Option::as_ref(&upstream)).await;
            drop(place);
        });
    }
}

async fn handle(mut client: TcpStream, rule: &Rule, upstream: Option<&Endpoint>) -> io::Result<()> {
    let read = timeout(HEAD_TIMEOUT, read_head(&mut client)).await;
    let Ok(Ok((head, rest))) = read else { return Ok(()) };
    let Some(request) = Request::parse(&head) else {
        return refuse(&mut client, "400 Bad Request", "only CONNECT and http:// URLs are served").await;
    };
    let mut server = match timeout(CONNECT_TIMEOUT, connect(&request.server, rule, upstream)).await {
        Ok(Ok(server)) => server,
        Ok(Err(Refusal::Rule)) => {
            let reason = format!("the runner does not let builds reach {}", request.server);
            return refuse(&mut client, "403 Forbidden", &reason).await;
        }
        Ok(Err(Refusal::Failed(error))) => {
            let reason = format!("{} cannot be reached: {error}", request.server);
            return refuse(&mut client, "502 Bad Gateway", &reason).await;
        }
        Err(_) => {
            return refuse(&mut client, "504 Gateway Timeout", &format!("{} does not answer", request.server)).await;
        }
    };
    match request.forwarded {
        Some(head) => server.write_all(head.as_bytes()).await?,
        None => client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?,
    }
    server.write_all(&rest).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}

/// The head of a request, and what came after it.
async fn read_head(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            let head = String::from_utf8(bytes).map_err(io::Error::other)?;
            return Ok((head, rest));
        }
        if bytes.len() > MAX_HEAD || client.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

struct Request {
    server: Endpoint,
    /// The head for the server; none for a tunnel.
    forwarded: Option<String>,
}

impl Request {
    fn parse(head: &str) -> Option<Self> {
        let (line, headers) = head.split_once("\r\n")?;
        let mut words = line.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if method == "CONNECT" {
            return Some(Self { server: Endpoint::parse(target, 443)?, forwarded: None });
        }
        let path = target.strip_prefix("http://")?;
        let path = path.find(['/', '?']).and_then(|start| path.get(start..)).unwrap_or("/");
        let slash = if path.starts_with('/') { "" } else { "/" };
        // one request a connection: the next may be for another server
        let mut forwarded = format!("{method} {slash}{path} {version}\r\nConnection: close\r\n");
        for header in headers.split("\r\n").filter(|header| !header.is_empty()) {
            let name = header.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if !matches!(name.as_str(), "connection" | "keep-alive" | "proxy-connection" | "proxy-authorization") {
                forwarded.push_str(header);
                forwarded.push_str("\r\n");
            }
        }
        forwarded.push_str("\r\n");
        Some(Self { server: Endpoint::of_url(target)?, forwarded: Some(forwarded) })
    }
}

enum Refusal {
    Rule,
    Failed(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Connects to an address that was judged, so that a name cannot resolve to another one afterwards.
async fn connect(server: &Endpoint, rule: &Rule, upstream: Option<&Endpoint>) -> Result<TcpStream, Refusal> {
    let is_named = rule.names(server);
    if !is_named && !rule.allows_host(server) {
        return Err(Refusal::Rule);
    }
    let found = lookup_host((server.host.as_str(), server.port)).await;
    let addresses: Vec<SocketAddr> = match (found, upstream) {
        (Ok(found), _) => found.collect(),
        // where only the proxy above resolves names
        (Err(_), Some(upstream)) => return Ok(through(upstream, server).await?),
        (Err(error), None) => return Err(error.into()),
    };
    let allowed: Vec<SocketAddr> =
        addresses.into_iter().filter(|address| rule.allows_address(*address, is_named)).collect();
    if allowed.is_empty() {
        return Err(Refusal::Rule);
    }
    match upstream {
        Some(upstream) if !allowed.iter().all(|address| address.ip().is_loopback()) => {
            Ok(through(upstream, server).await?)
        }
        _ => Ok(TcpStream::connect(allowed.as_slice()).await?),
    }
}

/// A tunnel through the proxy that the machine itself uses.
async fn through(upstream: &Endpoint, server: &Endpoint) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect((upstream.host.as_str(), upstream.port)).await?;
    stream.write_all(format!("CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n\r\n").as_bytes()).await?;
    let mut head = Vec::new();
    // byte by byte, because what follows belongs to the tunnel
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
        if head.len() > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    let is_open = head.split(|byte| *byte == b' ').nth(1).is_some_and(|status| status.starts_with(b"2"));
    if is_open { Ok(stream) } else { Err(io::Error::other("the machine's proxy refused it")) }
}

async fn refuse(client: &mut TcpStream, status: &str, reason: &str) -> io::Result<()> {
    let length = reason.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    client.write_all(format!("{head}{reason}").as_bytes()).await?;
    client.shutdown().await
}

/// What is forwarded is one request to the server that the rule judges, and closes the connection.
#[cfg(fuzzing)]
pub fn fuzz(head: &str) {
    let Some(Request { server, forwarded }) = Request::parse(head) else { return };
    assert!(!server.host.is_empty() && !server.host.contains(['@', '/', ' ', '\r', '\n']));
    let Some(forwarded) = forwarded else { return };
    assert!(forwarded.ends_with("\r\n\r\n") && forwarded.contains("\r\nConnection: close\r\n"));
    assert_eq!(forwarded.find("\r\n\r\n").unwrap() + 4, forwarded.len(), "a second request");
    let target = forwarded.split(' ').nth(1).unwrap();
    assert!(target.starts_with('/'), "a request for another server");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_url_becomes_one_for_its_path() {
        let head = "GET http://127.0.0.1:4000/a?b HTTP/1.1\r\nHost: other\r\nProxy-Connection: keep-alive\r\nAccept: x\r\n\r\n";
        let request = Request::parse(head).unwrap();
        assert_eq!(request.server.to_string(), "127.0.0.1:4000");
        let expected = "GET /a?b HTTP/1.1\r\nConnection: close\r\nHost: other\r\nAccept: x\r\n\r\n";
        assert_eq!(request.forwarded.unwrap(), expected);
        assert!(Request::parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n").is_none());
        assert!(Request::parse("CONNECT a:443 HTTP/1.1\r\n\r\n").unwrap().forwarded.is_none());
    }
}
