//! The environment variables of a build's processes. Nothing else is inherited from the runner.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Variables in the order in which they are set; later values win.
pub type Environment = Vec<(OsString, OsString)>;

/// The inputs of a build's environment.
#[derive(Debug)]
pub struct Source<'a> {
    pub home: &'a Path,
    pub temporary: &'a Path,
    /// The download cache of the package managers, of the build's organization.
    pub cache: &'a Path,
    pub build_id: &'a str,
    pub commit: &'a str,
    /// Names of the runner's variables that are passed on.
    pub pass: &'a [String],
    /// Variables that lead out of the build's sandbox.
    pub network: Environment,
}

/// The environment of a build's processes.
#[must_use]
pub fn of_build(source: Source<'_>) -> Environment {
    let passed = source.pass.iter().filter_map(|name| Some((name.into(), env::var_os(name)?)));
    let own = [
        ("PATH", search_path()),
        ("HOME", source.home.into()),
        ("TMPDIR", source.temporary.into()),
        ("LANG", "C.UTF-8".into()),
        ("CI", "true".into()),
        ("STEWARD_BUILD_ID", source.build_id.into()),
        ("STEWARD_COMMIT", source.commit.into()),
        ("npm_config_cache", source.cache.join("npm").into()),
        ("npm_config_store_dir", source.cache.join("pnpm").into()),
        ("YARN_CACHE_FOLDER", source.cache.join("yarn").into()),
    ];
    // variables passed on come first, so that they cannot override the others
    passed.chain(own.map(|(name, value): (&str, OsString)| (name.into(), value))).chain(source.network).collect()
}

/// Looks a program up in the runner's PATH, as a shell does.
#[must_use]
pub fn find_program(name: &str) -> Option<PathBuf> {
    let is_program = |file: &PathBuf| {
        file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
    };
    env::split_paths(&search_path())
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(is_program)
}

fn search_path() -> OsString {
    env::var_os("PATH").filter(|path| path != OsStr::new("")).unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_variables_are_set() {
        let pass = ["STEWARD_NOT_SET".to_owned(), "PATH".to_owned()];
        let source = Source {
            home: Path::new("/w/home"),
            temporary: Path::new("/w/tmp"),
            cache: Path::new("/c"),
            build_id: "build_1",
            commit: "abc",
            pass: &pass,
            network: Vec::new(),
        };
        let names: Vec<_> = of_build(source).into_iter().map(|(name, _)| name.into_string().unwrap()).collect();
        let own = [
            "PATH",
            "HOME",
            "TMPDIR",
            "LANG",
            "CI",
            "STEWARD_BUILD_ID",
            "STEWARD_COMMIT",
            "npm_config_cache",
            "npm_config_store_dir",
            "YARN_CACHE_FOLDER",
        ];
        assert_eq!(names, [&["PATH"], &own[..]].concat());
    }

    #[test]
    fn finds_executable_files_only() {
        assert!(find_program("sh").is_some_and(|file| file.is_absolute()));
        assert_eq!(find_program("no-such-program"), None);
        assert_eq!(find_program("."), None);
    }
}
