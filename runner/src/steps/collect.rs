//! The step `collect`: which files the commit has under the estate's folder.

use super::checkout::Checkout;
use super::context::quote;
use super::{Context, StepError, git};
use crate::process::Stdout;
use crate::protocol::{FailureCode, File, StepName};

const STEP: StepName = StepName::Collect;
/// Files that are listed at most.
pub const LARGEST_LIST: usize = 20_000;
/// Bytes of git's listing that are read: enough for the longest list with long names.
const LARGEST_LISTING: usize = 8 * 1024 * 1024;

/// Lists the files; answers also whether there are more than are listed.
///
/// # Errors
/// [`FailureCode::Internal`] when git cannot list what it just checked out.
pub async fn run(context: &Context<'_>, checkout: &Checkout) -> Result<(Vec<File>, bool), StepError> {
    let mut arguments = vec!["ls-tree", "-r", "-l", "-z", "--full-tree", context.order.commit.as_str()];
    // not the ordered path: that may be a link inside of the repository, of which git would list the link alone
    let path = checkout.directory.strip_prefix(&checkout.root).ok().and_then(|path| path.to_str());
    arguments.extend(path.filter(|path| !path.is_empty()));
    let listed = git::run(context, STEP, &arguments, &checkout.root, Stdout::Capture(LARGEST_LISTING), None).await?;
    if listed.code != 0 && !listed.is_cut {
        return Err(StepError::failed(FailureCode::Internal, quote("git could not list the files", &listed)));
    }
    let (files, is_cut) = parse(&listed.stdout);
    let truncated = is_cut || listed.is_cut;
    context.reporter.system(STEP, &format!("{} files{}", files.len(), if truncated { ", and more" } else { "" }));
    Ok((files, truncated))
}

/// Entries `<mode> SP <type> SP <object> SP <size> TAB <path> NUL` (git-ls-tree(1)). What is not a blob, a submodule,
/// is left out; so is an entry without its end.
fn parse(listing: &[u8]) -> (Vec<File>, bool) {
    let end = listing.iter().rposition(|byte| *byte == 0).unwrap_or(0);
    let entries = listing.get(..end).unwrap_or_default().split(|byte| *byte == 0);
    let mut files = entries.filter_map(parse_entry);
    let list: Vec<File> = files.by_ref().take(LARGEST_LIST).collect();
    let truncated = files.next().is_some();
    (list, truncated)
}

fn parse_entry(entry: &[u8]) -> Option<File> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let (head, path) = entry.split_at(tab);
    let mut fields = std::str::from_utf8(head).ok()?.split_ascii_whitespace();
    let (mode, kind, hash, size) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    (kind == "blob").then_some(())?;
    Some(File {
        path: String::from_utf8_lossy(path.get(1..)?).into_owned(),
        size: size.parse().ok()?,
        mode: mode.to_owned(),
        hash: hash.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    #[test]
    fn reads_gits_listing() {
        let listing = format!(
            "100644 blob {HASH}       0\ta b\tc\n.txt\0160000 commit {HASH}       -\tsub\0120000 blob {HASH}      12\tlink\0"
        );
        let (files, truncated) = parse(listing.as_bytes());
        let shown: Vec<_> = files.iter().map(|file| (file.path.as_str(), file.size, file.mode.as_str())).collect();
        assert_eq!(shown, [("a b\tc\n.txt", 0, "100644"), ("link", 12, "120000")]);
        assert_eq!(files[0].hash, HASH);
        assert!(!truncated);
    }

    #[test]
    fn a_cut_listing_has_whole_entries_only() {
        let listing = format!("100644 blob {HASH} 1\tone\0100644 blob {HASH} 2\ttw");
        assert_eq!(parse(listing.as_bytes()).0.len(), 1);
        assert!(parse(b"100644 blob").0.is_empty() && parse(b"").0.is_empty());
    }

    #[test]
    fn the_list_is_bounded() {
        let listing = format!("100755 blob {HASH} 1\tfile\0").repeat(LARGEST_LIST + 1);
        let (files, truncated) = parse(listing.as_bytes());
        assert_eq!((files.len(), truncated), (LARGEST_LIST, true));
        let listing = format!("100755 blob {HASH} 1\tfile\0").repeat(LARGEST_LIST);
        assert!(!parse(listing.as_bytes()).1);
    }
}
