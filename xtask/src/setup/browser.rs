//! The browser of the browser tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process::find;
use crate::setup::debian_packages;
use crate::step::skip;

/// Looks for a browser; installs Debian's Chromium when there is none.
///
/// # Errors
/// There is none and it cannot be installed; the message says what to do.
pub fn ensure() -> Result<()> {
    if let Some(program) = chromium()? {
        skip(&format!("Chromium ({})", program.display()));
        return Ok(());
    }
    debian_packages::install(&["chromium"], "Chromium, which the browser tests run in (or name one in CHROMIUM)")
}

/// The browser that the tests use: the one named by CHROMIUM, or the system's, which has several names.
///
/// # Errors
/// CHROMIUM names no file.
pub fn chromium() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(Some(named));
        }
        bail!("CHROMIUM names {}, which is no file: correct it, or unset it", named.display());
    }
    Ok(["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find))
}
