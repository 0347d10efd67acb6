//! A C++ compiler, with which libFuzzer is compiled.

use anyhow::Result;

use crate::process::find;
use crate::setup::debian_packages;

/// Looks for a C++ compiler; installs Debian's where there is none.
///
/// # Errors
/// There is none and it cannot be installed; the message says what to do.
pub fn ensure() -> Result<()> {
    if std::env::var_os("CXX").is_some() || find("c++").is_some() {
        return Ok(());
    }
    debian_packages::install(&["g++"], "a C++ compiler, which libFuzzer is compiled with (or name one in CXX)")
}
