//! The way out of the sandbox: to the hosts that the user lists, over this proxy, and nowhere else.
//!
//! A program's request names a host; the host is read once, compared with the list, looked up here, and the connection
//! goes to the address that was checked.

mod host;
mod socket;

#[cfg(test)]
mod tests;

use crate::door::http::{Resolver, SystemResolver, Verdict, verdict};
use host::{Host, Hosts, Place};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Bytes of a request's head.
const HEAD: usize = 16 * 1024;
/// Connections at once.
const MOST: usize = 64;
/// For a head to arrive, and for a host to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Listens as long as it is held.
pub(crate) struct Proxy {
    pub(crate) socket: PathBuf,
    listening: JoinHandle<()>,
    _held: socket::Held,
}

impl Proxy {
    /// Listens in a folder of its own below `folder`, which nobody else may enter.
    pub(super) fn start(folder: &Path, rows: &[String]) -> Result<Self, String> {
        Self::asking(Arc::new(SystemResolver), folder, rows)
    }

    /// The same, with names looked up by this resolver.
    pub(crate) fn asking(
        resolver: Arc<dyn Resolver>,
        folder: &Path,
        rows: &[String],
    ) -> Result<Self, String> {
        let hosts = Arc::new(Hosts::parse(rows)?);
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        let socket = socket::open(folder).map_err(told)?;
        let listening = tokio::spawn(listen(socket.listener, hosts, resolver));
        Ok(Self {
            socket: socket.path,
            listening,
            _held: socket.held,
        })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        // One that is gone needs no removal.
        std::fs::remove_file(&self.socket).ok();
    }
}

async fn listen(listener: UnixListener, hosts: Arc<Hosts>, resolver: Arc<dyn Resolver>) {
    let room = Arc::new(Semaphore::new(MOST));
    // Those that are under way end with the task.
    let mut open = tokio::task::JoinSet::new();
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let Ok((program, _)) = listener.accept().await else {
            continue;
        };
        let (hosts, resolver) = (Arc::clone(&hosts), Arc::clone(&resolver));
        open.spawn(async move {
            serve(program, &hosts, resolver.as_ref()).await;
            drop(place);
        });
        while open.try_join_next().is_some() {}
    }
}

async fn serve(mut program: UnixStream, hosts: &Hosts, resolver: &dyn Resolver) {
    let answer = match timeout(PATIENCE, request(&mut program)).await {
        Err(_) => Err(Refusal::bad("the request did not arrive in time")),
        Ok(Err(refusal)) => Err(refusal),
        Ok(Ok(request)) => match connect(hosts, &request.place, resolver).await {
            Err(refusal) => Err(refusal),
            Ok(host) => Ok((request, host)),
        },
    };
    match answer {
        Ok((request, mut host)) => {
            // A connection that breaks has ended.
            if greet(&request, &mut program, &mut host).await.is_ok() {
                copy_bidirectional(&mut program, &mut host).await.ok();
            }
        }
        Err(Refusal { status, why }) => {
            let body = format!("openkoi: {why}\n");
            let length = body.len();
            let text = format!(
                "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            program.write_all(text.as_bytes()).await.ok();
            program.shutdown().await.ok();
        }
    }
}

/// Why a program does not get out.
struct Refusal {
    status: &'static str,
    why: String,
}

impl Refusal {
    fn bad(why: impl Into<String>) -> Self {
        Self {
            status: "400 Bad Request",
            why: why.into(),
        }
    }

    fn forbidden(why: String) -> Self {
        Self {
            status: "403 Forbidden",
            why,
        }
    }

    fn unreachable(why: String) -> Self {
        Self {
            status: "502 Bad Gateway",
            why,
        }
    }
}

/// What a program asked for.
struct Request {
    place: Place,
    /// What the host gets first; None: the program speaks to it itself.
    head: Option<String>,
    /// What came after the head already.
    rest: Vec<u8>,
}

async fn request(program: &mut UnixStream) -> Result<Request, Refusal> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if bytes.len() > HEAD {
            return Err(Refusal::bad("the head of the request is too long"));
        }
        let count = program.read_buf(&mut bytes).await;
        if !count.is_ok_and(|count| count > 0) {
            return Err(Refusal::bad("the request has no end"));
        }
    };
    let rest = bytes.split_off(end);
    let head = String::from_utf8(bytes).map_err(|_not_utf8| Refusal::bad("the head is no text"))?;
    let (place, head) = read(&head).map_err(Refusal::bad)?;
    Ok(Request { place, head, rest })
}

