//! Packages of Debian and its descendants, installed into the system with apt-get.

use anyhow::{Result, bail};

use crate::process::{command, find, output, run};
use crate::step::step;

/// Installs packages into the system.
///
/// # Errors
/// There is no apt-get, or this is not root and may not become it without a password; the message says what to install.
pub fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        bail!(
            "missing: {purpose}. Install it with your system's package manager (on Debian: {list}), then run this again"
        );
    }
    let Some(prefix) = way_to_root() else {
        bail!("missing: {purpose}. Run `sudo apt-get install {list}`, then run this again");
    };
    step(&format!("apt-get install {list}"), || {
        let apt_get = |arguments: &[&str]| {
            let mut words = prefix.iter().copied().chain(["apt-get"]).chain(arguments.iter().copied());
            let mut apt_get = command(words.next().unwrap_or("apt-get"));
            apt_get.args(words).env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
            apt_get
        };
        run(&mut apt_get(&["update"]))?;
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(packages);
        run(&mut apt_get(&arguments))
    })
}

/// The words before a command that needs root: none for root, `sudo` where it asks for no password.
fn way_to_root() -> Option<&'static [&'static str]> {
    if output(command("id").arg("-u")).is_ok_and(|answer| answer.trim() == "0") {
        return Some(&[]);
    }
    let sudo_is_free = find("sudo").is_some() && output(command("sudo").args(["-n", "true"])).is_ok();
    sudo_is_free.then_some(&["sudo", "-n"])
}
