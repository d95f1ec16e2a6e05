//! Programs that name sockets and reach nobody: two ends of one pair, names and numbers.

/// What of a socket library stays within the program.
const INWARD: [&str; 9] = [
    "socketpair",
    "gethostname",
    "htons",
    "htonl",
    "ntohs",
    "ntohl",
    "inet_aton",
    "inet_ntoa",
    "has_ipv6",
];

/// What reaches out, waits for others, or finds a name at run time.
const OUTWARD: [&str; 28] = [
    "connect",
    "connect_ex",
    "create_connection",
    "create_server",
    "bind",
    "listen",
    "accept",
    "sendto",
    "sendmsg",
    "recvfrom",
    "fromfd",
    "fileno",
    "getaddrinfo",
    "gethostbyname",
    "gethostbyaddr",
    "af_inet",
    "af_inet6",
    "pf_inet",
    "pf_inet6",
    "getattr",
    "vars",
    "dir",
    "globals",
    "__dict__",
    "__getattribute__",
    "inspect",
    "attrgetter",
    "methodcaller",
];

/// Whether all that a program (in lower case) says of sockets stays within it. What is not recognised does not.
pub(super) fn are_all(code: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let words: Vec<&str> = code
        .split(|character| !is_part(character))
        .filter(|word| !word.is_empty())
        .collect();
    let is_inward = |at: usize| match words[at] {
        word if INWARD.contains(&word) => true,
        word if OUTWARD.contains(&word) => false,
        "socket" => {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let is_brought = at > 0 && matches!(words[at - 1], "import" | "use");
            is_brought || INWARD.contains(&next)
        }
        word => !word.contains("socket"),
    };
    // A program that brings in what it has no use for hides its use.
    words.iter().any(|word| INWARD.contains(word)) && (0..words.len()).all(is_inward)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_within_a_program_is_told_from_what_reaches_out() {
        let rows = [
            (
                "import socket as s; a, b = s.socketpair(); a.send(b'x'); print(b.recv(1))",
                true,
            ),
            ("import socket; a, b = socket.socketpair()", true),
            ("import socket; print(socket.gethostname())", true),
            (
                "use socket; socketpair(a, b, af_unix, sock_stream, 0)",
                true,
            ),
            ("import socket", false),
            (
                "import socket; socket.create_connection(('127.0.0.1', 1))",
                false,
            ),
            (
                "import socket as s; s.socketpair(); s.create_connection(('h', 1))",
                false,
            ),
            (
                "import socket as s; s.socketpair(); s.socket().connect(('h', 1))",
                false,
            ),
            (
                "import socket as s; s.socketpair(); s.socket(s.af_inet6)",
                false,
            ),
            (
                "from socket import *; socketpair(); create_connection(('h', 1))",
                false,
            ),
            ("from socket import socketpair, socket as t; t()", false),
            (
                "import socket as s; s.socketpair(); getattr(s, 'cre' + 'ate_connection')",
                false,
            ),
            ("import socket as s; s.socketpair(); s.__dict__['x']", false),
            ("import socketserver, socket; socket.socketpair()", false),
            (
                "import socket as s; s.htons(1); s.sendto(b'k', ('h', 1))",
                false,
            ),
            ("require 'socket'; tcpsocket.new('h', 1); socketpair", false),
        ];
        for (code, expected) in rows {
            assert_eq!(are_all(code), expected, "{code}");
        }
    }
}
