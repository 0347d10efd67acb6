//! The browser of the browser tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process::find;
use crate::setup::debian_packages;
use crate::step::skip;

/// Debian's package of Chromium without a window, which takes two thirds of the CPU of the one with windows.
const HEADLESS_SHELL: &str = "chromium-headless-shell";

/// Looks for a browser; installs Debian's headless Chromium where it is not there. A Chromium with windows does as well,
/// where nothing can be installed.
///
/// # Errors
/// There is none and it cannot be installed; the message says what to do.
pub fn ensure() -> Result<()> {
    let found = chromium()?;
    let is_best = std::env::var_os("CHROMIUM").is_some() || find(HEADLESS_SHELL).is_some();
    if !is_best {
        let purpose = "Chromium, which the browser tests run in (or name one in CHROMIUM)";
        let installed = debian_packages::install(&[HEADLESS_SHELL], purpose);
        if installed.is_ok() || found.is_none() {
            return installed;
        }
    }
    if let Some(program) = found {
        skip(&format!("Chromium ({})", program.display()));
    }
    Ok(())
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
        bail!("CHROMIUM names {}, which is not a file: correct it, or unset it", named.display());
    }
    Ok([HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find))
}
