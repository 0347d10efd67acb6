//! The tools that must already be installed: Rust by rustup, Node, npm and git.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{command, output};
use crate::tools::{OLDEST_NODE, OLDEST_RUST, Version};

/// Looks for the programs that set-up cannot install, and at their versions.
///
/// # Errors
/// One is missing or too old; the message says where to get it.
pub fn check() -> Result<()> {
    let rust = "install the current stable Rust with rustup (https://rustup.rs), or run `rustup update stable`";
    let node = "install Node 20 or newer (https://nodejs.org)";
    let found = [
        at_least("rustup", Version(1, 26, 0), rust)?,
        at_least("rustc", OLDEST_RUST, rust)?,
        at_least("node", OLDEST_NODE, node)?,
        at_least("npm", Version(10, 0, 0), node)?,
        at_least("git", Version(2, 30, 0), "install git (Debian: apt-get install git)")?,
    ];
    println!("• {}", found.join(", "));
    git_http_backend()
}

/// The simulated GitHub serves its repositories with it; some systems pack it apart from git.
fn git_http_backend() -> Result<()> {
    let folder = output(command("git").arg("--exec-path"))?;
    let backend = Path::new(folder.trim()).join("git-http-backend");
    if !backend.exists() {
        bail!("git is installed without its HTTP backend ({}): install the full git package", backend.display());
    }
    Ok(())
}

fn at_least(program: &str, oldest: Version, what_to_do: &str) -> Result<String> {
    let Ok(answer) = output(command(program).arg("--version")) else {
        bail!("{program} is missing: {what_to_do}");
    };
    judge(program, &answer, oldest, what_to_do)
}

fn judge(program: &str, answer: &str, oldest: Version, what_to_do: &str) -> Result<String> {
    match Version::in_text(answer) {
        Some(version) if version >= oldest => Ok(format!("{program} {version}")),
        Some(version) => bail!("{program} is {version} and must be {oldest} or newer: {what_to_do}"),
        None => bail!("`{program} --version` printed \"{}\", which contains no version: {what_to_do}", answer.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::tools::Version;

    #[test]
    fn a_program_that_is_too_old_is_refused_with_what_to_do() {
        assert_eq!(judge("node", "v20.20.2", Version(20, 19, 0), "").unwrap(), "node 20.20.2");
        let refusal = judge("node", "v18.1.0", Version(20, 19, 0), "install Node 20").unwrap_err().to_string();
        assert_eq!(refusal, "node is 18.1.0 and must be 20.19.0 or newer: install Node 20");
        assert!(judge("node", "hello", Version(20, 19, 0), "").is_err());
    }
}
