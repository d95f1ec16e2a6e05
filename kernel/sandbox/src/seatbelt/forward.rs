//! The way out to the allowed hosts: a port of this machine's loopback, from which bytes go to the door's proxy.
//!
//! The loopback is everybody's here: whoever finds the port reaches the hosts that the user listed, and no others.

use crate::layer::{Layer, Missing};
use crate::plan::Proxy;
use std::fmt::Display;
use std::io;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Connections at once.
const MOST: usize = 64;

/// Forwards as long as the helper lives; the port that is free for it.
pub(super) fn start(proxy: Option<&Proxy>) -> Result<Option<u16>, Missing> {
    let failed = |error: &dyn Display| Missing::new(Layer::Proxy, error);
    let Some(proxy) = proxy else {
        return Ok(None);
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| failed(&error))?;
    let port = listener
        .local_addr()
        .map_err(|error| failed(&error))?
        .port();
    let socket = proxy.socket.clone();
    thread::spawn(move || forward(&listener, &socket));
    Ok(Some(port))
}

fn forward(listener: &TcpListener, socket: &Path) {
    let open = Arc::new(AtomicUsize::new(0));
    for inside in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::Relaxed) >= MOST {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (open, socket) = (Arc::clone(&open), PathBuf::from(socket));
        thread::spawn(move || {
            if let Ok(outside) = UnixStream::connect(socket) {
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
