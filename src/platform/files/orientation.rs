//! How a picture is turned: the one thing of its EXIF data that is kept. Source: CIPA DC-008 (Exif 3.0), 4.6.

/// The tag, in the first image file directory.
const ORIENTATION: u16 = 0x0112;
/// The type of its value, a number of 16 bits.
const SHORT: u16 = 3;
/// Bytes of an entry of a directory.
const ENTRY: usize = 12;

/// The orientation in EXIF data; `None` when there is none, or the picture stands upright.
pub(super) fn of_exif(tiff: &[u8]) -> Option<u16> {
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let directory = usize::try_from(directory).ok()?;
    let entries = usize::from(short(directory)?);
    let first = directory.checked_add(2)?;
    let mut places = (0..entries).map(|index| first.saturating_add(index * ENTRY));
    let place = places.find(|place| short(*place) == Some(ORIENTATION))?;
    let is_number = short(place.checked_add(2)?)? == SHORT;
    Some(short(place.checked_add(8)?)?).filter(|orientation| is_number && (2..=8).contains(orientation))
}

/// EXIF data with nothing but an orientation.
pub(super) fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]); // the rest of the value, and no other directory
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        for orientation in 2..=8 {
            assert_eq!(of_exif(&exif(orientation)), Some(orientation));
            assert_eq!(of_exif(&[b"Exif\0\0", exif(orientation).as_slice()].concat()), Some(orientation));
        }
        for orientation in [0, 1, 9, u16::MAX] {
            assert_eq!(of_exif(&exif(orientation)), None, "{orientation}");
        }
    }

    #[test]
    fn it_is_found_among_other_tags_in_either_byte_order() {
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0Acme\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(of_exif(little), Some(6));
        let of_another_type = b"II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(of_exif(of_another_type), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(start in 0_usize..3, rest: Vec<u8>) {
            let prefix: &[u8] = [&b""[..], b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"][start];
            let _ = of_exif(&[prefix, &rest].concat());
        }
    }
}
