//! How long the data of a zlib stream is (RFC 1950 and 1951), without inflating it: a length needs only the codes, so a
//! stream that inflates to a gigabyte takes no memory, and counting stops at a limit.

/// The longest code, in bits.
const MAXIMUM_BITS: usize = 15;
/// Lengths of matches and distances: their bases and extra bits (RFC 1951, 3.2.5).
const LENGTHS: [(u32, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];
const DISTANCES: [(u32, u32); 30] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1_025, 9),
    (1_537, 9),
    (2_049, 10),
    (3_073, 10),
    (4_097, 11),
    (6_145, 11),
    (8_193, 12),
    (12_289, 12),
    (16_385, 13),
    (24_577, 13),
];
/// The order in which a block has the lengths of the codes of its code lengths (3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/// Bytes of the checksum at the end.
const CHECKSUM: usize = 4;

/// Reads bits, the lowest of a byte first. It takes a byte only when it needs one.
struct Bits<'a> {
    rest: &'a [u8],
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            let (byte, rest) = self.rest.split_first()?;
            self.held |= u32::from(*byte) << self.count;
            (self.rest, self.count) = (rest, self.count + 8);
        }
        let value = self.held & ((1 << count) - 1);
        (self.held, self.count) = (self.held >> count, self.count - count);
        Some(value)
    }

    /// Skips to the next whole byte, and over some bytes.
    fn skip(&mut self, bytes: usize) -> Option<()> {
        (self.held, self.count) = (0, 0);
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }
}

/// A Huffman code: how many symbols have a code of each length, and the symbols in the order of their codes (3.2.2).
struct Code {
    counts: [u32; MAXIMUM_BITS + 1],
    symbols: Vec<usize>,
}

