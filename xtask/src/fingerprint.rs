//! Fingerprints of the inputs of finished steps, so that unchanged steps are skipped.
//!
//! Contents are hashed, not times: a fresh checkout and a switch of branch change every file's time.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

/// The hash of all files under the given paths (files or folders), and of the given words (versions, options).
///
/// A path that does not exist counts as empty; results (`node_modules`, `dist`, `target`,
/// TypeScript's build information) are left out.
///
/// # Errors
/// A file cannot be read.
pub fn fingerprint(root: &Path, inputs: &[&str], words: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    for input in inputs {
        hash_path(root, &root.join(input), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_path(root: &Path, path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    if metadata.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        entries.sort();
        for entry in entries {
            let is_result = ["node_modules", "dist", "target"].iter().any(|name| entry.ends_with(name))
                || entry.extension().is_some_and(|extension| extension == "tsbuildinfo");
            if !is_result {
                hash_path(root, &entry, hasher)?;
            }
        }
        return Ok(());
    }
    path.strip_prefix(root).unwrap_or(path).hash(hasher);
    let contents = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    contents.hash(hasher);
    Ok(())
}

/// Whether the step that wrote this stamp had the same inputs.
pub fn is_current(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == fingerprint)
}

/// Leaves the stamp of a finished step.
///
/// # Errors
/// The file cannot be written.
pub fn leave(stamp: &Path, fingerprint: &str) -> Result<()> {
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(stamp, fingerprint).with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, is_current, leave};
    use std::fs;

    #[test]
    fn changes_with_contents_names_and_words_and_with_nothing_else() {
        let folder = std::env::temp_dir().join(format!("xtask-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("src/node_modules")).unwrap();
        fs::write(folder.join("src/a.rs"), "a").unwrap();
        let of = |words: &[&str]| fingerprint(&folder, &["src", "absent"], words).unwrap();

        let first = of(&["1"]);
        fs::write(folder.join("src/a.rs"), "a").unwrap();
        fs::write(folder.join("src/node_modules/b.js"), "b").unwrap();
        assert_eq!(of(&["1"]), first, "same contents, and a folder of results");
        assert_ne!(of(&["2"]), first, "another word");
        fs::rename(folder.join("src/a.rs"), folder.join("src/b.rs")).unwrap();
        assert_ne!(of(&["1"]), first, "another name");

        let stamp = folder.join("stamps/one");
        assert!(!is_current(&stamp, &first));
        leave(&stamp, &first).unwrap();
        assert!(is_current(&stamp, &first));
        fs::remove_dir_all(&folder).unwrap();
    }
}
