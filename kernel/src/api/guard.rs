//! Who is let in: whoever addresses this machine by its own name, is no page in a browser, and knows the token.

use super::problem::Problem;
use super::{Api, Visitor};
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The one place that tells strangers something: that somebody is there.
pub(super) const HEALTH: &str = "/api/v1/health";

/// The names under which this machine knows itself; whatever else resolves to it was put there by somebody.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// In front of everything, unknown paths included.
pub(super) async fn guard(
    State(api): State<Arc<Api>>,
    mut request: Request,
    next: Next,
) -> Response {
    match admit(&api, &request) {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn admit(api: &Api, request: &Request) -> Result<Visitor, Problem> {
    addressed(request.uri(), request.headers(), api.port)?;
    no_page(request.headers())?;
    let is_health = request.uri().path() == HEALTH
        && (request.method() == Method::GET || request.method() == Method::HEAD);
    if knows_token(api, request.headers()) {
        Ok(Visitor::Known)
    } else if is_health {
        Ok(Visitor::Stranger)
    } else {
        Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Invalid or missing bearer token",
        ))
    }
}

/// A name that a stranger's DNS points here is none of ours.
fn addressed(uri: &Uri, headers: &HeaderMap, port: u16) -> Result<(), Problem> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let is_one = hosts.next().is_none();
    let in_line = uri
        .authority()
        .is_none_or(|said| is_ours(said.as_str(), port));
    if is_one && in_line && host.is_some_and(|host| is_ours(host, port)) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "host",
        format!("This server answers as 127.0.0.1:{port} and localhost:{port} only"),
    ))
}

fn is_ours(host: &str, port: u16) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let has_user = host.contains('@');
    let name = authority.host();
    // A port that is there and can't be read is another one.
    let is_port = match host.strip_prefix(name) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':') == Some(port.to_string().as_str()),
        None => false,
    };
    !has_user && is_port && NAMES.iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// No page is a client of ours: what a browser sends on a page's behalf says where the page comes from.
fn no_page(headers: &HeaderMap) -> Result<(), Problem> {
    let site = headers.get_all("sec-fetch-site").iter();
    let mut sites = site.map(|site| site.as_bytes());
    let is_foreign = sites.any(|site| !matches!(site, b"none" | b"same-origin"));
    if is_foreign || headers.contains_key(header::ORIGIN) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "origin",
            "Requests on behalf of web pages are not answered",
        ));
    }
    Ok(())
}

fn knows_token(api: &Api, headers: &HeaderMap) -> bool {
    let mut said = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(one), None) = (said.next(), said.next()) else {
        return false;
    };
    let Some((scheme, token)) = one.to_str().ok().and_then(|one| one.split_once(' ')) else {
        return false;
    };
    scheme.eq_ignore_ascii_case("bearer") && api.token.is(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_s_own_names_are_answered_to() {
        let rows = [
            ("127.0.0.1:9742", true),
            ("127.0.0.1", true),
            ("localhost:9742", true),
            ("LOCALHOST:9742", true),
            ("[::1]:9742", true),
            ("", false),
            ("localhost:9743", false),
            ("localhost:", false),
            ("localhost:09742", false),
            ("localhost.:9742", false),
            ("127.0.0.1.evil.example:9742", false),
            ("evil.example:9742", false),
            ("evil.example", false),
            ("user@localhost:9742", false),
            ("127.1:9742", false),
            ("0.0.0.0:9742", false),
            ("2130706433:9742", false),
            ("[::ffff:127.0.0.1]:9742", false),
            ("localhost:9742,evil.example", false),
            ("localhost:9742/x", false),
        ];
        for (host, expected) in rows {
            assert_eq!(is_ours(host, 9742), expected, "{host:?}");
        }
    }
}
