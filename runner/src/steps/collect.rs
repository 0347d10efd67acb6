//! The step `collect`: lists the commit's files under the estate's folder.

use super::checkout::Checkout;
use super::failure_message::failure_message;
use super::{Context, StepError, git};
use crate::process::Stdout;
use crate::protocol::{FailureCode, File, StepName};

const STEP: StepName = StepName::Collect;
/// The most files in a list.
pub const MAX_LIST: usize = 20_000;
/// The most bytes read of git's listing: enough for [`MAX_LIST`] files with long names.
const MAX_LISTING: usize = 8 * 1024 * 1024;

/// Lists the files and returns whether there are more than [`MAX_LIST`].
///
/// # Errors
/// [`FailureCode::Internal`] when git cannot list the commit that it checked out.
pub async fn run(context: &Context<'_>, checkout: &Checkout) -> Result<(Vec<File>, bool), StepError> {
    let mut arguments = vec!["ls-tree", "-r", "-l", "-z", "--full-tree", context.build_request.commit.as_str()];
    // not the requested path: it may be a symbolic link, of which git would list only the link itself
    let path = checkout.directory.strip_prefix(&checkout.root).ok().and_then(|path| path.to_str());
    arguments.extend(path.filter(|path| !path.is_empty()));
    let listed = git::run(context, STEP, &arguments, &checkout.root, Stdout::Capture(MAX_LISTING), None).await?;
    if listed.code != 0 && !listed.is_truncated {
        return Err(StepError::failed(FailureCode::Internal, failure_message("git could not list the files", &listed)));
    }
    let (files, is_truncated) = parse(&listed.stdout);
    let truncated = is_truncated || listed.is_truncated;
    let (unit, more) = (if files.len() == 1 { "file" } else { "files" }, if truncated { ", and more" } else { "" });
    context.reporter.system(STEP, &format!("{} {unit}{more}", files.len()));
    Ok((files, truncated))
}

/// Parses entries `<mode> SP <type> SP <object> SP <size> TAB <path> NUL` (git-ls-tree(1)). Submodules and an
/// incomplete last entry are skipped.
fn parse(listing: &[u8]) -> (Vec<File>, bool) {
    let end = listing.iter().rposition(|byte| *byte == 0).unwrap_or(0);
    let entries = listing.get(..end).unwrap_or_default().split(|byte| *byte == 0);
    let mut files = entries.filter_map(parse_entry);
    let list: Vec<File> = files.by_ref().take(MAX_LIST).collect();
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

/// A list is bounded, and each file stands in the listing.
#[cfg(fuzzing)]
pub fn fuzz(listing: &[u8]) {
    let (files, is_truncated) = parse(listing);
    assert!(files.len() <= MAX_LIST && (!is_truncated || files.len() == MAX_LIST));
    assert!(files.len() <= listing.iter().filter(|byte| **byte == b'\t').count());
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    #[test]
    fn parses_the_listing() {
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
    fn an_incomplete_entry_is_skipped() {
        let listing = format!("100644 blob {HASH} 1\tone\0100644 blob {HASH} 2\ttw");
        assert_eq!(parse(listing.as_bytes()).0.len(), 1);
        assert!(parse(b"100644 blob").0.is_empty() && parse(b"").0.is_empty());
    }

    #[test]
    fn the_list_is_bounded() {
        let listing = format!("100755 blob {HASH} 1\tfile\0").repeat(MAX_LIST + 1);
        let (files, truncated) = parse(listing.as_bytes());
        assert_eq!((files.len(), truncated), (MAX_LIST, true));
        let listing = format!("100755 blob {HASH} 1\tfile\0").repeat(MAX_LIST);
        assert!(!parse(listing.as_bytes()).1);
    }
}
