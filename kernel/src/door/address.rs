//! Which addresses a request may be sent to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not part of the public Internet; none if it is. IPv4 addresses that hide inside IPv6 ones (mapped,
/// compatible, translated by NAT64, tunnelled by 6to4 or Teredo) are judged as what they are.
pub(super) fn private(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => private_v4(address),
        IpAddr::V6(address) => match hidden(address) {
            Some(inner) => Some(private_v4(inner).unwrap_or("an IPv4 address inside an IPv6 one")),
            None => private_v6(address),
        },
    }
}

fn private_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        (0, ..) => "this network",
        (127, ..) => "loopback",
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => "a private network",
        (100, 64..=127, _) => "a carrier's private network",
        (169, 254, _) => "link-local, where cloud machines keep their credentials",
        (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => "reserved",
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => "for documentation",
        (224..=239, ..) => "multicast",
        (240..=255, ..) => "reserved",
        _ => return None,
    })
}

fn private_v6(address: Ipv6Addr) -> Option<&'static str> {
    let first = address.segments()[0];
    Some(match first {
        _ if address.is_loopback() => "loopback",
        _ if address.is_unspecified() => "this network",
        0xfc00..=0xfdff => "a private network",
        0xfe80..=0xfebf => "link-local",
        0xfec0..=0xfeff => "a private network",
        0xff00..=0xffff => "multicast",
        0x2001 if address.segments()[1] == 0x0db8 => "for documentation",
        0x3fff if address.segments()[1] < 0x1000 => "for documentation",
        0x0100 => "discard-only",
        0x2000..=0x3fff => return None,
        _ => "reserved",
    })
}

/// The IPv4 address inside an IPv6 one.
fn hidden(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] | [0, 0, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        [0x64, 0xff9b, _, _, _, _, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        [0x2001, 0, _, _, _, _, high, low] => Some(v4(!high, !low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let private_ones = "127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 \
            192.168.0.1 192.168.255.255 100.64.0.1 100.127.255.255 169.254.169.254 169.254.0.1 192.0.0.1 192.0.2.1 \
            192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 \
            255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 \
            ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1 2002:7f00:1:: 2002:a9fe:a9fe::1 \
            2001:0:0:0:0:0:80ff:fffe fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1 2001:db8::1 \
            3fff:0fff::1 100::1 4000::1 5f00::1 ::8.8.8.8";
        for text in private_ones.split_whitespace() {
            let address: IpAddr = text.parse().expect(text);
            assert!(private(address).is_some(), "{text} counts as public");
        }
        let public = "8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 169.253.1.1 198.17.0.1 223.255.255.255 \
            2606:4700::1111 2a00:1450::1 2001:4860:4860::8888 2400::1";
        for text in public.split_whitespace() {
            let address: IpAddr = text.parse().expect(text);
            assert_eq!(private(address), None, "{text}");
        }
    }
}
