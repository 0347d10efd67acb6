//! Recognizing a picture by its own bytes, and cleaning it. The media type that the sender names is ignored.
//!
//! Written by hand: imagesize 0.14 refuses JPEGs with fill bytes between their segments, which T.81 allows (B.1.1.2).

/// Pixels of the longest side.
pub(super) const MAXIMUM_SIDE: u32 = 4_096;

/// The formats that are accepted. Formats that can hold a script, such as SVG, are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PNG (W3C Recommendation, third edition).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// WebP (RFC 9649).
    Webp,
}

impl Format {
    /// The media type that it is served as.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The format of that media type.
    #[must_use]
    pub fn of_content_type(text: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Webp].into_iter().find(|format| format.content_type() == text)
    }
}

/// Why bytes are not accepted as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatError {
    /// They have none of the formats, or are broken.
    NotAPicture,
    /// A side has no pixels, or too many.
    WrongSize,
}

/// A picture without metadata: it keeps its colour profile, and of its EXIF data the orientation.
#[derive(Debug)]
pub struct Cleaned {
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// Cleans a picture.
///
/// # Errors
/// [`FormatError`], also for a picture that breaks off.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, FormatError> {
    let cleaned = match recognize(bytes)? {
        Format::Png => super::png::clean(bytes),
        Format::Jpeg => super::jpeg::clean(bytes),
        Format::Webp => super::webp::clean(bytes),
    };
    cleaned.ok_or(FormatError::NotAPicture)
}

/// The format of a picture, by its signature and the header that holds its size.
///
/// # Errors
/// [`FormatError`].
fn recognize(bytes: &[u8]) -> Result<Format, FormatError> {
    let known = png(bytes).map(|size| (Format::Png, size));
    let known = known.or_else(|| jpeg(bytes).map(|size| (Format::Jpeg, size)));
    let known = known.or_else(|| webp(bytes).map(|size| (Format::Webp, size)));
    let (format, (width, height)) = known.ok_or(FormatError::NotAPicture)?;
    let fits = |side| (1..=MAXIMUM_SIDE).contains(&side);
    if fits(width) && fits(height) { Ok(format) } else { Err(FormatError::WrongSize) }
}

/// `N` bytes from an offset.
pub(super) fn at<const N: usize>(bytes: &[u8], start: usize) -> Option<[u8; N]> {
    bytes.get(start..start.checked_add(N)?)?.try_into().ok()
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    // the signature, then IHDR, which is 13 bytes long and comes first (5.2 and 11.2.1)
    bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")?;
    Some((u32::from_be_bytes(at(bytes, 16)?), u32::from_be_bytes(at(bytes, 20)?)))
}

/// Walks from marker to marker up to the frame header (B.2.2), which holds the size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.strip_prefix(b"\xff\xd8\xff")?;
    let mut offset = 2;
    loop {
        let [0xff, marker] = at::<2>(bytes, offset)? else { return None };
        match marker {
            // fill bytes
            0xff => offset += 1,
            // frame headers; between them DHT, JPG and DAC
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let [height, width] = [at(bytes, offset + 5)?, at(bytes, offset + 7)?].map(u16::from_be_bytes);
                return Some((width.into(), height.into()));
            }
            // the image's data, its end, another start, or a marker without a length: there was no frame header
            0x00..=0x01 | 0xd0..=0xda => return None,
            _ => {
                let length = u16::from_be_bytes(at(bytes, offset + 2)?);
                offset += 2 + usize::from(length.max(2));
            }
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.strip_prefix(b"RIFF")?;
    if at::<4>(bytes, 8)? != *b"WEBP" {
        return None;
    }
    match &at::<4>(bytes, 12)? {
        // extended: 24 bits for each side less one (RFC 9649, 2.7)
        b"VP8X" => {
            let side = |start| {
                let [low, middle, high] = at(bytes, start)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            Some((side(24)?, side(27)?))
        }
        kind => super::webp::size(kind, bytes.get(20..)?),
    }
}

/// A clean picture is not larger than it was, is of the same format, and stays as it is.
#[cfg(fuzzing)]
pub fn fuzz(bytes: &[u8]) {
    let Ok(Cleaned { format, bytes: cleaned }) = clean(bytes) else { return };
    assert!(cleaned.len() <= bytes.len() + 64, "only an orientation is added");
    let again = clean(&cleaned).expect("a clean picture is refused");
    assert_eq!((again.format, &again.bytes), (format, &cleaned), "a clean picture is changed");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0]);
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xff\xdb\x00\x04aa".to_vec();
        bytes.extend(b"\xff\xc2\x00\x11\x08");
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn webp_of(chunk: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [b"RIFF\x00\x00\x00\x00WEBP", &chunk[..], b"\x00\x00\x00\x00", content].concat()
    }

    #[test]
    fn each_format_is_known_by_its_bytes() {
        assert_eq!(recognize(&png_of(64, 32)), Ok(Format::Png));
        assert_eq!(recognize(&jpeg_of(64, 32)), Ok(Format::Jpeg));
        assert_eq!(jpeg(&jpeg_of(64, 32)), Some((64, 32)));
        let lossy = webp_of(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a\x40\x00\x20\x00");
        assert_eq!((recognize(&lossy), webp(&lossy)), (Ok(Format::Webp), Some((64, 32))));
        let lossless = webp_of(b"VP8L", &[0x2f, 0x3f, 0xc0, 0x07, 0x00]);
        assert_eq!(webp(&lossless), Some((64, 32)));
        let extended = webp_of(b"VP8X", &[0, 0, 0, 0, 63, 0, 0, 31, 0, 0]);
        assert_eq!(webp(&extended), Some((64, 32)));
    }

    #[test]
    fn no_picture_without_pixels_or_with_too_many() {
        for (width, height) in [(0, 1), (1, 0), (4_097, 1), (1, 4_097), (u32::MAX, u32::MAX)] {
            assert_eq!(recognize(&png_of(width, height)), Err(FormatError::WrongSize), "{width}x{height}");
        }
        assert_eq!(recognize(&png_of(4_096, 4_096)), Ok(Format::Png));
        assert_eq!(recognize(&jpeg_of(5_000, 1)), Err(FormatError::WrongSize));
        assert_eq!(recognize(&webp_of(b"VP8X", &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0])), Err(FormatError::WrongSize));
    }

    #[test]
    fn what_a_browser_could_run_is_no_picture() {
        for text in [
            "",
            "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "<?xml version='1.0'?><svg/>",
            "<!doctype html><script>alert(1)</script>",
            "GIF89a\x01\0\x01\0",
            "\u{feff}<svg/>",
            "%PDF-1.7",
            "BM",
        ] {
            assert_eq!(recognize(text.as_bytes()), Err(FormatError::NotAPicture), "{text}");
        }
    }

    #[test]
    fn what_breaks_off_is_no_picture() {
        for whole in [png_of(64, 32), jpeg_of(64, 32), webp_of(b"VP8L", &[0x2f, 0x3f, 0xc0, 0x07, 0x00])] {
            for length in 0..whole.len().min(24) {
                assert_eq!(recognize(&whole[..length]), Err(FormatError::NotAPicture), "{length}");
            }
        }
        assert_eq!(recognize(b"\xff\xd8\xff\xda\x00\x00"), Err(FormatError::NotAPicture));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_or_run_forever(start in 0_usize..4, rest: Vec<u8>) {
            let prefix: &[u8] = [&b""[..], b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8X"][start];
            let _ = recognize(&[prefix, &rest].concat());
        }
    }
}