/// Reads the two kinds of request that a proxy gets.
fn read(head: &str) -> Result<(Place, Option<String>), String> {
    let (first, headers) = head.split_once("\r\n").unwrap_or((head, ""));
    let words: Vec<&str> = first.split(' ').collect();
    let &[method, target, "HTTP/1.1" | "HTTP/1.0"] = words.as_slice() else {
        return Err(format!("{first:?} is no request"));
    };
    // Whatever stands in the first line is handed on: nothing in it may look like a second one.
    let is_plain =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain(method) || !is_plain(target) {
        return Err(format!("{first:?} is no request"));
    }
    if method == "CONNECT" {
        return Ok((Place::parse(target, None)?, None));
    }
    let below = target.strip_prefix("http://");
    let below = below.ok_or("only http:// and CONNECT go through here")?;
    let (authority, path) = match below.find(['/', '?', '#']) {
        Some(at) => below.split_at(at),
        None => (below, "/"),
    };
    if !path.starts_with('/') || path.contains('#') {
        return Err(format!("{target:?} has no path"));
    }
    let place = Place::parse(authority, Some(80))?;
    let mut written = format!("{method} {path} HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\n");
    for line in headers.split("\r\n").filter(|line| !line.is_empty()) {
        let name = line
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        // One host for all, and one request for each connection.
        let is_ours = matches!(
            name.as_str(),
            "host" | "connection" | "keep-alive" | "upgrade"
        );
        if line.contains(['\r', '\n']) || name.is_empty() || name.ends_with([' ', '\t']) {
            return Err("a header is garbled".into());
        }
        if !is_ours && !name.starts_with("proxy-") {
            written.push_str(line);
            written.push_str("\r\n");
        }
    }
    written.push_str("\r\n");
    Ok((place, Some(written)))
}

async fn greet(
    request: &Request,
    program: &mut UnixStream,
    host: &mut TcpStream,
) -> io::Result<()> {
    match &request.head {
        None => {
            program
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await?
        }
        Some(head) => host.write_all(head.as_bytes()).await?,
    }
    host.write_all(&request.rest).await
}

/// An address that was looked at: nothing else is ever connected to.
struct Checked(IpAddr);

/// Connects to an address of the host that was looked at, never to its name.
async fn connect(
    hosts: &Hosts,
    place: &Place,
    resolver: &dyn Resolver,
) -> Result<TcpStream, Refusal> {
    if !hosts.allow(place) {
        return Err(Refusal::forbidden(format!(
            "{place} is not allowed; the user can list it in sandbox.hosts of the config"
        )));
    }
    let addresses = timeout(PATIENCE, addresses(place, resolver)).await;
    let silent = || Refusal::unreachable(format!("{place} does not answer"));
    let addresses = addresses.map_err(|_late| silent())??;
    let reach = async {
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for Checked(address) in addresses {
            match TcpStream::connect(SocketAddr::new(address, place.port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    };
    match timeout(PATIENCE, reach).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Refusal::unreachable(format!("{place}: {error}"))),
        Err(_) => Err(silent()),
    }
}

/// An address that the user listed is what the user means, unless nobody has business there; a name leads to the
/// Internet alone, with all of its addresses, and "localhost" to this machine alone.
async fn addresses(place: &Place, resolver: &dyn Resolver) -> Result<Vec<Checked>, Refusal> {
    let name = match &place.host {
        Host::Address(address) if verdict(*address) == Verdict::Never => {
            let why =
                format!("{place} is a metadata service, or no single host: nothing goes there");
            return Err(Refusal::forbidden(why));
        }
        Host::Address(address) => return Ok(vec![Checked(*address)]),
        Host::Name(name) => name,
    };
    let found = resolver.resolve(name).await;
    let found = found.map_err(|error| Refusal::unreachable(format!("{place}: {error}")))?;
    let is_fine = |address: &IpAddr| match name.as_str() {
        "localhost" => address.is_loopback(),
        _ => verdict(*address) == Verdict::Public,
    };
    if found.is_empty() {
        return Err(Refusal::unreachable(format!("{place} has no address")));
    }
    if !found.iter().all(is_fine) {
        return Err(Refusal::forbidden(format!(
            "{place} leads to an address of this machine or of a private network; list the address itself to allow it"
        )));
    }
    Ok(found.into_iter().map(Checked).collect())
}
