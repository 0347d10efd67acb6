//! A network namespace of a build's own. It has nothing but a loopback device, on which the runner listens: whatever a
//! build wants from outside goes through the runner's proxy (see [`super::egress`]).

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::{process, thread};

use nix::sched::{CloneFlags, unshare};
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

/// A namespace, which lives as long as this or a process in it.
#[derive(Debug)]
pub struct Network {
    namespace: File,
    pub address: SocketAddr,
}

impl Network {
    /// Creates a namespace and a listener in it. Blocks for milliseconds.
    ///
    /// # Errors
    /// When the system refuses the namespace.
    pub fn create() -> io::Result<(Self, TcpListener)> {
        // namespaces belong to threads: this one enters the new one and ends
        let thread = thread::Builder::new().name("network".into()).spawn(|| -> io::Result<(Self, TcpListener)> {
            unshare(CloneFlags::CLONE_NEWNET)?;
            loopback_up()?;
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            listener.set_nonblocking(true)?;
            let namespace = File::open("/proc/thread-self/ns/net")?;
            Ok((Self { namespace, address: listener.local_addr()? }, listener))
        })?;
        thread.join().map_err(|_| io::Error::other("the thread of a network namespace failed"))?
    }

    /// A file by which root enters the namespace.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        format!("/proc/{}/fd/{}", process::id(), self.namespace.as_raw_fd()).into()
    }
}

/// Sends `RTM_NEWLINK` for the first device, which is the loopback device (rtnetlink(7)), and reads the answer.
fn loopback_up() -> io::Result<()> {
    // protocol 0
    const NETLINK_ROUTE: Option<Protocol> = None;
    const RTM_NEWLINK: u16 = 16;
    const NLM_F_REQUEST_AND_ACK: u16 = 1 | 4;
    const IFF_UP: u32 = 1;
    let mut message = Vec::with_capacity(32);
    message.extend(32_u32.to_ne_bytes());
    message.extend(RTM_NEWLINK.to_ne_bytes());
    message.extend(NLM_F_REQUEST_AND_ACK.to_ne_bytes());
    message.extend([0; 8]); // sequence and port
    message.extend([0; 4]); // family, padding and type
    message.extend(1_i32.to_ne_bytes());
    message.extend(IFF_UP.to_ne_bytes());
    message.extend(IFF_UP.to_ne_bytes());
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, NETLINK_ROUTE)?;
    sendto(&socket, &message, SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut answer = [0; 64];
    recv(&socket, &mut answer, RecvFlags::empty())?;
    let code = answer.get(16..20).and_then(|bytes| bytes.try_into().ok()).map(i32::from_ne_bytes);
    match code {
        Some(0) => Ok(()),
        Some(code) => Err(io::Error::from_raw_os_error(-code)),
        None => Err(io::Error::other("the loopback device gave no answer")),
    }
}
