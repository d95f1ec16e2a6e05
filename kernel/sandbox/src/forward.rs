//! The way out to the allowed hosts: a port of the sandbox's own loopback, from which bytes go to the door's proxy.

use crate::layer::{Layer, Missing};
use crate::plan::Proxy;
use crate::privilege;
use crate::sys::{self, Forked};
use rustix::fs::{CWD, Mode, OFlags};
use rustix::net::{AddressFamily, SocketType, socket};
use std::io;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Connections at once.
const MOST: usize = 64;

/// What forwards, once the view is made.
pub(crate) struct Forwarder(Option<(TcpListener, OwnedFd)>);

/// Switches the loopback on, and takes hold of the proxy's socket as long as it can be seen.
pub(crate) fn prepare(proxy: Option<&Proxy>) -> Result<Forwarder, Missing> {
    let failed = |error: &dyn std::fmt::Display| Missing::new(Layer::Proxy, error);
    let any =
        socket(AddressFamily::INET, SocketType::DGRAM, None).map_err(|error| failed(&error))?;
    sys::loopback_up(any.as_fd()).map_err(|error| failed(&format!("loopback: {error}")))?;
    let Some(proxy) = proxy else {
        return Ok(Forwarder(None));
    };
    let flags = OFlags::PATH | OFlags::CLOEXEC;
    let socket = rustix::fs::openat(CWD, &proxy.socket, flags, Mode::empty())
        .map_err(|error| failed(&format!("{}: {error}", proxy.socket.display())))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, proxy.port));
    let listener = listener.map_err(|error| failed(&error))?;
    Ok(Forwarder(Some((listener, socket))))
}

impl Forwarder {
    /// Forwards in a process of its own, which can do nothing else, and returns which one; it never ends by itself.
    pub(crate) fn start(self) -> Result<Option<libc::pid_t>, Missing> {
        let Some((listener, socket)) = self.0 else {
            return Ok(None);
        };
        match sys::fork().map_err(|error| Missing::new(Layer::Proxy, error))? {
            Forked::Parent(process) => Ok(Some(process)),
            Forked::Child => {
                if privilege::drop_all().is_ok() {
                    forward(&listener, &socket);
                }
                sys::exit(1)
            }
        }
    }
}

fn forward(listener: &TcpListener, socket: &OwnedFd) {
    let open = Arc::new(AtomicUsize::new(0));
    for inside in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::Relaxed) >= MOST {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        // By its descriptor, since its path is out of sight.
        let outside = UnixStream::connect(format!("/proc/self/fd/{}", socket.as_raw_fd()));
        let open = Arc::clone(&open);
        thread::spawn(move || {
            if let Ok(outside) = outside {
                // A connection that breaks has ended.
                join(inside, outside).ok();
            }
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

fn join(mut inside: TcpStream, mut outside: UnixStream) -> io::Result<()> {
    let (mut from, mut to) = (inside.try_clone()?, outside.try_clone()?);
    let up = thread::spawn(move || {
        io::copy(&mut from, &mut to).ok();
        to.shutdown(Shutdown::Write).ok();
    });
    io::copy(&mut outside, &mut inside).ok();
    inside.shutdown(Shutdown::Write).ok();
    // A thread that panicked has nothing more to send.
    up.join().ok();
    Ok(())
}
