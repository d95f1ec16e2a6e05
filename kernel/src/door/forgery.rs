//! For tests: requests that were forged to reach this machine, a network of the user's own or a cloud's metadata service,
//! in every spelling that is known to have fooled somebody, names that lie, and somebody who listens where nobody may come.

use crate::door::http::Resolver;
use async_trait::async_trait;
use std::net::{IpAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Hosts that are, or lead to, what must not be reached; addresses in every spelling, then names.
pub(crate) const HOSTS: &[&str] = &[
    // Loopback, as it is written and as it is not.
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0.0.01",
    "017700000001",
    "00000000177.0.0.1",
    "127.0.0.01",
    "127.0.0.0x1",
    "127.000.000.001",
    "0x7f.1",
    "0177.1",
    "0x7f.0.1",
    "127.0.0.1.",
    "127.1.",
    "2130706433.",
    "0x7f000001.",
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "0",
    "0.",
    "0.0.0.0",
    "0.0.0.0.",
    "00.00.00.00",
    "0x0.0x0.0x0.0x0",
    "0x00000000",
    "000.000.000.000",
    "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
    "\u{2460}\u{2461}\u{2466}.0.0.1",
    "127\u{3002}0\u{3002}0\u{3002}1",
    "127\u{ff0e}0\u{ff0e}0\u{ff0e}1",
    "127\u{ff61}0\u{ff61}0\u{ff61}1",
    "\u{1d7cf}\u{1d7d0}\u{1d7d5}.0.0.1",
    "127.0.0.1\u{ad}",
    "127.0.0.\u{200b}1",
    // The same in IPv6, mapped, compatible, translated and tunnelled.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[::]",
    "[0::0]",
    "[::0]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:127.0.0.1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:0]",
    "[::ffff:0.0.0.0]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:7f00:0001::1]",
    "[2001:0:7f00:1::]",
    "[2001::1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[::1%25lo]",
    "[::1%lo]",
    "[fe80::1%25eth0]",
    "[::1]]",
    "[[::1]",
    "::1",
    "[::1",
    "[v1.::1]",
    "[::ffff:127.1]",
    // Networks at home and what is nobody's.
    "10.0.0.1",
    "10.1",
    "012.0.0.1",
    "0xa.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.168.257",
    "3232235777",
    "0xc0a80101",
    "100.64.0.1",
    "198.18.0.1",
    "169.254.1.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.0.1",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:192.168.1.1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::]",
    "[2001:db8::1]",
    "[100::1]",
    // Metadata services.
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "0xa9.0xfe.0xa9.0xfe",
    "169.254.169.254.",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fd00:ec2::254]",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    // Names that mean them.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "LocalHost.",
    "local\u{ad}host",
    "\u{24db}ocalhost",
    "localhost%00",
    "local%68ost",
    "localhost\0.example.com",
    "localhost\t",
    "loopback.example",
    "mixed.example",
    "mixed-six.example",
    "metadata.example",
    "zero.example",
    "mapped.example",
    "nat64.example",
    "home.example",
    "six-to-four.example",
    // More than a host.
    "public.example@127.0.0.1",
    "public.example:80@127.0.0.1",
    "public.example%40127.0.0.1",
    "@127.0.0.1",
    ":@127.0.0.1",
    "127.0.0.1\\@public.example",
    "public.example\\@127.0.0.1",
    "127.0.0.1#@public.example",
    "127.0.0.1?@public.example",
    "127.0.0.1\\.public.example",
    "public.example @127.0.0.1",
    "public.example\r\nHost:127.0.0.1",
    "127.0.0.1:80:80",
    "127.0.0.1%23",
    "127.0.0.1%2f",
    "127.0.0.1;public.example",
    "127.0.0.1,public.example",
    "{127.0.0.1}",
    "*.0.0.1",
    "127.0.0.1..",
    ".127.0.0.1",
];

/// Names as an attacker's servers would answer them, and how often they were asked.
#[derive(Default)]
pub(crate) struct Forger(pub(crate) AtomicUsize);

#[async_trait]
impl Resolver for Forger {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        let asked = self.0.fetch_add(1, Ordering::Relaxed);
        let addresses = match host.to_ascii_lowercase().trim_end_matches('.') {
            "mixed.example" => "8.8.8.8 127.0.0.1",
            "mixed-six.example" => "2606:4700:4700::1111 ::1",
            "metadata.example" => "169.254.169.254",
            "zero.example" => "0.0.0.0",
            "mapped.example" => "::ffff:127.0.0.1",
            "nat64.example" => "64:ff9b::7f00:1",
            "home.example" => "192.168.1.1",
            "six-to-four.example" => "2002:7f00:1::",
            "rebound.example" if asked == 0 => "8.8.8.8",
            "localhost" if asked > 0 => "127.0.0.2",
            "abroad.example" => "8.8.8.8",
            _ => "127.0.0.1",
        };
        let parse = |address: &str| address.parse().expect("an address");
        Ok(addresses.split(' ').map(parse).collect())
    }
}

/// Listens on every address of this machine, where nobody may come.
pub(crate) struct Sentinel {
    listener: TcpListener,
    pub(crate) port: u16,
}

impl Sentinel {
    pub(crate) fn new() -> Self {
        // Where there is no IPv6, nobody can come over it.
        let listener = TcpListener::bind("[::]:0").or_else(|_none| TcpListener::bind("0.0.0.0:0"));
        let listener = listener.expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        Self { listener, port }
    }

    /// How many have connected since this was asked before.
    pub(crate) fn visitors(&self) -> usize {
        std::iter::from_fn(|| self.listener.accept().ok()).count()
    }
}
