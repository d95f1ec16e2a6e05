//! What is a URL to send a request to.

use super::*;

#[test]
fn a_host_has_one_spelling() {
    let good = [
        ("https://api.example.com/v1?q=1#f", "api.example.com", 443),
        ("HTTPS://API.Example.COM:8443/", "api.example.com", 8443),
        ("https://api.example.com./", "api.example.com", 443),
        ("https://my_host-1/", "my_host-1", 443),
        ("https://xn--r8jz45g.example/", "xn--r8jz45g.example", 443),
        ("http://127.0.0.1:80/", "127.0.0.1", 80),
        ("http://[::1]:8080/", "::1", 8080),
        ("http://[0:0::0:1]/", "::1", 80),
    ];
    for (url, host, port) in good {
        let target = Target::parse(url).expect(url);
        assert_eq!((target.host(), target.port()), (host, port), "{url}");
        assert!(
            !target.url().host_str().expect("a host").ends_with('.'),
            "{url}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_two_parsers_could_read_differently_is_no_url() {
    let rows = [
        "",
        "api.example.com",
        "//api.example.com/",
        "/v1",
        "ftp://example.com/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "javascript:alert(1)",
        "https:",
        "https://",
        "https:///evil.com/",
        "https:evil.com",
        "https:/evil.com",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://evil.com\\@example.com/",
        "https:\\\\example.com/",
        "https://example.com\\.evil.com/",
        "https://evil\0.example.com/",
        "https://evil%00.example.com/",
        "https://exa%6dple.com/",
        "https://ex ample.com/",
        "https://example.com\t/",
        "ht\ntps://example.com/",
        "https://exa\r\nmple.com/",
        " https://example.com/",
        "https://ex\u{ad}ample.com/",
        "https://ｅxample.com/",
        "https://example。com/",
        "https://пример.example/",
        "https://example.com../",
        "https://.example.com/",
        "https://a..b/",
        "https://./",
        "https://a*b/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com:80:80/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0x0/",
        "http://00/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127.0.0.1%2f/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://0300.0250.1/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://[::ffff:127.0.0.1",
        "http://4294967296/",
        "https://exam_ple!.com/",
        "https://{host}/",
        "https://a|b/",
        "https://<x>/",
        "https://example.com^/",
    ];
    for url in rows {
        let found = Target::parse(url);
        assert!(
            found
                .as_ref()
                .is_err_and(|fault| fault.kind == FaultKind::Invalid),
            "{url:?}: {found:?}"
        );
    }
    let long = format!("https://example.com/{}", "x".repeat(20_000));
    assert!(Target::parse(&long).is_err());
    let fault = Target::parse(&format!("ftp://x/?key={SECRET}")).expect_err("not spoken");
    assert!(!fault.message.contains(SECRET), "{fault}");
}

#[test]
fn a_redirect_leads_where_it_says_and_nowhere_else() {
    let from = Target::parse("https://api.example.com/a/b?q=1").expect("a URL");
    let good = [
        ("/c?next=https://x//y", "https://api.example.com/c"),
        ("c", "https://api.example.com/a/c"),
        ("?x", "https://api.example.com/a/b"),
        ("//other.example.com/d", "https://other.example.com/d"),
        (
            "https://other.example.com/d#x",
            "https://other.example.com/d",
        ),
        ("http://other.example.com/", "http://other.example.com/"),
    ];
    for (location, expected) in good {
        assert_eq!(
            from.join(location).expect(location).to_string(),
            expected,
            "{location}"
        );
    }
    let bad = [
        "///evil.com/",
        "https:///evil.com/",
        "http:evil.com",
        "/\\evil.com",
        "\\\\evil.com",
        " //evil.com/",
        "https://u@evil.com/",
        "http://0x7f.1/",
        "ftp://evil.com/",
        "javascript:alert(1)",
        "https://evil%2ecom/",
        "//evil\u{ad}.com/",
        "h\tttp://x/",
    ];
    for location in bad {
        assert!(
            from.join(location).is_err(),
            "{location:?}: {:?}",
            from.join(location)
        );
    }
}
