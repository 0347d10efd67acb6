//! What builds may read of the machine besides the system's own folders: the programs on PATH, the compiler, and files
//! that variables passed to builds name.

use std::env;
use std::path::{Path, PathBuf};

use crate::configuration::Configuration;
use crate::process::environment::find_program;

/// The folders that every sandbox shows anyway.
const SYSTEM: [&str; 5] = ["/usr", "/bin", "/sbin", "/lib", "/nix/store"];

/// Files and folders to show, none of which contains `work`.
#[must_use]
pub fn readable(configuration: &Configuration, work: &Path) -> Vec<PathBuf> {
    let on_path = env::var_os("PATH").into_iter().flat_map(|path| env::split_paths(&path).collect::<Vec<_>>());
    let esbuild = configuration.esbuild.clone().or_else(|| find_program("esbuild"));
    let esbuild = esbuild
        .into_iter()
        .flat_map(|file| [package_folder(&file), real(&file).map(|file| package_folder(&file)).unwrap_or_default()]);
    // npm is a link from bin/ to lib/node_modules/
    let node = find_program("node").and_then(|file| real(&file)).into_iter().flat_map(|file| {
        let prefix = file.parent().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
        [prefix.join("bin"), prefix.join("lib/node_modules")]
    });
    let mut paths: Vec<PathBuf> =
        on_path.chain(esbuild).chain(node).chain(configuration.toolchain.iter().cloned()).collect();
    paths.retain(|path| {
        path.is_absolute()
            && path != Path::new("/")
            && path.exists()
            && !work.starts_with(path)
            && real(path).is_some_and(|real| !work.starts_with(real))
            && !SYSTEM.iter().any(|folder| path.starts_with(folder))
    });
    // a folder comes before what is in it, and shows it already
    paths.sort();
    paths.dedup_by(|next, shown| next.starts_with(shown));
    paths
}

/// The files that passed variables name.
#[must_use]
pub fn copied(configuration: &Configuration) -> Vec<PathBuf> {
    let values = configuration.pass_environment.iter().filter_map(|name| env::var_os(name).map(PathBuf::from));
    let mut files: Vec<PathBuf> = values
        .filter(|path| path.is_absolute() && path.is_file() && !SYSTEM.iter().any(|folder| path.starts_with(folder)))
        .collect();
    files.sort();
    files.dedup();
    files
}

/// The outermost `node_modules` around a file, else the file itself.
fn package_folder(file: &Path) -> PathBuf {
    let folders = file.ancestors().filter(|folder| folder.file_name().is_some_and(|name| name == "node_modules"));
    folders.last().unwrap_or(file).to_owned()
}

fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_shown_with_its_dependencies() {
        for (file, folder) in [
            ("/a/node_modules/.bin/esbuild", "/a/node_modules"),
            ("/a/node_modules/x/node_modules/esbuild/bin/esbuild", "/a/node_modules"),
            ("/opt/esbuild", "/opt/esbuild"),
        ] {
            assert_eq!(package_folder(Path::new(file)), Path::new(folder));
        }
    }

    #[test]
    fn the_work_directory_is_never_shown() {
        let directory = tempfile::tempdir().unwrap();
        let work = directory.path().canonicalize().unwrap().join("work");
        std::fs::create_dir(&work).unwrap();
        let mut configuration = Configuration::read(|name| (name == "RUNNER_SECRET").then(|| "s".into())).unwrap();
        let beside = work.with_file_name("tools");
        std::fs::create_dir(&beside).unwrap();
        configuration.toolchain = vec![directory.path().to_owned(), work.clone(), beside.clone(), "/".into()];
        let shown = readable(&configuration, &work);
        assert!(shown.contains(&beside));
        assert!(shown.iter().all(|path| !work.starts_with(path)), "{shown:?}");
    }
}
