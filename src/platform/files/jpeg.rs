//! A JPEG without metadata (ITU-T T.81, and T.871 for JFIF).

use super::format::{Cleaned, Format, at};
use super::orientation;

/// More scans than these only slow a decoder down; progressive pictures have about ten.
const MAXIMUM_SCANS: u32 = 100;
/// Bytes of JFIF's segment without its thumbnail.
const JFIF: usize = 14;

fn write(out: &mut Vec<u8>, marker: u8, data: &[u8]) {
    out.extend([0xff, marker]);
    out.extend(u16::try_from(data.len() + 2).unwrap_or_default().to_be_bytes());
    out.extend(data);
}

/// Bytes of a scan's data: up to the next marker that is neither a stuffed byte nor a restart (B.1.1.5 and B.2.1).
fn scan_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)))
}

/// Drops metadata and what follows the end: EXIF data except the orientation, XMP, IPTC, comments, thumbnails, other
/// pictures. Returns `None` for a broken picture, or one that breaks off.
pub(super) fn clean(bytes: &[u8]) -> Option<Cleaned> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let (mut jfif, mut body, mut turned) = (Vec::new(), Vec::new(), None);
    let (mut has_frame, mut scans) = (false, 0);
    loop {
        rest = rest.strip_prefix(&[0xff])?;
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let [marker] = at::<1>(rest, fill)?;
        rest = rest.get(fill + 1..)?;
        if marker == 0xd9 {
            break;
        }
        // markers without a length, and those that are reserved
        if matches!(marker, 0x00..=0xbf | 0xc8 | 0xd0..=0xd8 | 0xf0..=0xfd) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes(at(rest, 0)?));
        let data = rest.get(2..length)?;
        rest = rest.get(length..)?;
        match marker {
            0xe0 if data.starts_with(b"JFIF\0") && data.len() >= JFIF && jfif.is_empty() => {
                let without_thumbnail = [data.get(..JFIF - 2)?, &[0, 0]].concat();
                write(&mut jfif, marker, &without_thumbnail);
            }
            0xe1 if data.starts_with(b"Exif\0\0") => turned = turned.or(orientation::of_exif(data)),
            0xe2 if data.starts_with(b"ICC_PROFILE\0") => write(&mut body, marker, data),
            // how the colours are encoded
            0xee if data.starts_with(b"Adobe") => write(&mut body, marker, data),
            0xe0..=0xef | 0xfe => {}
            0xda => {
                scans += 1;
                let length = scan_length(rest)?;
                if !has_frame || scans > MAXIMUM_SCANS || length == 0 {
                    return None;
                }
                write(&mut body, marker, data);
                body.extend(rest.get(..length)?);
                rest = rest.get(length..)?;
            }
            _ => {
                has_frame |= !matches!(marker, 0xc4 | 0xcc | 0xd9..);
                write(&mut body, marker, data);
            }
        }
    }
    if scans == 0 {
        return None;
    }
    let mut out = vec![0xff, 0xd8];
    out.extend(jfif);
    if let Some(turned) = turned {
        write(&mut out, 0xe1, &[b"Exif\0\0", orientation::exif(turned).as_slice()].concat());
    }
    out.extend(body);
    out.extend([0xff, 0xd9]);
    Some(Cleaned { format: Format::Jpeg, bytes: out })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: (u8, &[u8]) = (0xc2, b"\x08\0\x02\0\x02\x01\x01\x11\0");
    const SCAN: (u8, &[u8]) = (0xda, b"\x01\x01\0\0\x3f\0");
    const DATA: &[u8] = b"\x12\xff\0\x34\xff\xd0\x56";
    const JFIF_DATA: &[u8] = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0";

    fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        for (marker, data) in segments {
            write(&mut bytes, *marker, data);
            if *marker == 0xda {
                bytes.extend(DATA);
            }
        }
        bytes.extend([0xff, 0xd9]);
        bytes
    }

    fn exif(orientation: u16) -> Vec<u8> {
        [b"Exif\0\0", orientation::exif(orientation).as_slice()].concat()
    }

    #[test]
    fn metadata_is_dropped_and_colours_and_pixels_are_kept() {
        let exif_with_place = [exif(8).as_slice(), b"GPS 52.5 13.4"].concat();
        let thumbnail = b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01RGB";
        let dirty = jpeg(&[
            (0xe0, thumbnail),
            (0xe0, b"JFXX\0thumbnail"),
            (0xe1, &exif_with_place),
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            (0xe2, b"ICC_PROFILE\0\x01\x01profile"),
            (0xe2, b"MPF\0"),
            (0xed, b"Photoshop 3.0\08BIM"),
            (0xee, b"Adobe\0\x64\0\0\0\0\x01"),
            (0xfe, b"a comment"),
            (0xdb, b"tables"),
            FRAME,
            (0xc4, b"codes"),
            SCAN,
            (0xfe, b"between the scans"),
            SCAN,
        ]);
        let upright = jpeg(&[
            (0xe0, JFIF_DATA),
            (0xe1, &exif(8)),
            (0xe2, b"ICC_PROFILE\0\x01\x01profile"),
            (0xee, b"Adobe\0\x64\0\0\0\0\x01"),
            (0xdb, b"tables"),
            FRAME,
            (0xc4, b"codes"),
            SCAN,
            SCAN,
        ]);
        let cleaned = clean(&[dirty, b"\xff\xd8 another picture".to_vec()].concat()).unwrap();
        assert_eq!(cleaned.bytes, upright);
        assert_eq!(clean(&upright).unwrap().bytes, upright, "a clean picture stays as it is");
        let fills = [&upright[..2], &[0xff, 0xff], &upright[2..]].concat();
        assert_eq!(clean(&fills).unwrap().bytes, upright, "fill bytes");
    }

    #[test]
    fn broken_pictures_are_refused() {
        for (what, segments) in [
            ("no frame", vec![SCAN]),
            ("no scan", vec![FRAME]),
            ("a scan before the frame", vec![SCAN, FRAME, SCAN]),
            ("too many scans", [vec![FRAME], vec![SCAN; 101]].concat()),
            ("tables are no frame", vec![(0xc4, &b"codes"[..]), SCAN]),
        ] {
            assert!(clean(&jpeg(&segments)).is_none(), "{what}");
        }
        let whole = jpeg(&[(0xe0, JFIF_DATA), FRAME, SCAN, SCAN]);
        assert!(clean(&whole).is_some());
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_none(), "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(rest: Vec<u8>) {
            let _ = clean(&[&[0xff, 0xd8, 0xff], rest.as_slice()].concat());
            let _ = clean(&[jpeg(&[FRAME]).as_slice().split_last().unwrap().1, &[0xda, 0, 2], rest.as_slice()].concat());
        }
    }
}
