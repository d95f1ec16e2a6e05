//! On macOS: a socket's address has room for some hundred bytes and no folder has a shorter name, so it stands in a folder
//! of its own where names are short.

use super::Socket;
use std::io;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::UnixListener;

/// Where names are short; what is made there is for the user alone.
const SHORT: &str = "/private/tmp";

pub(in crate::door::process::proxy) type Held = TempDir;

pub(in crate::door::process::proxy) fn open(_folder: &Path) -> io::Result<Socket> {
    let held = tempfile::Builder::new()
        .prefix("openkoi-")
        .tempdir_in(SHORT)?;
    let path = held.path().join("proxy.sock");
    Ok(Socket {
        listener: UnixListener::bind(&path)?,
        path,
        held,
    })
}
