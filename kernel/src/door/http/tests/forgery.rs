//! Names that lie, and credentials that are not to travel. The campaign of all spellings on all ways out is
//! `kernel/egress.rs`.

use super::client::{CheckedResolver, Reach};
use super::*;
use crate::door::forgery::Forger;
use reqwest::dns::Resolve;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn what_answers_otherwise_the_second_time_is_checked_the_second_time() {
    let resolver = CheckedResolver {
        resolver: Arc::new(Forger::default()),
        reach: Reach::Public,
    };
    let name = || "rebound.example".parse().expect("a name");
    let first = resolver.resolve(name()).await.map(|addresses| {
        let addresses: Vec<String> = addresses.map(|address| address.ip().to_string()).collect();
        addresses
    });
    assert_eq!(
        first.expect("it is public"),
        ["8.8.8.8"],
        "this and no other is connected to"
    );
    let second = resolver.resolve(name()).await.err().expect("it is refused");
    assert!(second.to_string().contains("127.0.0.1"), "{second}");
}

#[tokio::test]
async fn a_name_is_asked_for_once_and_connected_to_where_it_was_checked() {
    let server = Server::start(vec![plain("200 OK", &[], "hello")]).await;
    let forger = Arc::new(Forger::default());
    let door = Door::new(forger.clone());
    let base = format!("http://loopback.example:{}/", server.address.port());
    let rule = NetworkRule::for_service(&base.parse().expect("a URL"), true);
    let exchange = door.lend(NetworkGrant::new(vec![rule]), vec![]);
    assert_eq!(
        fetch(&exchange, get(&base)).await,
        Ok((200, "hello".into()))
    );
    assert_eq!(forger.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
async fn no_credential_goes_along_to_another_host() {
    let mut crossed = 0;
    for status in [301, 302, 303, 307, 308] {
        for method in ["GET", "POST"] {
            let other = Server::start(vec![plain("200 OK", &[], "other")]).await;
            let location = format!("Location: http://localhost:{}/x", other.address.port());
            let far =
                Server::start(vec![plain(&format!("{status} There"), &[&location], "")]).await;
            let near = format!("Location: http://127.0.0.1:{}/y", far.address.port());
            let server = Server::start(vec![plain(&format!("{status} There"), &[&near], "")]).await;
            let at_localhost = NetworkRule {
                host: "localhost".into(),
                ..home(&other)
            };
            let exchange = lend(
                vec![home(&server), home(&far), at_localhost],
                vec![credential(&["127.0.0.1"])],
            );
            let mut request = post(&server.url("/"), if method == "POST" { "body" } else { "" });
            request.method = method.into();
            assert_eq!(fetch(&exchange, request).await, Ok((200, "other".into())));
            assert!(server.seen()[0].contains(SECRET), "it is for this host");
            assert!(!other.seen().join("").contains(SECRET), "{status} {method}");
            crossed += 1;
        }
    }
    println!("S8: 0 credentials after {crossed} redirects to another host");
}
