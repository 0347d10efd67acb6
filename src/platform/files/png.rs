//! A PNG without metadata (W3C Recommendation, third edition).

use super::format::{Cleaned, Format, at};
use super::inflate::inflated_length;
use super::orientation;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Chunks that say how the pixels look. All others that a decoder may ignore are dropped: texts, times, EXIF data,
/// animations.
const KEPT: [&[u8; 4]; 12] =
    [b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"mDCV", b"cLLI"];
/// Bytes of the largest colour profile, inflated.
const PROFILE_LIMIT: u32 = 4 * 1024 * 1024;

/// The fields of IHDR that say how many bytes the pixels have.
struct Header {
    width: u32,
    height: u32,
    bits_per_pixel: u32,
    is_interlaced: bool,
    has_palette: bool,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let [depth, colour, 0, 0, interlace @ (0 | 1)] = at::<5>(data, 8)? else { return None };
        // table 9: the allowed bit depths of each colour type
        let samples = match (colour, depth) {
            (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) => 1,
            (2, 8 | 16) => 3,
            (4, 8 | 16) => 2,
            (6, 8 | 16) => 4,
            _ => return None,
        };
        Some(Self {
            width: u32::from_be_bytes(at(data, 0)?),
            height: u32::from_be_bytes(at(data, 4)?),
            bits_per_pixel: samples * u32::from(depth),
            is_interlaced: interlace == 1,
            has_palette: colour == 3,
        })
    }

    /// Bytes of all scanlines with their filter types, of each pass where there are several (8.1).
    fn inflated_length(&self) -> Option<u32> {
        const ADAM7: [(u32, u32, u32, u32); 7] =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        let passes: &[_] = if self.is_interlaced { &ADAM7 } else { &[(0, 0, 1, 1)] };
        passes.iter().try_fold(0_u32, |sum, (x, y, across, down)| {
            let width = self.width.saturating_sub(*x).div_ceil(*across);
            let height = self.height.saturating_sub(*y).div_ceil(*down);
            let line = width.checked_mul(self.bits_per_pixel)?.div_ceil(8).checked_add(1)?;
            sum.checked_add(if width == 0 { 0 } else { line.checked_mul(height)? })
        })
    }
}

/// The checksum of a chunk's type and data (annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

fn write(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let start = out.len() + 4;
    out.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    out.extend(kind);
    out.extend(data);
    let sum = crc(out.get(start..).unwrap_or_default());
    out.extend(sum.to_be_bytes());
}

/// Drops metadata and what follows the end. Returns `None` for a broken picture, and for one whose pixels or profile
/// inflate to another length than they may have.
pub(super) fn clean(bytes: &[u8]) -> Option<Cleaned> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut out = SIGNATURE.to_vec();
    let (mut header, mut pixels, mut has_palette) = (None, Vec::new(), false);
    let (mut turned, mut was_pixels) = (None, false);
    loop {
        let length = usize::try_from(u32::from_be_bytes(at(rest, 0)?)).ok()?;
        let kind: [u8; 4] = at(rest, 4)?;
        let end = length.checked_add(8)?;
        let data = rest.get(8..end)?;
        // a fuzzer would seldom get beyond it
        if !cfg!(fuzzing) && u32::from_be_bytes(at(rest, end)?) != crc(rest.get(4..end)?) {
            return None;
        }
        rest = rest.get(end.checked_add(4)?..)?;
        // IHDR is first, and the IDAT chunks follow each other (5.6)
        if header.is_some() == (kind == *b"IHDR") || (kind == *b"IDAT" && !pixels.is_empty() && !was_pixels) {
            return None;
        }
        was_pixels = kind == *b"IDAT";
        match &kind {
            b"IHDR" => {
                header = Some(Header::read(data).filter(|_| data.len() == 13)?);
                write(&mut out, &kind, data);
            }
            b"IDAT" => {
                pixels.extend(data);
                write(&mut out, &kind, data);
            }
            b"IEND" => break,
            b"eXIf" => turned = turned.or(orientation::of_exif(data)),
            kept if KEPT.contains(&kept) => {
                has_palette |= kind == *b"PLTE";
                if kind == *b"iCCP" && inflated_length(profile(data)?, PROFILE_LIMIT)? > PROFILE_LIMIT {
                    return None;
                }
                write(&mut out, &kind, data);
            }
            // a chunk that a decoder must know (5.4)
            [first, ..] if first.is_ascii_uppercase() => return None,
            _ => {}
        }
    }
    let header = header?;
    let length = header.inflated_length()?;
    if inflated_length(&pixels, length)? != length || (header.has_palette && !has_palette) {
        return None;
    }
    if let Some(turned) = turned {
        write(&mut out, b"eXIf", &orientation::exif(turned));
    }
    write(&mut out, b"IEND", &[]);
    Some(Cleaned { format: Format::Png, bytes: out })
}

/// The compressed profile, after its name and the compression method (11.3.2.3).
fn profile(data: &[u8]) -> Option<&[u8]> {
    let name = data.iter().take(80).position(|byte| *byte == 0).filter(|length| *length > 0)?;
    data.get(name + 1..)?.strip_prefix(&[0])
}

