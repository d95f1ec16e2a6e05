//! Private keys and signed tokens.

use crate::format::{Category, Format};

pub(super) static ROWS: &[Format] = &[
    Format::token(
        "private-key",
        &["-----BEGIN PRIVATE KEY"],
        r"-----BEGIN PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END PRIVATE KEY-----)?",
        r"-----BEGIN PRIVATE KEY-----{nl}{b:64}{nl}{b:64}{nl}{b:40}{nl}-----END PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "rsa-private-key",
        &["-----BEGIN RSA "],
        r"-----BEGIN RSA PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END RSA PRIVATE KEY-----)?",
        r"-----BEGIN RSA PRIVATE KEY-----{nl}{b:64}{nl}{b:64}{nl}{b:64}{nl}{b:20}{nl}-----END RSA PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "ec-private-key",
        &["-----BEGIN EC "],
        r"-----BEGIN EC PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END EC PRIVATE KEY-----)?",
        r"-----BEGIN EC PRIVATE KEY-----{nl}{b:64}{nl}{b:64}{nl}{b:36}{nl}-----END EC PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "dsa-private-key",
        &["-----BEGIN DSA "],
        r"-----BEGIN DSA PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END DSA PRIVATE KEY-----)?",
        r"-----BEGIN DSA PRIVATE KEY-----{nl}{b:64}{nl}{b:64}{nl}{b:36}{nl}-----END DSA PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "openssh-private-key",
        &["-----BEGIN OPENSSH "],
        r"-----BEGIN OPENSSH PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END OPENSSH PRIVATE KEY-----)?",
        r"-----BEGIN OPENSSH PRIVATE KEY-----{nl}{b:70}{nl}{b:70}{nl}{b:48}{nl}-----END OPENSSH PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "encrypted-private-key",
        &["-----BEGIN ENCRYPTED "],
        r"-----BEGIN ENCRYPTED PRIVATE KEY-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END ENCRYPTED PRIVATE KEY-----)?",
        r"-----BEGIN ENCRYPTED PRIVATE KEY-----{nl}{b:64}{nl}{b:64}{nl}{b:36}{nl}-----END ENCRYPTED PRIVATE KEY-----",
    ).of(Category::PrivateKeys),
    Format::token(
        "pgp-private-key",
        &["-----BEGIN PGP PRIVATE"],
        r"-----BEGIN PGP PRIVATE KEY BLOCK-----(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+(?:[A-Z][A-Za-z-]{2,15}: ?[^\n\\]{0,120}(?:(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?)+){0,6}[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*(?:-----END PGP PRIVATE KEY BLOCK-----)?",
        r"-----BEGIN PGP PRIVATE KEY BLOCK-----{nl}{nl}{b:64}{nl}{b:64}{nl}{b:36}{nl}={b:4}{nl}-----END PGP PRIVATE KEY BLOCK-----",
    ).of(Category::PrivateKeys),
    Format::after(
        "putty-private-key",
        Category::PrivateKeys,
        &["private-lines: "],
        r"(?i)private-lines: [0-9]{1,3}(?:\\+[nrt]|\s)+(?:[0-9]{1,6}(?:[:|\t ]|\\+t)\s*)?",
        r"[A-Za-z0-9+/=]{20}(?:[A-Za-z0-9+/=:|]|\\+[nrt/]|\s)*",
        r"Private-Lines: 3{nl}«{b:64}{nl}{b:64}{nl}{b:44}»{nl}",
    ),
    Format::token(
        "age-secret-key",
        &["AGE-SECRET-KEY-1"],
        r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
        r"AGE-SECRET-KEY-1{U:58}",
    ).of(Category::PrivateKeys),
    Format::after(
        "jwk-private-part",
        Category::PrivateKeys,
        &["\"d\"", "\"d\\"],
        r#""d\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}""#,
        r"[A-Za-z0-9_-]{40,1400}",
        r#"{"kty":"EC","crv":"P-256","x":"{w:43}","d":"«{w:43}»"}"#,
    ).mixed(),
    Format::token(
        "json-web-token",
        &["eyJ"],
        r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}",
        r"eyJ{w:33}.eyJ{w:80}.{w:43}",
    ).alone().of(Category::JwtTokens),
    Format::token(
        "encrypted-web-token",
        &["eyJ"],
        r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        r"eyJ{w:33}..{w:16}.{w:120}.{w:22}",
    ).alone().of(Category::JwtTokens),
];
