//! What an error of the client means, in words that hold no query and no secret.

use super::client::{Forbidden, Unresolved};
use super::target::Target;
use super::{fault, unavailable};
use crate::domain::{Fault, FaultKind};
use std::error::Error;
use std::io;
use std::net::IpAddr;

/// A request that got no response.
pub(super) fn sending(target: &Target, error: &reqwest::Error) -> Fault {
    let host = target.host();
    if let Some(Forbidden(address)) = find(error) {
        return forbidden(target, *address);
    }
    if let Some(Unresolved(why)) = find(error) {
        return unavailable(format!("can't find the address of {host}: {why}"));
    }
    if let Some(why) = find::<rustls::Error>(error) {
        return unavailable(format!("can't make a secure connection to {host}: {why}"));
    }
    if error.is_timeout() {
        return unavailable(format!("{host} can't be reached: no connection in time"));
    }
    let why =
        find::<io::Error>(error).map_or_else(|| innermost(error), |error| in_words(target, error));
    if error.is_connect() {
        return unavailable(format!("can't connect to {host}: {why}"));
    }
    if error.is_builder() {
        return fault(
            FaultKind::Invalid,
            format!("{target} can't be asked for: {why}"),
        );
    }
    unavailable(format!(
        "the connection to {host} broke off before it answered: {why}"
    ))
}

/// A response that broke off.
pub(super) fn reading(target: &Target, error: &reqwest::Error) -> Fault {
    let why =
        find::<io::Error>(error).map_or_else(|| innermost(error), |error| in_words(target, error));
    unavailable(format!("the answer of {} broke off: {why}", target.host()))
}

/// Somewhere a request may never go.
pub(super) fn forbidden(target: &Target, address: IpAddr) -> Fault {
    let host = target.host();
    let why = format!(
        "{host} is at {address}, which is not an address of the Internet; a server of your own is reached only through \
         a base URL in your config"
    );
    fault(FaultKind::Refused, why)
}

fn in_words(target: &Target, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("nothing listens on port {}", target.port()),
        io::ErrorKind::ConnectionReset => "the other side reset it".into(),
        io::ErrorKind::UnexpectedEof => "the other side closed it".into(),
        _ => error.to_string(),
    }
}

/// Looks for an error among the causes of another.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // An io error tells the cause of what it carries, not what it carries.
        let carried = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(found) = carried.and_then(|carried| find::<E>(carried)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn innermost(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
