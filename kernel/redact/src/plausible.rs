//! What tells a secret from an ordinary word.

use crate::format::Plausible;

/// A value of so many letters without a digit is no word.
const LONG: usize = 16;

/// What people write where a secret will stand.
const STAND_INS: [&str; 32] = [
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "your",
    "xxxx",
    "****",
    "....",
    "redacted",
    "password",
    "passwd",
    "secret",
    "dummy",
    "sample",
    "fake",
    "insert",
    "replace",
    "todo",
    "none",
    "null",
    "undefined",
    "test",
    "foobar",
    "hunter2",
    "default",
    "string",
    "token",
    "•••",
    "process.env",
    "os.environ",
    "getenv",
];

impl Plausible {
    /// `before` and `next` stand around the secret.
    pub(crate) fn holds(self, secret: &[u8], before: Option<u8>, next: Option<u8>) -> bool {
        match self {
            Self::Always => true,
            Self::Mixed => {
                (has_letters_and_digits(secret) || has_both_cases(secret)) && varied(secret, 12)
            }
            // A call, a type, a macro, an index, a path.
            Self::Password => {
                !next.is_some_and(|next| b"(<{[!:".contains(&next))
                    && is_password(secret)
                    && !is_name(secret, before)
            }
            Self::Given => is_password(secret),
        }
    }
}

fn has_letters_and_digits(secret: &[u8]) -> bool {
    secret.iter().any(u8::is_ascii_digit) && secret.iter().any(u8::is_ascii_alphabetic)
}

fn has_both_cases(secret: &[u8]) -> bool {
    secret.iter().any(u8::is_ascii_uppercase) && secret.iter().any(u8::is_ascii_lowercase)
}

/// Somebody's password mixes letters with digits, and is no path, variable, call or stand-in.
fn is_password(secret: &[u8]) -> bool {
    let is_token = || {
        secret.len() >= LONG
            && secret.iter().all(u8::is_ascii_alphabetic)
            && has_both_cases(secret)
            && share_of_words(secret) < 72
    };
    (has_letters_and_digits(secret) || is_token()) && varied(secret, 8) && !is_stand_in(secret)
}

/// Whether one of the stand-ins is a word of it.
fn is_stand_in(secret: &[u8]) -> bool {
    let lower = secret.to_ascii_lowercase();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| lower.get(at))
            .is_some_and(u8::is_ascii_lowercase)
    };
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| lower.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let stands = |word: &str| {
        let mut places = lower.windows(word.len()).enumerate();
        places.any(|(at, window)| {
            window == word.as_bytes()
                && is_even(&secret[at..at + word.len()])
                && !is_letter(at.checked_sub(1))
                && !is_letter(Some(at + word.len()))
                // Between digits it is there by chance.
                && !(is_digit(at.checked_sub(1)) && is_digit(Some(at + word.len())))
        })
    };
    secret.starts_with(b"$") || STAND_INS.iter().any(|word| stands(word))
}

/// At least half of the letters differ, or so many.
fn varied(secret: &[u8], enough: usize) -> bool {
    let mut seen = [false; 256];
    secret
        .iter()
        .for_each(|byte| seen[usize::from(*byte)] = true);
    let different = seen.iter().filter(|seen| **seen).count();
    different >= enough.min(secret.len() / 2 + 1)
}

/// Words and numbers joined as programs join them: `sha256_hash`, `Utf8Error`, `MSV1_0_TYPE`. After a quote or without a
/// space before it a name has one number at most.
fn is_name(secret: &[u8], before: Option<u8>) -> bool {
    let joints = [b'_', b'-', b'.', b'/', b':'];
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || joints.contains(byte);
    let kinds = joints.iter().filter(|joint| secret.contains(joint));
    let numbers = if before.is_some_and(|before| b"\"'`=".contains(&before)) {
        1
    } else {
        3
    };
    secret.iter().all(joins)
        && kinds.count() <= 1
        && !secret.first().is_some_and(u8::is_ascii_digit)
        && runs(secret, u8::is_ascii_digit).count() <= numbers
        && share_of_words(secret) >= 90
        && !(secret.contains(&b'-') && mixes_cases(secret))
}

/// One word in capitals and one in lower case: programs join no such words with a dash.
fn mixes_cases(secret: &[u8]) -> bool {
    let has = |is_part: fn(&u8) -> bool| {
        runs(secret, u8::is_ascii_alphabetic).any(|run| run.len() >= 3 && run.iter().all(is_part))
    };
    has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// In hundredths of the letters.
fn share_of_words(secret: &[u8]) -> usize {
    let (mut letters, mut in_words) = (0, 0);
    for word in words(secret) {
        letters += word.len();
        if is_word(word) {
            in_words += word.len();
        }
    }
    in_words * 100 / letters.max(1)
}

fn runs(text: &[u8], is_part: fn(&u8) -> bool) -> impl Iterator<Item = &[u8]> {
    text.split(move |byte| !is_part(byte))
        .filter(|run| !run.is_empty())
}

/// Letters of one case, or of lower case after one capital: `CFString` is `CF` and `String`.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    runs(text, u8::is_ascii_alphabetic).flat_map(|run| {
        run.chunk_by(|one, next| {
            one.is_ascii_lowercase() == next.is_ascii_lowercase() || next.is_ascii_lowercase()
        })
        .flat_map(|word| {
            let capitals = word.iter().take_while(|byte| byte.is_ascii_uppercase());
            let capitals = capitals.count();
            let initials = if capitals > 1 && capitals < word.len() {
                capitals - 1
            } else {
                0
            };
            let (initials, word) = word.split_at(initials);
            [initials, word]
        })
        .filter(|word| !word.is_empty())
    })
}

/// In lower case, in capitals, or with one capital at its beginning.
fn is_even(word: &[u8]) -> bool {
    let capitals = word.iter().take_while(|byte| byte.is_ascii_uppercase());
    let capitals = capitals.count();
    let all = word.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    all == 0 || capitals == word.len() || (capitals == 1 && all == 1)
}

/// Long enough, and can be said; or an abbreviation in capitals.
fn is_word(word: &[u8]) -> bool {
    let is_vowel = |byte: &u8| b"aeiouyAEIOUY".contains(byte);
    let capitals = word.iter().take_while(|byte| byte.is_ascii_uppercase());
    let capitals = capitals.count();
    let is_abbreviation = capitals == word.len() && word.len() <= 4;
    word.len() >= 3 && is_even(word) && (is_abbreviation || word.iter().any(is_vowel))
}

/// What the formats with something before their anchor count: hexadecimal digits.
pub(crate) fn may_stand_before(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}
