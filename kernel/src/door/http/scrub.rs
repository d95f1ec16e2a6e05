//! Takes a credential that comes back out of a body, wherever its pieces were cut.

use crate::door::secrets::Secret;
use bytes::Bytes;

/// Shorter values would eat ordinary words.
const SHORTEST: usize = 8;

/// Replaces secrets by as many asterisks. Keeps back only what might be the beginning of one.
#[derive(Default)]
pub(super) struct Scrub {
    secrets: Vec<Secret>,
    kept_back: Vec<u8>,
}

impl Scrub {
    pub(super) fn new(secrets: impl Iterator<Item = Secret>) -> Self {
        let secrets = secrets
            .filter(|secret| secret.expose().len() >= SHORTEST)
            .collect();
        Self {
            secrets,
            kept_back: Vec::new(),
        }
    }

    /// What can be shown once this piece is here.
    pub(super) fn push(&mut self, piece: Bytes) -> Bytes {
        let is_harmless =
            self.kept_back.is_empty() && self.begun(&piece) == 0 && !self.occurs_in(&piece);
        if is_harmless {
            return piece;
        }
        let mut bytes = std::mem::take(&mut self.kept_back);
        bytes.extend_from_slice(&piece);
        self.mask(&mut bytes);
        self.kept_back = bytes.split_off(bytes.len() - self.begun(&bytes));
        bytes.into()
    }

    /// What was kept back, at the end of the body.
    pub(super) fn finish(&mut self) -> Bytes {
        std::mem::take(&mut self.kept_back).into()
    }

    fn occurs_in(&self, bytes: &[u8]) -> bool {
        self.secrets
            .iter()
            .any(|secret| find(bytes, secret.expose().as_bytes()).is_some())
    }

    fn mask(&self, bytes: &mut [u8]) {
        for secret in &self.secrets {
            let value = secret.expose().as_bytes();
            let mut from = 0;
            while let Some(at) = find(&bytes[from..], value) {
                from += at + value.len();
                bytes[from - value.len()..from].fill(b'*');
            }
        }
    }

    /// How many bytes at the end may be the beginning of a secret.
    fn begun(&self, bytes: &[u8]) -> usize {
        let longest_of = |secret: &Secret| {
            let value = secret.expose().as_bytes();
            let longest = (value.len() - 1).min(bytes.len());
            (1..=longest)
                .rev()
                .find(|length| bytes.ends_with(&value[..*length]))
                .unwrap_or(0)
        };
        self.secrets.iter().map(longest_of).max().unwrap_or(0)
    }
}

fn find(bytes: &[u8], value: &[u8]) -> Option<usize> {
    bytes
        .windows(value.len())
        .position(|window| window == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "abcabcabd";

    fn scrubbed(pieces: &[&[u8]]) -> Vec<u8> {
        let mut scrub = Scrub::new(
            [SECRET, "abcdefgh"]
                .map(|value| Secret::new(value.into()))
                .into_iter(),
        );
        let mut all = Vec::new();
        for piece in pieces {
            all.extend(scrub.push(Bytes::copy_from_slice(piece)));
        }
        all.extend(scrub.finish());
        all
    }

    #[test]
    fn a_credential_that_comes_back_is_masked_wherever_it_is_cut() {
        let body = format!("abc {SECRET}{SECRET} abcabc{SECRET} abcdefghabcabca").into_bytes();
        let expected = b"abc ****************** abcabc********* ********abcabca";
        for at in 0..=body.len() {
            let (left, right) = body.split_at(at);
            assert_eq!(scrubbed(&[left, right]), expected, "cut at {at}");
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(scrubbed(&bytes), expected);
    }

    #[test]
    fn what_is_harmless_passes_at_once() {
        let mut scrub = Scrub::new([Secret::new(SECRET.into())].into_iter());
        assert_eq!(scrub.push(Bytes::from_static(b"hello")), "hello");
        assert_eq!(scrub.push(Bytes::from_static(b"abcx ab")), "abcx ");
        assert_eq!(scrub.push(Bytes::from_static(b"z")), "abz");
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_body(body in "[a-d ]{0,60}", size in 1usize..9) {
            let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
            prop_assert_eq!(scrubbed(&pieces), scrubbed(&[body.as_bytes()]));
        }
    }
}
