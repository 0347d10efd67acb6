//! A WebP without metadata (RFC 9649).

use super::format::{Cleaned, Format, MAXIMUM_SIDE, at};
use super::orientation;

/// Flags of VP8X (2.7): a colour profile, transparency, EXIF data, animation. XMP has the one between the last two.
const PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const ANIMATION: u8 = 0x02;
/// Bytes of a frame's header (2.7.1.1).
const FRAME_HEADER: usize = 16;

/// The next chunk, and what follows it. The last chunk may lack its padding.
fn next(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let length = usize::try_from(u32::from_le_bytes(at(bytes, 4)?)).ok()?;
    let end = length.checked_add(8)?;
    let data = bytes.get(8..end)?;
    let padded = end.checked_add(length % 2)?.min(bytes.len());
    Some((at(bytes, 0)?, data, bytes.get(padded..)?))
}

fn write(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend(kind);
    out.extend(u32::try_from(data.len()).unwrap_or_default().to_le_bytes());
    out.extend(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}

/// The size in a chunk of pixels: `VP8 ` or `VP8L`.
pub(super) fn size(kind: &[u8; 4], data: &[u8]) -> Option<(u32, u32)> {
    let short = |start| at(data, start).map(|pair| u32::from(u16::from_le_bytes(pair)));
    match kind {
        // lossy: a key frame's start code, then 14 bits for each side (RFC 6386, 9.1)
        b"VP8 " if at::<3>(data, 3)? == [0x9d, 0x01, 0x2a] => Some((short(6)? & 0x3fff, short(8)? & 0x3fff)),
        // lossless: a signature, then 14 bits for each side less one (3.4)
        b"VP8L" if at::<1>(data, 0)? == [0x2f] => {
            let bits = u32::from_le_bytes(at(data, 1)?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// Whether a chunk of pixels has an acceptable size; a lossy one also has all of its first part.
fn is_acceptable(kind: &[u8; 4], data: &[u8]) -> bool {
    let fits = |side| (1..=MAXIMUM_SIDE).contains(&side);
    let is_whole = kind != b"VP8 "
        || at(data, 0).is_some_and(|[low, middle, high]: [u8; 3]| {
            let first_part = u32::from_le_bytes([low, middle, high, 0]) >> 5;
            usize::try_from(first_part).is_ok_and(|length| length <= data.len().saturating_sub(10))
        });
    is_whole && size(kind, data).is_some_and(|(width, height)| fits(width) && fits(height))
}

/// The chunks of a frame without those that are not pixels; `None` when none are.
fn frame(data: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest, mut has_pixels) = (data.get(..FRAME_HEADER)?.to_vec(), data.get(FRAME_HEADER..)?, false);
    while !rest.is_empty() {
        let (kind, data, after) = next(rest)?;
        rest = after;
        match &kind {
            b"ALPH" => write(&mut out, &kind, data),
            b"VP8 " | b"VP8L" if !has_pixels && is_acceptable(&kind, data) => {
                has_pixels = true;
                write(&mut out, &kind, data);
            }
            b"VP8 " | b"VP8L" => return None,
            _ => {}
        }
    }
    has_pixels.then_some(out)
}

/// Drops metadata and what follows the end. Returns `None` for a broken picture, or one without pixels.
pub(super) fn clean(bytes: &[u8]) -> Option<Cleaned> {
    let length = usize::try_from(u32::from_le_bytes(at(bytes.strip_prefix(b"RIFF")?, 0)?)).ok()?;
    let mut rest = bytes.get(8..length.checked_add(8)?)?.strip_prefix(b"WEBP")?;
    let (first, extended, _) = next(rest)?;
    let is_extended = first == *b"VP8X";
    let (mut body, mut turned, mut flags, mut has_pixels) = (Vec::new(), None, 0, false);
    while !rest.is_empty() {
        let (kind, data, after) = next(rest)?;
        rest = after;
        match &kind {
            b"VP8 " | b"VP8L" if !has_pixels && is_acceptable(&kind, data) => {
                has_pixels = true;
                write(&mut body, &kind, data);
            }
            b"VP8 " | b"VP8L" => return None,
            // a simple picture has nothing else
            _ if !is_extended => {}
            b"ICCP" => {
                flags |= PROFILE;
                write(&mut body, &kind, data);
            }
            b"ANIM" | b"ALPH" => write(&mut body, &kind, data),
            b"ANMF" => {
                has_pixels = true;
                write(&mut body, &kind, &frame(data)?);
            }
            b"EXIF" => turned = turned.or(orientation::of_exif(data)),
            _ => {}
        }
    }
    if !has_pixels {
        return None;
    }
    if let Some(turned) = turned {
        flags |= EXIF;
        write(&mut body, b"EXIF", &orientation::exif(turned));
    }
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    if is_extended {
        let [given] = at::<1>(extended, 0)?;
        let mut head = extended.get(..10)?.to_vec();
        *head.first_mut()? = flags | given & (ALPHA | ANIMATION);
        write(&mut out, b"VP8X", &head);
    }
    out.extend(body);
    let length = u32::try_from(out.len() - 8).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(Cleaned { format: Format::Webp, bytes: out })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOSSLESS: (&[u8; 4], &[u8]) = (b"VP8L", &[0x2f, 0x01, 0x40, 0, 0, 7, 7]);
    const LOSSY: (&[u8; 4], &[u8]) = (b"VP8 ", &[0x20, 0, 0, 0x9d, 0x01, 0x2a, 2, 0, 2, 0, 7, 7]);

    fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
        for (kind, data) in chunks {
            write(&mut out, kind, data);
        }
        let length = u32::try_from(out.len() - 8).unwrap();
        out[4..8].copy_from_slice(&length.to_le_bytes());
        out
    }

    const fn head(flags: u8) -> [u8; 10] {
        [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]
    }

    #[test]
    fn metadata_is_dropped_and_colours_and_pixels_are_kept() {
        let exif = [b"Exif\0\0", orientation::exif(3).as_slice(), b"GPS 52.5"].concat();
        let mut moving = vec![0; FRAME_HEADER];
        write(&mut moving, b"ALPH", b"alpha");
        write(&mut moving, LOSSY.0, LOSSY.1);
        let mut dirty_frame = moving.clone();
        write(&mut dirty_frame, b"NOTE", b"a note");
        let dirty = webp(&[
            (b"VP8X", &head(0xff)),
            (b"ICCP", b"profile"),
            (b"ANIM", b"123456"),
            (b"ANMF", &dirty_frame),
            (b"EXIF", &exif),
            (b"XMP ", b"<x/>"),
            (b"NOTE", b"somebody"),
        ]);
        let expected = webp(&[
            (b"VP8X", &head(PROFILE | ALPHA | EXIF | ANIMATION)),
            (b"ICCP", b"profile"),
            (b"ANIM", b"123456"),
            (b"ANMF", &moving),
            (b"EXIF", &orientation::exif(3)),
        ]);
        assert_eq!(clean(&[dirty, b"after the end".to_vec()].concat()).unwrap().bytes, expected);
        assert_eq!(clean(&expected).unwrap().bytes, expected, "a clean picture stays as it is");

        let still =
            webp(&[(b"VP8X", &head(EXIF | 0x04)), LOSSLESS, (b"EXIF", &orientation::exif(1)), (b"XMP ", b"<x/>")]);
        assert_eq!(clean(&still).unwrap().bytes, webp(&[(b"VP8X", &head(0)), LOSSLESS]));
        for simple in [LOSSLESS, LOSSY] {
            assert_eq!(clean(&webp(&[simple, (b"EXIF", &exif), (b"XMP ", b"<x/>")])).unwrap().bytes, webp(&[simple]));
        }
    }

    #[test]
    fn broken_and_too_large_pictures_are_refused() {
        let part_missing: &[u8] = &[0x80, 0, 0, 0x9d, 0x01, 0x2a, 2, 0, 2, 0, 7, 7];
        let too_wide: &[u8] = &[0x2f, 0xff, 0x3f, 0, 0, 7];
        let mut empty_frame = vec![0; FRAME_HEADER];
        write(&mut empty_frame, b"ALPH", b"alpha");
        for (what, chunks) in [
            ("no pixels", vec![(b"VP8X", &head(0)[..])]),
            ("only metadata", vec![(b"EXIF", &b"x"[..])]),
            ("two pictures", vec![LOSSLESS, LOSSLESS]),
            ("a part is missing", vec![(b"VP8 ", part_missing)]),
            ("wider than its canvas may be", vec![(b"VP8X", &head(0)[..]), (b"VP8L", too_wide)]),
            ("a frame without pixels", vec![(b"VP8X", &head(2)[..]), (b"ANMF", empty_frame.as_slice())]),
        ] {
            assert!(clean(&webp(&chunks)).is_none(), "{what}");
        }
        let whole = webp(&[(b"VP8X", &head(0)), LOSSY]);
        assert!(clean(&whole).is_some());
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_none(), "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(start in 0_usize..3, rest: Vec<u8>) {
            let length = u32::try_from(rest.len() + 12).unwrap().to_le_bytes();
            let kind: &[u8] = [b"VP8X", b"VP8L", b"ANMF"][start];
            let _ = clean(&[b"RIFF", &length[..], b"WEBP", kind, &length[..], &rest].concat());
        }
    }
}
