//! The pinned versions of tools, and the minimum versions of installed ones.

/// The nightly that compiles the Worker and a standard library that unwinds.
pub const NIGHTLY_RUST: &str = "nightly-2026-05-20";
/// The toolchain that `.ci/debian-wasm-toolchain` links where rustup cannot download.
pub const LINKED_TOOLCHAIN: &str = "steward-wasm";
/// The oldest Rust that the `worker` crate accepts.
pub const OLDEST_RUST: Version = Version(1, 91, 0);
/// The oldest Node that Vite accepts.
pub const OLDEST_NODE: Version = Version(20, 19, 0);
/// The oldest Python for which the packages of tests/contract/requirements.txt are complete.
pub const OLDEST_PYTHON: Version = Version(3, 11, 0);
/// The target of the Worker.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Major, minor and patch number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// Finds the first version number in a program's output for `--version`.
    ///
    /// `rustc 1.95.0 (59807616e 2026-04-14)` and `v20.20.2` both have one; a missing patch number counts as 0.
    pub fn in_text(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let mut numbers = word.trim_start_matches('v').split('-').next()?.split('.');
            let major = numbers.next()?.parse().ok()?;
            let minor = numbers.next()?.parse().ok()?;
            let patch = numbers.next().map_or(Some(0), |number| number.parse().ok())?;
            Some(Self(major, minor, patch))
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn finds_the_version_in_what_programs_print() {
        assert_eq!(Version::in_text("rustc 1.95.0 (59807616e 2026-04-14)"), Some(Version(1, 95, 0)));
        assert_eq!(Version::in_text("rustc 1.97.0-nightly (abc 2026-05-01)"), Some(Version(1, 97, 0)));
        assert_eq!(Version::in_text("v20.20.2\n"), Some(Version(20, 20, 2)));
        assert_eq!(Version::in_text("wasm-bindgen 0.2.130"), Some(Version(0, 2, 130)));
        assert_eq!(Version::in_text("git version 2.39"), Some(Version(2, 39, 0)));
        assert_eq!(Version::in_text("command not found"), None);
    }

    #[test]
    fn orders_versions_by_number_and_not_by_letter() {
        assert!(Version(20, 9, 0) < Version(20, 19, 0));
        assert!(Version(1, 100, 0) > Version(1, 91, 9));
    }
}
