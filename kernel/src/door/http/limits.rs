//! Every limit of a request and its response.

use std::time::Duration;

pub(super) const REQUEST_BODY: usize = 16 * 1024 * 1024;
/// Number and bytes of the headers that a component may set.
pub(super) const REQUEST_HEADERS: usize = 100;
pub(super) const REQUEST_HEADER_BYTES: usize = 64 * 1024;
pub(super) const URL: usize = 16 * 1024;
/// All of a body that is read as it arrives; a body that is read whole has the limit that its reader names.
pub(super) const STREAM: usize = 64 * 1024 * 1024;
pub(super) const REDIRECTS: usize = 5;

pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// Until the headers are here.
pub(super) const HEADERS: Duration = Duration::from_secs(60);
/// The same for a server of the user's own, which may have to load a model first.
pub(super) const HEADERS_AT_HOME: Duration = Duration::from_secs(300);
/// Between two pieces of a body that is read as it arrives.
pub(super) const IDLE: Duration = Duration::from_secs(120);
/// For a whole exchange, unless the grant says otherwise.
pub(super) const FETCH: Duration = Duration::from_secs(30);
