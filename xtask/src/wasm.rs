//! The wasm module as a file: what is left out of it before it is shipped.

use anyhow::{Context, Result, bail};

const HEADER_LENGTH: usize = 8;
const CUSTOM_SECTION: u8 = 0;

/// The module without its `name` section: functions' names are a quarter of its size, and only stack traces use them.
///
/// # Errors
/// The bytes are not a wasm module.
pub fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(HEADER_LENGTH).context("the module is too short")?;
    if !header.starts_with(b"\0asm") {
        bail!("this is not a wasm module");
    }
    let mut kept = header.to_vec();
    while let Some((id, after_id)) = rest.split_first() {
        let (length, contents) = read_length(after_id)?;
        let (contents, next) = contents.split_at_checked(length).context("a section is cut off")?;
        if *id != CUSTOM_SECTION || custom_name(contents)? != b"name" {
            let section = rest.iter().take(rest.len() - next.len());
            kept.extend(section);
        }
        rest = next;
    }
    Ok(kept)
}

fn custom_name(contents: &[u8]) -> Result<&[u8]> {
    let (length, rest) = read_length(contents)?;
    Ok(rest.split_at_checked(length).context("a name is cut off")?.0)
}

/// An unsigned LEB128 of at most 32 bits (WebAssembly core specification, 5.2.2), and what follows it.
fn read_length(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut length = 0_usize;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok((length, bytes.get(index + 1..).unwrap_or_default()));
        }
    }
    bail!("a length is cut off")
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn only_the_names_go() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let kinds = b"\x01\x02\x00\x00".as_slice();
        let names = b"\x00\x07\x04name\x01\x00".as_slice();
        let producers = b"\x00\x0b\x09producers\x00".as_slice();
        let module = [header, kinds, names, producers].concat();
        assert_eq!(without_names(&module).unwrap(), [header, kinds, producers].concat());
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(without_names(b"").is_err());
        assert!(without_names(b"<html></html>").is_err());
        assert!(without_names(b"\0asm\x01\0\0\0\x01\xff").is_err());
    }
}
