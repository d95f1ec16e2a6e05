//! On Linux: below the folder of the task.

use super::Socket;
use std::fs::{DirBuilder, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use tokio::net::UnixListener;

/// The task's folder goes with the task.
pub(in crate::door::process::proxy) type Held = ();

pub(in crate::door::process::proxy) fn open(folder: &Path) -> io::Result<Socket> {
    let mut private = DirBuilder::new();
    private.recursive(true).mode(0o700).create(folder)?;
    let name = format!("{}.sock", uuid::Uuid::now_v7().simple());
    Ok(Socket {
        listener: bind(folder, &name)?,
        path: folder.join(name),
        held: (),
    })
}

/// A socket's address has room for some hundred bytes, and a folder's path may be longer: it is named by its descriptor.
fn bind(folder: &Path, name: &str) -> io::Result<UnixListener> {
    let folder = File::open(folder)?;
    UnixListener::bind(format!("/proc/self/fd/{}/{name}", folder.as_raw_fd()))
}
