//! What a server's tool is called here: `mcp__<server>__<tool>`.

/// As long as the name of a tool may be anywhere.
const LONGEST: usize = 64;
/// As long as the name of a server may be.
const SERVER: usize = 32;
/// Digits of the hash that tells mapped names apart.
const HASH: usize = 8;

/// Letters, digits, "-" and single "_" within, at most 32: then no two servers' tools can have one name.
pub fn is_server_name(name: &str) -> bool {
    (1..=SERVER).contains(&name.len())
        && name.bytes().all(is_plain)
        && !name.contains("__")
        && !name.starts_with('_')
        && !name.ends_with('_')
}

/// A tool's name here. What is too long or holds other characters is mapped, always to the same, and bears a hash of what
/// it was.
pub(super) fn mapped(server: &str, tool: &str) -> String {
    let before = format!("mcp__{server}__");
    let room = LONGEST - before.len();
    if (1..=room).contains(&tool.len()) && tool.bytes().all(is_plain) {
        return before + tool;
    }
    let plain = tool.chars().map(|c| match u8::try_from(c) {
        Ok(byte) if is_plain(byte) => c,
        _ => '_',
    });
    let plain: String = plain.take(room - HASH - 1).collect();
    let hash = blake3::hash(tool.as_bytes()).to_hex();
    format!("{before}{plain}_{}", &hash[..HASH])
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_name_is_plain_and_leaves_no_doubt_where_it_ends() {
        for name in ["a", "git-hub", "my_server", "A1", &"x".repeat(32)] {
            assert!(is_server_name(name), "{name}");
        }
        for name in [
            "",
            "a__b",
            "_a",
            "a_",
            "a b",
            "a.b",
            "ä",
            "a/b",
            &"x".repeat(33),
        ] {
            assert!(!is_server_name(name), "{name}");
        }
    }

    #[test]
    fn every_name_is_one_that_providers_take_and_odd_ones_are_told_apart() {
        let long = "x".repeat(90);
        let server = "s".repeat(32);
        let rows = [
            ("files", "read", "mcp__files__read".to_owned()),
            ("a", "files__read", "mcp__a__files__read".to_owned()),
            ("a", "b.c", format!("mcp__a__b_c_{}", hash("b.c"))),
            ("a", "b/c", format!("mcp__a__b_c_{}", hash("b/c"))),
            ("a", "", format!("mcp__a___{}", hash(""))),
            (
                "a",
                "r\u{200b}ead",
                format!("mcp__a__r_ead_{}", hash("r\u{200b}ead")),
            ),
            (
                "a",
                &long,
                format!("mcp__a__{}_{}", "x".repeat(64 - 8 - 9), hash(&long)),
            ),
            (&server, "read", format!("mcp__{server}__read")),
        ];
        for (server, tool, expected) in rows {
            let name = mapped(server, tool);
            assert_eq!(name, expected, "{tool:?}");
            assert!(
                name.len() <= LONGEST && name.bytes().all(is_plain),
                "{name}"
            );
        }
    }

    fn hash(text: &str) -> String {
        blake3::hash(text.as_bytes()).to_hex()[..HASH].to_owned()
    }
}
