//! `cargo xtask keys`: the key ring that seals secrets at rest.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use crate::paths::Paths;

/// Rotate the keys that encrypt secrets at rest.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Add a new key and make it the active one; the others still open values. The cron job reseals all values.
    Rotate {
        #[command(flatten)]
        ring: RingFile,
    },
    /// Remove an old key, once the administrators' page shows no values sealed with it.
    Drop {
        /// The key's id.
        id: String,
        #[command(flatten)]
        ring: RingFile,
    },
}

#[derive(clap::Args)]
struct RingFile {
    /// The file with the ring, `id:base64[,id:base64…]`; created when it does not exist. Defaults to the ring of local
    /// development, .dev/secrets.json.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// Changes the ring in its file and prints the next step. No key is printed.
///
/// # Errors
/// The file contains no valid ring, or cannot be written.
pub fn run(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let (Command::Rotate { ring } | Command::Drop { ring, .. }) = &arguments.command;
    let file = ring.file.clone().unwrap_or_else(|| paths.at(".dev/secrets.json"));
    let is_development = ring.file.is_none();
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_development => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let (before, wrap) = ring_in(&text)?;
    let (after, told) = match &arguments.command {
        Command::Rotate { .. } => {
            let mut key = [0; 32];
            getrandom::fill(&mut key)?;
            let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
            let today = DateTime::from_timestamp(i64::try_from(seconds)?, 0).context("the clock is wrong")?;
            let (after, id) = rotated(&before, &today.format("%Y%m%d").to_string(), key);
            (after, format!("Key {id} is now the active key."))
        }
        Command::Drop { id, .. } => (without(&before, id)?, format!("Key {id} was removed from the ring.")),
    };
    write_secretly(&file, &wrap(&after)?)?;
    println!("{told} The ring is in {}: {}.", file.display(), ids(&after).join(", "));
    if is_development {
        println!("The next `cargo xtask dev` uses it.");
    } else {
        println!("Deploy it with `wrangler secret put SEALING_KEYS < {}`, and keep the file safe.", file.display());
    }
    Ok(())
}

type Wrap = Box<dyn Fn(&str) -> Result<String>>;

/// Extracts the ring from a file's text, with a function that inserts a changed ring: the text is the ring, or JSON
/// with it.
fn ring_in(text: &str) -> Result<(String, Wrap)> {
    let ring: String;
    let wrap: Wrap;
    if text.trim_start().starts_with('{') {
        let secrets: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).context("the file is not JSON")?;
        ring = secrets
            .get("sealingKeys")
            .and_then(serde_json::Value::as_str)
            .context("the file has no field `sealingKeys`")?
            .to_owned();
        wrap = Box::new(move |changed| {
            let mut secrets = secrets.clone();
            secrets.insert("sealingKeys".to_owned(), changed.into());
            Ok(serde_json::to_string_pretty(&secrets)?)
        });
    } else {
        ring = text.trim().to_owned();
        wrap = Box::new(|changed| Ok(format!("{changed}\n")));
    }
    let is_key = |entry: &str| {
        let key = entry.split_once(':').map(|(id, key)| (id, STANDARD.decode(key)));
        matches!(key, Some((id, Ok(bytes))) if bytes.len() == 32
            && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    if !ring.is_empty() && !ring.split(',').all(is_key) {
        bail!("the file contains no valid ring: it must be id:base64-of-32-bytes, separated by commas");
    }
    Ok((ring, wrap))
}

fn ids(ring: &str) -> Vec<&str> {
    ring.split(',').filter_map(|entry| entry.split_once(':')).map(|(id, _)| id).collect()
}

/// Adds a new key to the front of the ring. Its id is the date, with a letter when the date is already used.
fn rotated(ring: &str, day: &str, key: [u8; 32]) -> (String, String) {
    let taken = ids(ring);
    let letters = std::iter::once(String::new()).chain(('b'..='z').map(String::from));
    let mut candidates = letters.map(|letter| format!("k{day}{letter}"));
    let id = candidates.find(|id| !taken.contains(&id.as_str())).unwrap_or_else(|| format!("k{day}x{}", taken.len()));
    let new = format!("{id}:{}", STANDARD.encode(key));
    let all = if ring.is_empty() { new } else { format!("{new},{ring}") };
    (all, id)
}

fn without(ring: &str, id: &str) -> Result<String> {
    if ids(ring).first() == Some(&id) {
        bail!("{id} is the active key: rotate the keys first");
    }
    if !ids(ring).contains(&id) {
        bail!("the ring has no key {id}, only {}", ids(ring).join(", "));
    }
    let kept: Vec<&str> = ring.split(',').filter(|entry| !entry.starts_with(&format!("{id}:"))).collect();
    Ok(kept.join(","))
}

/// Atomically writes a file that only its owner can read.
fn write_secretly(file: &Path, text: &str) -> Result<()> {
    let beside = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    let mut new = options.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(&beside, file).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_comes_in_front_and_the_old_ones_stay() {
        let (first, id) = rotated("", "20260131", [1; 32]);
        assert_eq!((ids(&first), id.as_str()), (vec!["k20260131"], "k20260131"));
        let (second, _) = rotated(&first, "20260131", [2; 32]);
        assert_eq!(ids(&second), ["k20260131b", "k20260131"]);
        assert!(second.ends_with(&first));
    }

    #[test]
    fn old_keys_can_go_the_active_one_cannot() {
        let (first, _) = rotated("", "20260131", [1; 32]);
        let (second, _) = rotated(&first, "20260201", [2; 32]);
        assert_eq!(ids(&without(&second, "k20260131").unwrap()), ["k20260201"]);
        assert!(without(&second, "k20260201").is_err());
        assert!(without(&second, "k1").is_err());
    }

    #[test]
    fn the_ring_is_found_and_put_back_in_both_kinds_of_files() {
        let ring = rotated("", "20260131", [1; 32]).0;
        let (found, wrap) = ring_in(&format!(" {ring}\n")).unwrap();
        assert_eq!((&found, wrap("x").unwrap()), (&ring, "x\n".to_owned()));
        let json = serde_json::json!({ "runner": "r", "sealingKeys": ring }).to_string();
        let (found, wrap) = ring_in(&json).unwrap();
        assert_eq!(found, ring);
        let back: serde_json::Value = serde_json::from_str(&wrap("x").unwrap()).unwrap();
        assert_eq!(back, serde_json::json!({ "runner": "r", "sealingKeys": "x" }));
        for wrong in ["k1", "k1:AAAA", "{}", "{\"sealingKeys\":\"k1\"}"] {
            assert!(ring_in(wrong).is_err(), "{wrong}");
        }
    }
}
