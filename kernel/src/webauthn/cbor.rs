//! CBOR (RFC 8949) as authenticators write it (CTAP 2.1, 8): shortest lengths, nothing indefinite, no tags or floats.

use super::Malformed;

/// How deep a skipped value may be nested (CTAP allows four levels).
const MAX_DEPTH: u32 = 4;

/// An item, of an array or a map only its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(usize),
    /// The number of pairs.
    Map(usize),
    /// `false`, `true` or `null`.
    Simple,
}

/// Reads items one after the other.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What is not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The argument of a head (RFC 8949, 3), in its shortest form.
    fn argument(&mut self, additional: u8) -> Result<u64, Malformed> {
        let length = match additional {
            0..=23 => return Ok(u64::from(additional)),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(Malformed),
        };
        let value = self.take(length)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let least = match length {
            1 => 24,
            2 => 1 << 8,
            4 => 1 << 16,
            _ => 1 << 32,
        };
        if value < least { Err(Malformed) } else { Ok(value) }
    }

    pub(super) fn item(&mut self) -> Result<Item<'a>, Malformed> {
        let head = *self.take(1)?.first().ok_or(Malformed)?;
        let (major, additional) = (head >> 5, head & 31);
        if major == 7 {
            return if matches!(additional, 20..=22) { Ok(Item::Simple) } else { Err(Malformed) };
        }
        let argument = self.argument(additional)?;
        let length = || usize::try_from(argument).map_err(|_| Malformed);
        let number = || i64::try_from(argument).map_err(|_| Malformed);
        Ok(match major {
            0 => Item::Integer(number()?),
            1 => Item::Integer(-1 - number()?),
            2 => Item::Bytes(self.take(length()?)?),
            3 => Item::Text(std::str::from_utf8(self.take(length()?)?).map_err(|_| Malformed)?),
            4 => Item::Array(length()?),
            5 => Item::Map(length()?),
            _ => return Err(Malformed),
        })
    }

    pub(super) fn map(&mut self) -> Result<usize, Malformed> {
        if let Item::Map(pairs) = self.item()? { Ok(pairs) } else { Err(Malformed) }
    }

    /// Skips a value with everything in it.
    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        self.skip_within(MAX_DEPTH)
    }

    fn skip_within(&mut self, depth: u32) -> Result<(), Malformed> {
        let items = match self.item()? {
            Item::Array(length) => length,
            Item::Map(pairs) => pairs.checked_mul(2).ok_or(Malformed)?,
            _ => return Ok(()),
        };
        let depth = depth.checked_sub(1).ok_or(Malformed)?;
        // each item is at least one byte, so that a false length ends the loop at the end of the input
        for _ in 0..items {
            self.skip_within(depth)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(hex: &str) -> Result<Item<'static>, Malformed> {
        Reader::new(hex::decode(hex).unwrap().leak()).item()
    }

    /// RFC 8949, appendix A.
    #[test]
    fn items() {
        for (hex, expected) in [
            ("00", Item::Integer(0)),
            ("17", Item::Integer(23)),
            ("1818", Item::Integer(24)),
            ("1a000f4240", Item::Integer(1_000_000)),
            ("20", Item::Integer(-1)),
            ("390100", Item::Integer(-257)),
            ("4401020304", Item::Bytes(&[1, 2, 3, 4])),
            ("6449455446", Item::Text("IETF")),
            ("83", Item::Array(3)),
            ("a2", Item::Map(2)),
            ("f5", Item::Simple),
        ] {
            assert_eq!(item(hex), Ok(expected), "{hex}");
        }
    }

    #[test]
    fn what_authenticators_do_not_write_is_malformed() {
        // empty, cut off, longer than needed, indefinite, a tag, a float, too large, not UTF-8
        let wrong = ["", "18", "44010203", "1817", "190017", "5f", "9f", "c0", "f90000", "3bffffffffffffffff", "61ff"];
        for hex in wrong {
            assert_eq!(item(hex), Err(Malformed), "{hex}");
        }
    }

    #[test]
    fn values_are_skipped_whole_and_within_bounds() {
        let skip = |hex: &str| {
            let bytes = hex::decode(hex).unwrap();
            let mut reader = Reader::new(&bytes);
            reader.skip().map(|()| reader.rest().to_vec())
        };
        assert_eq!(skip("a1016161ff"), Ok(vec![0xff]));
        assert_eq!(skip("81820381"), Err(Malformed)); // an item is missing
        assert_eq!(skip("8181818100"), Ok(vec![]));
        assert_eq!(skip("818181818100"), Err(Malformed)); // too deep
        assert_eq!(skip("9affffffff00"), Err(Malformed));
        assert_eq!(skip("bbffffffffffffffff00"), Err(Malformed));
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(bytes: Vec<u8>) {
            let _ = Reader::new(&bytes).skip();
        }
    }
}
