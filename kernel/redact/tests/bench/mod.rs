//! Makes up credentials by the shapes in the table, from a seed.

use openkoi_redact::Format;

/// The seed of a campaign: `OPENKOI_SEED`, or always the same.
pub(crate) fn seed() -> u64 {
    #[allow(
        clippy::disallowed_methods,
        reason = "a campaign's seed comes from whoever runs it; not every crate that has this file forbids it"
    )]
    let given = std::env::var("OPENKOI_SEED").ok();
    given
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_122)
}

/// Numbers that look random, the same for the same seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is below a usize")
    }

    pub(crate) fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// A text with a credential in it, and the part that must not be left.
pub(crate) struct Instance {
    pub(crate) text: String,
    pub(crate) secret: String,
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";

/// One instance of a format.
pub(crate) fn instance(format: &Format, random: &mut Random) -> Instance {
    let filled = fill(format.shape, random);
    match filled.split_once('«') {
        Some((before, rest)) => {
            let (secret, after) = rest.split_once('»').expect("a secret that begins ends");
            Instance {
                text: format!("{before}{secret}{after}"),
                secret: secret.to_owned(),
            }
        }
        None => Instance {
            secret: filled.clone(),
            text: filled,
        },
    }
}

fn fill(shape: &str, random: &mut Random) -> String {
    let quote = random.of(&["", "\"", "'"]).to_owned();
    let line_end = random.of(&["\n", "\\n", "\r\n"]).to_owned();
    let mut text = String::new();
    let mut rest = shape;
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').unwrap_or(0);
        let word = &rest[1..end.max(1)];
        match piece(word, random, &quote, &line_end) {
            Some(piece) => {
                text.push_str(&piece);
                rest = &rest[end + 1..];
            }
            None => {
                text.push('{');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

fn piece(word: &str, random: &mut Random, quote: &str, line_end: &str) -> Option<String> {
    match word {
        "q" => return Some(quote.to_owned()),
        "nl" => return Some(line_end.to_owned()),
        "uuid" => {
            let parts = [8, 4, 4, 4, 12].map(|count| letters("0123456789abcdef", count, random));
            return Some(parts.join("-"));
        }
        _ => {}
    }
    let (kind, count) = word.split_once(':')?;
    let count = match count.split_once('-') {
        Some((least, most)) => {
            let (least, most): (usize, usize) = (least.parse().ok()?, most.parse().ok()?);
            least + random.below(most - least + 1)
        }
        None => count.parse().ok()?,
    };
    let alphabet = match kind {
        "d" => DIGITS.to_owned(),
        "h" => format!("{DIGITS}abcdef"),
        "H" => format!("{DIGITS}ABCDEF"),
        "a" => format!("{LOWER}{DIGITS}"),
        "U" => format!("{UPPER}{DIGITS}"),
        "A" => format!("{LOWER}{UPPER}{DIGITS}"),
        "B" => format!("{UPPER}234567"),
        "w" => format!("{LOWER}{UPPER}{DIGITS}_-"),
        "b" => format!("{LOWER}{UPPER}{DIGITS}+/"),
        "p" => return Some(password(count, random)),
        _ => return None,
    };
    Some(letters(&alphabet, count, random))
}

fn letters(alphabet: &str, count: usize, random: &mut Random) -> String {
    let alphabet = alphabet.as_bytes();
    (0..count)
        .map(|_| char::from(alphabet[random.below(alphabet.len())]))
        .collect()
}

/// Of every kind of letter at least one, as password rules want it.
fn password(count: usize, random: &mut Random) -> String {
    let special = "!#%^*+~_-";
    let kinds = [LOWER, UPPER, DIGITS, special];
    let mut letters: Vec<String> = kinds
        .iter()
        .map(|kind| self::letters(kind, 1, random))
        .collect();
    let all = kinds.concat();
    letters.extend((letters.len()..count).map(|_| self::letters(&all, 1, random)));
    for at in (1..letters.len()).rev() {
        letters.swap(at, random.below(at + 1));
    }
    letters.concat()
}
