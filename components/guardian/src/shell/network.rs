//! Programs that talk to other machines.

use super::program::Call;
use super::{Scene, packages};
use crate::danger::Harm;

/// Programs that exist to hand data to another machine.
const SENDERS: [&str; 29] = [
    "nc",
    "ncat",
    "netcat",
    "socat",
    "telnet",
    "ssh",
    "scp",
    "sftp",
    "ftp",
    "tftp",
    "lftp",
    "rclone",
    "mail",
    "mailx",
    "mutt",
    "sendmail",
    "msmtp",
    "swaks",
    "ssh-copy-id",
    "mosh",
    "autossh",
    "sshpass",
    "ngrok",
    "cloudflared",
    "localtunnel",
    "openssl-s_client",
    "croc",
    "magic-wormhole",
    "wormhole",
];

/// Options of `curl` whose single letter takes a value.
const CURL_VALUES: &str = "oHXuAemwbcxCDEPQrtUyYzdFTK";

/// Notes what would leave this machine, or be fetched at somebody else's word.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    if SENDERS.contains(&call.name) || (call.name == "openssl" && call.operand(0) == "s_client") {
        return scene.add(
            Harm::Sends,
            format!("“{}” can send data to another machine", call.quoted()),
        );
    }
    match call.name {
        "curl" | "wget" | "http" | "https" | "xh" | "aria2c" | "httpie" => transfer(scene, call),
        "rsync"
            if call.operands().iter().any(|word| word.text.contains(':'))
                || call.has("e", "rsh") =>
        {
            scene.add(
                Harm::Sends,
                format!("“{}” can send data to another machine", call.quoted()),
            );
        }
        "dig" | "nslookup" | "host" | "ping" if call.args.iter().any(|word| word.dynamic) => {
            scene.add(
                Harm::Sends,
                format!(
                    "“{}” can carry data in the name that it asks for",
                    call.quoted()
                ),
            );
        }
        "dig" | "nslookup" | "host" | "ping" | "traceroute" | "whois" | "nmap" => {
            fetch(scene, call, &[])
        }
        _ => packages::fetched(scene, call),
    }
}

fn transfer(scene: &mut Scene, call: &Call) {
    let addresses: Vec<&str> = call
        .args
        .iter()
        .map(|word| word.text.as_str())
        .filter(|text| is_address(text))
        .collect();
    let at_home = !addresses.is_empty() && addresses.iter().all(|address| is_loopback(address));
    if call.args.iter().any(|word| word.dynamic) && !at_home {
        return scene.add(
            Harm::Sends,
            format!(
                "“{}” puts a value known only at run time into a request",
                call.quoted()
            ),
        );
    }
    if sends(call) && !at_home {
        return scene.add(
            Harm::Sends,
            format!("“{}” sends data to another machine", call.quoted()),
        );
    }
    note_downloads(scene, call, &addresses);
    if call
        .args
        .iter()
        .any(|word| word.text.starts_with("--unix-socket") || word.text.starts_with("--config"))
        || (call.name == "curl" && curl_letters(call).contains('K'))
    {
        return scene.add(
            Harm::Sends,
            format!("“{}” takes what it does from elsewhere", call.quoted()),
        );
    }
    if !at_home {
        fetch(scene, call, &addresses);
    }
}

fn is_address(text: &str) -> bool {
    !text.starts_with('-')
        && (text.contains("://")
            || text.starts_with("localhost")
            || text.starts_with("127.")
            || (text.contains('.') && !text.contains([' ', '{']) && text.contains('/')))
}

fn is_loopback(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.strip_prefix("[::1]").map_or(authority, |port| {
        if port.is_empty() || port.starts_with(':') {
            "localhost"
        } else {
            authority
        }
    });
    !host.contains('@')
        && matches!(
            host.split(':').next(),
            Some("localhost" | "127.0.0.1" | "0.0.0.0")
        )
}

