//! A host in the one spelling that rules, name service and connection agree on.

use std::fmt;
use std::net::IpAddr;

/// Where a program wants to go: checked, lower case, without a dot at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) host: Host,
    pub(super) port: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    Name(String),
    Address(IpAddr),
}

impl Place {
    /// Reads "host:port" or, with a port that goes without saying, "host". An address of IPv6 stands in brackets.
    pub(super) fn parse(text: &str, usual: Option<u16>) -> Result<Self, String> {
        let no = |why: &str| format!("{text:?} is no host: {why}");
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(no(
                "write it in ASCII, without spaces and control characters",
            ));
        }
        let (host, port) = match text.rsplit_once(':') {
            // The colons of an address without a port.
            Some(_) if text.ends_with(']') => (text, None),
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        let port = match port {
            None => usual.ok_or_else(|| no("it has no port"))?,
            Some(port) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                port.parse()
                    .map_err(|_too_large| no("its port is too large"))?
            }
            Some(_) => return Err(no("its port is no number")),
        };
        if port == 0 {
            return Err(no("its port is 0"));
        }
        let host = Host::parse(host).map_err(no)?;
        Ok(Self { host, port })
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(inner) = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            let address = inner
                .parse()
                .map_err(|_unreadable| "what is in brackets is no address")?;
            return Ok(Self::Address(IpAddr::V6(address)));
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(IpAddr::V4(address)));
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(is_plain);
        if name.len() > 253 || !name.split('.').all(is_label) {
            return Err("it is no name");
        }
        // "127.1", "0x7f000001" and "2130706433" are addresses for some.
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") {
            return Err("it is an odd spelling of an address");
        }
        Ok(Self::Name(name))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Name(name) => write!(f, "{name}:{}", self.port),
            Host::Address(IpAddr::V4(address)) => write!(f, "{address}:{}", self.port),
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]:{}", self.port),
        }
    }
}

/// The hosts that the user allows; an empty list is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hosts(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    host: Host,
    /// The host itself is not meant, but all below it.
    is_below: bool,
    /// None: those of the web.
    port: Option<u16>,
}

impl Hosts {
    pub(super) fn parse(rows: &[String]) -> Result<Self, String> {
        rows.iter()
            .map(|row| Rule::parse(row))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(super) fn allow(&self, place: &Place) -> bool {
        self.0.iter().any(|rule| rule.covers(place))
    }
}

impl Rule {
    fn parse(row: &str) -> Result<Self, String> {
        let (text, is_below) = match row.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (row, false),
        };
        let has_port = text
            .rsplit_once(':')
            .is_some_and(|(_, port)| !port.ends_with(']'));
        let place = Place::parse(text, Some(443)).map_err(|why| format!("sandbox.hosts: {why}"))?;
        if is_below && matches!(place.host, Host::Address(_)) {
            return Err(format!(
                "sandbox.hosts: {row:?}: nothing is below an address"
            ));
        }
        Ok(Self {
            host: place.host,
            is_below,
            port: has_port.then_some(place.port),
        })
    }

    fn covers(&self, place: &Place) -> bool {
        let is_host = match (&self.host, &place.host) {
            (Host::Name(rule), Host::Name(name)) if self.is_below => name
                .strip_suffix(rule.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
            (rule, host) => rule == host,
        };
        is_host
            && self
                .port
                .map_or(matches!(place.port, 80 | 443), |port| port == place.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_one_spelling() {
        let rows = [
            ("example.org:443", Some("example.org:443")),
            ("EXAMPLE.org.:443", Some("example.org:443")),
            ("127.0.0.1:80", Some("127.0.0.1:80")),
            ("[::1]:80", Some("[::1]:80")),
            ("[0:0::0001]:80", Some("[::1]:80")),
            ("example.org", None),
            ("example.org:0", None),
            ("example.org:65536", None),
            ("example.org:+80", None),
            ("example.org\0.evil.org:443", None),
            ("example.org .evil.org:443", None),
            ("exämple.org:443", None),
            ("user@example.org:443", None),
            ("example..org:443", None),
            ("127.1:80", None),
            ("2130706433:80", None),
            ("0x7f000001:80", None),
            ("0177.0.0.01:80", None),
            ("::1:80", None),
            ("[::1%eth0]:80", None),
            (":443", None),
        ];
        for (text, expected) in rows {
            let read = Place::parse(text, None).map(|place| place.to_string());
            assert_eq!(read.ok().as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_listed_is_allowed_and_nothing_else() {
        let listed = [
            "example.org",
            "*.example.net",
            "build.local:8080",
            "127.0.0.1:9000",
        ];
        let hosts = Hosts::parse(&listed.map(str::to_owned)).expect("hosts");
        let rows = [
            ("example.org:443", true),
            ("example.org:80", true),
            ("Example.Org.:443", true),
            ("example.org:22", false),
            ("sub.example.org:443", false),
            ("evilexample.org:443", false),
            ("example.org.evil.com:443", false),
            ("a.example.net:443", true),
            ("a.b.example.net:443", true),
            ("example.net:443", false),
            ("evilexample.net:443", false),
            ("build.local:8080", true),
            ("build.local:443", false),
            ("127.0.0.1:9000", true),
            ("127.0.0.1:443", false),
        ];
        for (text, expected) in rows {
            let place = Place::parse(text, None).expect("a place");
            assert_eq!(hosts.allow(&place), expected, "{text}");
            assert!(
                !Hosts::default().allow(&place),
                "an empty list is nothing: {text}"
            );
        }
    }

    #[test]
    fn a_row_that_is_no_host_is_refused() {
        for row in [
            "",
            "*",
            "*.",
            "*.127.0.0.1",
            "http://example.org",
            "example.org/path",
            "a b",
            "*.*.org",
        ] {
            assert!(Hosts::parse(&[row.to_owned()]).is_err(), "{row:?}");
        }
    }
}
