//! Which requests a grant covers.

use super::*;

#[test]
fn a_grant_covers_what_it_names() {
    let rule = |host: &str, path: &str| NetworkRule {
        host: host.into(),
        methods: vec!["GET".into()],
        paths: vec![path.into()],
        ..NetworkRule::default()
    };
    let rows = [
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/x/y?q",
            true,
        ),
        (
            "API.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com./v1/",
            true,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/../v2/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/%2e%2e/v2",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "POST",
            "https://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "get",
            "https://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "http://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com:8443/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://evil-api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com.evil.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/a",
            "GET",
            "https://api.example.com/a",
            true,
        ),
        (
            "api.example.com",
            "/a",
            "GET",
            "https://api.example.com/ab",
            false,
        ),
        (
            "api.example.com",
            "/a*b*c",
            "GET",
            "https://api.example.com/a-b-b-c",
            true,
        ),
        (
            "api.example.com",
            "/a*b*c",
            "GET",
            "https://api.example.com/a-c",
            false,
        ),
        (
            "api.example.com",
            "/ab*bc",
            "GET",
            "https://api.example.com/abc",
            false,
        ),
        (
            "api.example.com",
            "*",
            "GET",
            "https://api.example.com/",
            true,
        ),
        ("*.example.com", "*", "GET", "https://a.example.com/", true),
        (
            "*.example.com",
            "*",
            "GET",
            "https://a.b.EXAMPLE.com/",
            true,
        ),
        ("*.example.com", "*", "GET", "https://example.com/", false),
        (
            "*.example.com",
            "*",
            "GET",
            "https://evilexample.com/",
            false,
        ),
        ("*.", "*", "GET", "https://example.com/", false),
        ("*", "*", "GET", "https://example.com/", false),
        ("", "*", "GET", "https://example.com/", false),
        ("*.0.0.1", "*", "GET", "https://127.0.0.1/", false),
        ("1.1.1.1", "*", "GET", "https://1.1.1.1/", true),
        (
            "2606:4700::1111",
            "*",
            "GET",
            "https://[2606:4700::1111]/",
            true,
        ),
    ];
    for (host, path, method, url, expected) in rows {
        let grant = NetworkGrant::new(vec![rule(host, path)]);
        let target = Target::parse(url).expect(url);
        assert_eq!(
            grant.check(method, &target).is_ok(),
            expected,
            "{host} {path}: {method} {url}"
        );
    }
    let nothing = NetworkGrant::new(vec![]);
    let fault = nothing.check(
        "GET",
        &Target::parse("https://a.example.com/v1/x?q=1").expect("a URL"),
    );
    let fault = fault.expect_err("nothing is granted");
    assert_eq!(fault.kind, FaultKind::Refused);
    let lines = "[[network]]\nhost = \"a.example.com\"\nmethods = [\"GET\"]\npaths = [\"/v1/x\"]";
    assert!(fault.message.ends_with(lines), "{fault}");
}
