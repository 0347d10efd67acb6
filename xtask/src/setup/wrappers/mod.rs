//! The programs that worker-build finds on PATH instead of rustup's: they answer its wish for "the" nightly toolchain
//! with the compiler that set-up chose.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;

/// The texts of `cargo` and `rustc`; `rustup` is the same for every compiler.
pub struct Wrappers {
    pub cargo: &'static str,
    pub rustc: &'static str,
}

/// For rustup's pinned nightly: rebuilds std with panic=unwind in every target folder, as worker-build wants it.
pub const NIGHTLY: Wrappers =
    Wrappers { cargo: include_str!("nightly/cargo.sh"), rustc: include_str!("nightly/rustc.sh") };

/// For Debian's compiler: std with panic=unwind lies beside it.
pub const DEBIAN: Wrappers =
    Wrappers { cargo: include_str!("debian/cargo.sh"), rustc: include_str!("debian/rustc.sh") };

impl Wrappers {
    /// Writes the three programs; each pair is a name such as `@CARGO@` and the path that it stands for.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path, names: &[(&str, &Path)]) -> Result<()> {
        fs::create_dir_all(folder)?;
        for (program, text) in [("cargo", self.cargo), ("rustc", self.rustc), ("rustup", include_str!("rustup.sh"))] {
            let path = folder.join(program);
            let text =
                names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, &value.to_string_lossy()));
            fs::write(&path, text)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    }

    /// Whether all three are in the folder.
    pub fn are_in(folder: &Path) -> bool {
        ["cargo", "rustc", "rustup"].iter().all(|program| folder.join(program).exists())
    }
}

#[cfg(test)]
mod tests {
    use super::{DEBIAN, NIGHTLY, Wrappers};
    use crate::process::{command, output};
    use std::path::Path;

    #[test]
    fn worker_builds_own_calls_reach_the_chosen_compiler() {
        let folder = std::env::temp_dir().join(format!("xtask-wrappers-{}", std::process::id()));
        let called = |program: &str, arguments: &[&str]| output(command(folder.join(program)).args(arguments)).unwrap();
        let names =
            [("@CARGO@", Path::new("echo")), ("@RUSTC@", Path::new("echo")), ("@LIBRARIES@", Path::new("/none"))];
        let build = ["+nightly", "build", "--lib", "-Z", "build-std=std,panic_unwind", "--target-dir", "a b"];

        assert!(!Wrappers::are_in(&folder));
        DEBIAN.write(&folder, &names).unwrap();
        assert!(Wrappers::are_in(&folder));
        assert_eq!(called("cargo", &build), "build --lib --target-dir a b\n");
        assert_eq!(called("cargo", &["metadata", "-Zbuild-std=std"]), "metadata\n");
        assert_eq!(called("rustc", &["+nightly", "--print", "sysroot"]), "--print sysroot\n");

        NIGHTLY.write(&folder, &names).unwrap();
        assert_eq!(called("cargo", &build), "build --lib -Z build-std=std,panic_unwind --target-dir a b\n");
        assert_eq!(called("rustc", &["-vV"]), "-vV\n");
        assert_eq!(called("rustup", &["component", "list", "--toolchain", "nightly"]), "rust-src (installed)\n");
        assert!(output(command(folder.join("rustup")).args(["target", "add"])).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