impl Code {
    /// Returns `None` when there are more codes than bits allow.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0; MAXIMUM_BITS + 1];
        for length in lengths {
            *counts.get_mut(usize::from(*length))? += 1;
        }
        counts[0] = 0;
        counts.iter().skip(1).try_fold(1_u32, |left, count| (left * 2).checked_sub(*count))?;
        let mut symbols: Vec<usize> = (0..lengths.len()).filter(|symbol| lengths.get(*symbol) != Some(&0)).collect();
        symbols.sort_by_key(|symbol| lengths.get(*symbol));
        Some(Self { counts, symbols })
    }

    fn read(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in self.counts.iter().skip(1) {
            code |= bits.take(1)?;
            if code < first + count {
                return self.symbols.get(usize::try_from(index + code - first).ok()?).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// The codes of a block: of literals and lengths, and of distances.
struct Codes(Code, Code);

impl Codes {
    /// 3.2.6
    fn fixed() -> Option<Self> {
        let lengths: Vec<u8> =
            [(8, 144), (9, 112), (7, 24), (8, 8)].iter().flat_map(|(bits, symbols)| vec![*bits; *symbols]).collect();
        Some(Self(Code::new(&lengths)?, Code::new(&[5; 30])?))
    }

    /// 3.2.7
    fn dynamic(bits: &mut Bits<'_>) -> Option<Self> {
        let [literals, distances, of_lengths] = [bits.take(5)? + 257, bits.take(5)? + 1, bits.take(4)? + 4];
        let [literals, distances] = [literals, distances].map(|count| usize::try_from(count).unwrap_or_default());
        let mut lengths = [0; ORDER.len()];
        for place in ORDER.iter().take(usize::try_from(of_lengths).ok()?) {
            *lengths.get_mut(*place)? = u8::try_from(bits.take(3)?).ok()?;
        }
        let code = Code::new(&lengths)?;
        let mut lengths: Vec<u8> = Vec::with_capacity(literals + distances);
        while lengths.len() < literals + distances {
            let (length, times) = match code.read(bits)? {
                16 => (*lengths.last()?, bits.take(2)? + 3),
                17 => (0, bits.take(3)? + 3),
                18 => (0, bits.take(7)? + 11),
                length => (u8::try_from(length).ok()?, 1),
            };
            lengths.extend((0..times).map(|_| length));
        }
        if lengths.len() > literals + distances || lengths.get(256) == Some(&0) {
            return None;
        }
        let (literals, distances) = lengths.split_at_checked(literals)?;
        Some(Self(Code::new(literals)?, Code::new(distances)?))
    }

    /// Counts the bytes of a block, which begins after `length` bytes.
    fn count(&self, bits: &mut Bits<'_>, mut length: u32, limit: u32) -> Option<u32> {
        while length <= limit {
            let symbol = self.0.read(bits)?;
            if symbol == 256 {
                break;
            }
            length += if symbol < 256 {
                1
            } else {
                let (base, extra) = LENGTHS.get(symbol - 257)?;
                let matched = base + bits.take(*extra)?;
                let (base, extra) = DISTANCES.get(self.1.read(bits)?)?;
                // nothing is before the first byte
                (base + bits.take(*extra)? <= length).then_some(matched)?
            };
        }
        Some(length)
    }
}

/// The bytes that a zlib stream inflates to; more than `limit` when there are more. Returns `None` when the stream is
/// broken, or does not end where the bytes do. The checksum is not compared: that needs the bytes.
pub(super) fn inflated_length(bytes: &[u8], limit: u32) -> Option<u32> {
    let [method, flags] = *bytes.first_chunk()?;
    // deflate with a window of at most 32 KiB, without a dictionary
    if method & 0x0f != 8 || method >> 4 > 7 || flags & 0x20 != 0 || u16::from_be_bytes([method, flags]) % 31 != 0 {
        return None;
    }
    let mut bits = Bits { rest: bytes.get(2..)?, held: 0, count: 0 };
    let (fixed, mut length) = (Codes::fixed()?, 0_u32);
    while length <= limit {
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => {
                bits.skip(0)?;
                let [stored, check] = [bits.take(16)?, bits.take(16)?];
                if stored ^ check != 0xffff {
                    return None;
                }
                bits.skip(usize::try_from(stored).ok()?)?;
                length = length.checked_add(stored)?;
            }
            1 => length = fixed.count(&mut bits, length, limit)?,
            2 => length = Codes::dynamic(&mut bits)?.count(&mut bits, length, limit)?,
            _ => return None,
        }
        if is_last && length <= limit {
            return (bits.rest.len() == CHECKSUM).then_some(length);
        }
    }
    Some(length)
}

/// A stream of stored blocks.
#[cfg(test)]
pub(super) fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&[0x78, 0x01, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), data, &[0; CHECKSUM]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn length(text: &str) -> Option<u32> {
        inflated_length(&hex::decode(text).unwrap(), 1_000_000)
    }

    /// Written by zlib 1.3.
    const FIXED: &str = "78014b4c4a4e8421001de00499";
    const DYNAMIC: &str = "78daedd1479aaa6a1485e1a90892945f4a9294480e328e9de770467f9f9ac56df0b6bfd65ad26b65bb5da4a04c16cae82e03\
        77f66067035da086b7067c0387995d79c2b7d432c95d1b8ba8b1087371d0c1876229b4c0967abd5a81a106dcf05767fb1547\
        1e6656dbc79cf496d8a287055ae25523ddaca584bf1a582a4fcdd9d35ff8608b216ff043037b905865bd39ab35e71a9f9c48\
        6ca90ef8e55073ad30d212265ce1af2ce52a15f53c914f0735e4e8010b9498d02c918e9459682b04f2e0845a3cb8a30fe6d0\
        daaa19271a6a0ba935da9243473bf8fcd00bb6904b0795add440618bb61a9a27057da8c2829ef0e58def3cc9979d2ce851c4\
        b5ec1c40446fcc318237f7f2e21827c8788354fe5678c9559f3273843baf30e0af4418aa079b06b6c121b506966008257932\
        c15d0e7ac9cb168a70b387fa1262ca3d3fe4a293c49ac248990e58da137b3df84d9d26b6d20225f8e2e3c8151ff6d15a437c\
        68cfa1d650c32e3bd7dc430f3bd4dc6b6d3d1c5acb2f375643060b3618d04d57fec28f065cd9a62395b059afce36c8719014\
        768d65a15527ccb5932f5410d30b6f72b1940ad8d961a233d472b70fa7e473889b8e10c94d67c8c4e39823be5868b9390ce4\
        2d4fb8c1c0233939a4871bdf61b5178fbad90e3e943cd92c5f6bb483feef2df2c9e3c17eaca35e022965a659de50622e053b\
        18e863bea4d24a87b3edf6b2182e1471c5253cf5c0115bbbe00b1cfa98588c8e42bb49804e2af669d015672afe9d4ea7d3e9\
        743a9d4ea7ffbdff0012eb82cc";

    #[test]
    fn every_kind_of_block_is_counted() {
        assert_eq!(inflated_length(&stored(b"pixels"), 10), Some(6));
        assert_eq!(length(FIXED), Some(12));
        assert_eq!(length(DYNAMIC), Some(3_800));
    }

    #[test]
    fn counting_stops_at_the_limit() {
        assert_eq!(inflated_length(&stored(b"pixels"), 6), Some(6));
        assert!(inflated_length(&stored(b"pixels"), 5).is_some_and(|length| length > 5));
        let dynamic = hex::decode(DYNAMIC).unwrap();
        assert!(inflated_length(&dynamic, 100).is_some_and(|length| length > 100 && length <= 100 + 258));
    }

    #[test]
    fn broken_streams_are_refused() {
        for whole in [stored(b"pixels"), hex::decode(FIXED).unwrap(), hex::decode(DYNAMIC).unwrap()] {
            for length in 0..whole.len() {
                assert_eq!(inflated_length(&whole[..length], 1_000_000), None, "{length}");
            }
            assert_eq!(inflated_length(&[whole, vec![0]].concat(), 1_000_000), None, "more bytes");
        }
        for (what, text) in [
            ("another method", "7701"),
            ("a wrong header", "7802"),
            ("a dictionary", "7820"),
            ("a fourth kind of block", "780107"),
            ("a length without its complement", "78010106000000"),
            ("a match before the first byte", "789c0302000000000000"),
        ] {
            assert_eq!(length(text), None, "{what}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic_or_count_past_the_limit(rest: Vec<u8>, limit in 0_u32..1_000) {
            let length = inflated_length(&[&[0x78, 0x01][..], &rest].concat(), limit);
            prop_assert!(length.is_none_or(|length| length <= limit + 65_535));
        }
    }
}