#[cfg(test)]
mod tests {
    use super::super::inflate::stored;
    use super::*;
    use proptest::prelude::*;

    fn header(width: u32, height: u32, depth: u8, colour: u8, interlace: u8) -> Vec<u8> {
        let mut data = [width.to_be_bytes(), height.to_be_bytes()].concat();
        data.extend([depth, colour, 0, 0, interlace]);
        data
    }

    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        for (kind, data) in chunks {
            write(&mut bytes, kind, data);
        }
        bytes
    }

    const END: (&[u8; 4], &[u8]) = (b"IEND", b"");

    #[test]
    fn the_checksum_is_that_of_png() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn metadata_is_dropped_and_colours_and_pixels_are_kept() {
        let header = header(2, 2, 8, 6, 0);
        let (pixels, profile) = (stored(&[7; 18]), [b"sRGB\0\0", stored(b"profile").as_slice()].concat());
        let (some, others) = pixels.split_at(9);
        let exif = [orientation::exif(6).as_slice(), b"GPS 52.5 13.4"].concat();
        let dirty = png(&[
            (b"IHDR", &header),
            (b"iCCP", &profile),
            (b"tEXt", b"Author\0somebody"),
            (b"IDAT", some),
            (b"IDAT", others),
            (b"iTXt", b"XML:com.adobe.xmp"),
            (b"zTXt", b"x"),
            (b"tIME", b"1234567"),
            (b"acTL", b"12345678"),
            (b"fdAT", b"frame"),
            (b"eXIf", &exif),
            END,
        ]);
        let expected = png(&[
            (b"IHDR", &header),
            (b"iCCP", &profile),
            (b"IDAT", some),
            (b"IDAT", others),
            (b"eXIf", &orientation::exif(6)),
            END,
        ]);
        let cleaned = clean(&[dirty, b"<script>after the end".to_vec()].concat()).unwrap();
        assert_eq!(cleaned.bytes, expected);
        assert_eq!(clean(&expected).unwrap().bytes, expected, "a clean picture stays as it is");
    }

    #[test]
    fn broken_pictures_are_refused() {
        let header = header(2, 2, 8, 6, 0);
        let data = stored(&[7; 18]);
        let (first, pixels) = ((b"IHDR", header.as_slice()), (b"IDAT", data.as_slice()));
        let [fewer, more] = [17, 19].map(|length| stored(&vec![7; length]));
        for (what, chunks) in [
            ("no pixels", vec![first, END]),
            ("empty pixels", vec![first, (b"IDAT", &b""[..]), END]),
            ("no end", vec![first, pixels]),
            ("pixels in two places", vec![first, pixels, (b"tEXt", &b""[..]), pixels, END]),
            ("two headers", vec![first, first, pixels, END]),
            ("no header first", vec![pixels, first, END]),
            ("an unknown critical chunk", vec![first, (b"ABCD", &b""[..]), pixels, END]),
            ("too few pixels", vec![first, (b"IDAT", fewer.as_slice()), END]),
            ("too many pixels", vec![first, (b"IDAT", more.as_slice()), END]),
            ("pixels that are not compressed", vec![first, (b"IDAT", &b"pixels"[..]), END]),
            ("a profile that is not compressed", vec![first, (b"iCCP", &b"a\0\0profile"[..]), pixels, END]),
            ("a profile without a name", vec![first, (b"iCCP", &b"\0\0x"[..]), pixels, END]),
        ] {
            assert!(clean(&png(&chunks)).is_none(), "{what}");
        }
        for wrong in
            [[3, 6, 0, 0, 0], [8, 1, 0, 0, 0], [8, 6, 1, 0, 0], [8, 6, 0, 1, 0], [8, 6, 0, 0, 2], [8, 3, 0, 0, 0]]
        {
            let header = [header.get(..8).unwrap(), &wrong].concat();
            assert!(clean(&png(&[(b"IHDR", &header), pixels, END])).is_none(), "{wrong:?}");
        }
        let whole = png(&[first, pixels, END]);
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_none(), "{length}");
        }
        for place in SIGNATURE.len()..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert!(clean(&changed).is_none(), "{place}");
        }
    }

    #[test]
    fn pixels_have_the_length_that_the_header_says() {
        let length = |data: Vec<u8>| Header::read(&data).unwrap().inflated_length();
        assert_eq!(length(header(1, 1, 1, 0, 0)), Some(2));
        assert_eq!(length(header(9, 2, 1, 0, 0)), Some(6));
        assert_eq!(length(header(3, 2, 16, 6, 0)), Some(50));
        assert_eq!(length(header(8, 8, 8, 0, 1)), Some(64 + 15));
        assert_eq!(length(header(1, 1, 8, 2, 1)), Some(4));
        assert_eq!(length(header(4_096, 4_096, 16, 6, 0)), Some(4_096 * (4_096 * 8 + 1)));
        assert_eq!(length(header(u32::MAX, u32::MAX, 16, 6, 0)), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(rest: Vec<u8>) {
            let _ = clean(&[SIGNATURE, &rest].concat());
        }
    }
}
