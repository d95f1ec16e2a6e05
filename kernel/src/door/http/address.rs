//! What kind of place an address is. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A host on the Internet.
    Public,
    /// This machine or a network of the user's own: only for a base URL that the user wrote.
    Private,
    /// Nobody has business there: a cloud's metadata service, a group of hosts, an address that means none.
    Never,
}

type Block4 = ([u8; 4], u32, Verdict);

use Verdict::{Never, Private, Public};

/// Of the blocks that hold an address the first counts.
const BLOCKS_4: [Block4; 21] = [
    // Metadata services.
    ([169, 254, 169, 254], 32, Never),
    ([169, 254, 170, 2], 32, Never),
    ([100, 100, 100, 200], 32, Never),
    ([168, 63, 129, 16], 32, Never),
    // "This host", which systems take for loopback.
    ([0, 0, 0, 0], 32, Private),
    ([0, 0, 0, 0], 8, Never),
    ([10, 0, 0, 0], 8, Private),
    ([100, 64, 0, 0], 10, Private),
    ([127, 0, 0, 0], 8, Private),
    ([169, 254, 0, 0], 16, Private),
    ([172, 16, 0, 0], 12, Private),
    ([192, 168, 0, 0], 16, Private),
    ([198, 18, 0, 0], 15, Private),
    // Protocol assignments, the old relays of 6to4, documentation.
    ([192, 0, 0, 0], 24, Never),
    ([192, 88, 99, 0], 24, Never),
    ([192, 0, 2, 0], 24, Private),
    ([198, 51, 100, 0], 24, Private),
    ([203, 0, 113, 0], 24, Private),
    // Multicast; reserved, broadcast included.
    ([224, 0, 0, 0], 4, Never),
    ([240, 0, 0, 0], 4, Never),
    ([0, 0, 0, 0], 0, Public),
];

type Block6 = ([u16; 8], u32, Verdict);

const BLOCKS_6: [Block6; 14] = [
    // A metadata service.
    ([0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, Never),
    ([0; 8], 128, Private),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, Private),
    // Translation for local use, unique local, link-local, site-local.
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, Private),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, Private),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, Private),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, Private),
    // Tunnels that hide an address of IPv4: Teredo and its neighbours, 6to4.
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, Never),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, Never),
    // Documentation.
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, Private),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, Private),
    ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3, Public),
    // The rest was never given to anybody, or is multicast.
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, Never),
    ([0; 8], 0, Never),
];

/// Judges an address by what it reaches, not by how it is written.
pub fn verdict(address: IpAddr) -> Verdict {
    match address {
        IpAddr::V4(address) => verdict_4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(address) => verdict_4(address),
            None => verdict_6(address),
        },
    }
}

/// The address of IPv4 that a mapped one (::ffff:0:0/96), or one for translation (64:ff9b::/96), reaches.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., high, low] = address.segments();
    let is_translated = address.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    let low_part = Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    address
        .to_ipv4_mapped()
        .or(is_translated.then_some(low_part))
}

fn verdict_4(address: Ipv4Addr) -> Verdict {
    let bits = u32::from(address);
    let holds = |(block, length, _): &&Block4| {
        let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
        bits & mask == u32::from(Ipv4Addr::from(*block))
    };
    BLOCKS_4
        .iter()
        .find(holds)
        .map_or(Never, |(_, _, verdict)| *verdict)
}

fn verdict_6(address: Ipv6Addr) -> Verdict {
    let bits = u128::from(address);
    let holds = |(block, length, _): &&Block6| {
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
        bits & mask == u128::from(Ipv6Addr::from(*block))
    };
    BLOCKS_6
        .iter()
        .find(holds)
        .map_or(Never, |(_, _, verdict)| *verdict)
}
