//! Debian's archive, read without being root and without changing what the system knows of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{command, output, run};

/// The packages that hold the compiler and its sources, whatever else they depend on.
const WANTED: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Debian's package lists in a folder of our own: readable and current without being root.
pub struct Archive {
    options: Vec<String>,
    no_packages: String,
}

impl Archive {
    /// Fetches the lists of the system's own sources.
    ///
    /// # Errors
    /// No source of the system can be reached.
    pub fn new(folder: &Path) -> Result<Self> {
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let no_packages = folder.join("no-packages");
        fs::write(&no_packages, "")?;
        let options = [
            format!("Dir::State::Lists={}", folder.join("lists").display()),
            format!("Dir::Cache={}", folder.join("cache").display()),
            "Debug::NoLocking=true".to_owned(),
            // As root, apt would download as the user `_apt`, who may not write here.
            "APT::Sandbox::User=root".to_owned(),
        ];
        let archive = Self {
            options: options.into_iter().map(|option| format!("--option={option}")).collect(),
            no_packages: format!("--option=Dir::State::Status={}", no_packages.display()),
        };
        run(&mut archive.apt_get(&["-qq", "update"]))?;
        Ok(archive)
    }

    /// apt-get with these lists.
    pub fn apt_get(&self, arguments: &[&str]) -> Command {
        let mut apt_get = command("apt-get");
        apt_get.args(&self.options).args(arguments);
        apt_get
    }

    /// The compiler's own packages, and those of its libraries that this system lacks.
    ///
    /// The first are found as if nothing were installed: a system may have the compiler in place already, and here it
    /// is wanted below `.tools`.
    ///
    /// # Errors
    /// The archive has no such compiler.
    pub fn packages(&self) -> Result<Vec<String>> {
        let simulate = |status: &[&str]| -> Result<Vec<String>> {
            let mut apt_get = self.apt_get(status);
            apt_get.args(["--simulate", "--no-install-recommends", "install"]).args(WANTED);
            let plan = output(&mut apt_get).context(
                "Debian's archive has no rustc-web here (bookworm's security archive does): \
                 add it to the system's sources, or give rustup a way to its server",
            )?;
            Ok(to_install(&plan))
        };
        let mut packages = simulate(&[&self.no_packages])?;
        packages.retain(|package| belongs_to_compiler(package));
        for package in simulate(&[])? {
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
        Ok(packages)
    }
}

fn belongs_to_compiler(package: &str) -> bool {
    WANTED.contains(&package) || package.starts_with("libstd-rust-web") || package.starts_with("libllvm")
}

/// The packages in what `apt-get --simulate install` prints.
fn to_install(plan: &str) -> Vec<String> {
    plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{belongs_to_compiler, to_install};

    #[test]
    fn reads_the_packages_out_of_a_simulated_installation() {
        let plan = "Reading package lists...\nRemv rustc [1.63]\nInst libllvm22 (1:22.1.8-1 Debian-Security [amd64])\n\
                    Inst gcc [1] (4:12.2.0)\nInst rustc-web (1.96.0 Debian-Security [amd64])\nConf rustc-web (1.96.0)\n";
        assert_eq!(to_install(plan), ["libllvm22", "gcc", "rustc-web"]);
        let own: Vec<_> = to_install(plan).into_iter().filter(|package| belongs_to_compiler(package)).collect();
        assert_eq!(own, ["libllvm22", "rustc-web"]);
    }
}