fn sends(call: &Call) -> bool {
    let long = [
        "--data",
        "--form",
        "--upload-file",
        "--json",
        "--post-data",
        "--post-file",
        "--body-data",
        "--body-file",
        "--url-query",
        "--mail-from",
        "--upload",
        "--raw",
    ];
    if call
        .args
        .iter()
        .any(|word| long.iter().any(|option| word.text.starts_with(option)))
    {
        return true;
    }
    let method = |text: &str| {
        ["POST", "PUT", "PATCH", "DELETE"]
            .iter()
            .any(|method| text.eq_ignore_ascii_case(method))
    };
    if call.args.iter().any(|word| {
        method(&word.text)
            || word
                .text
                .split_once('=')
                .is_some_and(|(name, value)| name.starts_with("--") && method(value))
    }) {
        return true;
    }
    match call.name {
        "curl" => {
            curl_letters(call).contains(['d', 'F', 'T'])
                || call
                    .args
                    .iter()
                    .any(|word| word.text.starts_with("-X") && method(&word.text[2..]))
        }
        "wget" => false,
        "aria2c" => false,
        _ => call.args.iter().any(|word| {
            !word.text.starts_with('-') && !is_address(&word.text) && word.text.contains(['=', '@'])
        }),
    }
}

/// The single-letter options of a `curl` call, without their values.
fn curl_letters(call: &Call) -> String {
    let mut letters = String::new();
    let mut words = call.args.iter();
    while let Some(word) = words.next() {
        let Some(cluster) = word
            .text
            .strip_prefix('-')
            .filter(|rest| !rest.starts_with('-'))
        else {
            continue;
        };
        for (at, c) in cluster.char_indices() {
            letters.push(c);
            if CURL_VALUES.contains(c) {
                if at + c.len_utf8() == cluster.len() {
                    words.next();
                }
                break;
            }
        }
    }
    letters
}

fn note_downloads(scene: &mut Scene, call: &Call, addresses: &[&str]) {
    for (at, word) in call.args.iter().enumerate() {
        let inline = ["--output=", "--output-document=", "--out="]
            .iter()
            .find_map(|option| word.text.strip_prefix(option));
        let is_option = matches!(
            word.text.as_str(),
            "-o" | "-O"
                | "--output"
                | "--output-document"
                | "-P"
                | "--output-dir"
                | "-qO"
                | "-sSLo"
                | "-sLo"
                | "-fsSLo"
                | "-Lo"
                | "-LO"
        ) || (word.text.starts_with('-')
            && !word.text.starts_with("--")
            && word.text.ends_with(['o', 'O']));
        let next = call
            .args
            .get(at + 1)
            .filter(|next| is_option && !is_address(&next.text))
            .map(|next| next.text.as_str());
        if let Some(target) = inline.or(next).filter(|target| *target != "-") {
            scene.writes(target, "downloads to");
            scene
                .fetched
                .extend(target.rsplit('/').next().map(str::to_ascii_lowercase));
        }
    }
    let names = addresses
        .iter()
        .filter_map(|address| address.rsplit('/').next())
        .map(|name| name.split('?').next().unwrap_or_default());
    scene.fetched.extend(
        names
            .filter(|name| !name.is_empty())
            .map(str::to_ascii_lowercase),
    );
}

/// Fetching is fine unless text from outside may have asked for it; what the user named word for word is the user's wish.
fn fetch(scene: &mut Scene, call: &Call, addresses: &[&str]) {
    let named = |address: &&str| {
        scene
            .task
            .split_whitespace()
            .any(|word| word.trim_matches(['"', '\'', '`', '<', '>', '(', ')', ',']) == *address)
    };
    if scene.tainted && (addresses.is_empty() || !addresses.iter().all(named)) {
        scene.add(
            Harm::Fetches,
            format!("“{}” reaches another machine", call.quoted()),
        );
    }
}
