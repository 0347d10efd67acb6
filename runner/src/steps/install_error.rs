//! Finds the message in what a package manager prints when it fails.

use super::failure_message::quote;
use super::package_manager::PackageManager;
use crate::process::CommandOutput;

/// What npm adds to a message: its code, paths of the runner, and where its log is.
const NPM_DETAILS: [&str; 7] =
    ["code ", "errno ", "path ", "syscall ", "dest ", "signal ", "A complete log of this run"];
/// How the help on a command begins, which npm prints below a message.
const NPM_HELP: [&str; 3] = ["Clean install a project", "Install a package", "Usage:"];
/// The codes of Yarn that say what it does, and of its warnings. Source: Yarn's "Error codes".
const YARN_NOTES: [&str; 12] = [
    "YN0000", "YN0002", "YN0004", "YN0005", "YN0007", "YN0013", "YN0019", "YN0050", "YN0060", "YN0085", "YN0086",
    "YN0087",
];

/// The message of a failed installation, if the program printed one that can be told from the rest.
#[must_use]
pub fn install_error(manager: PackageManager, finished: &CommandOutput) -> Option<String> {
    let (stdout, stderr) = (finished.stdout_tail.iter(), finished.stderr_tail.iter());
    let lines: Vec<&str> = match manager {
        PackageManager::Npm => npm(stderr.map(String::as_str)),
        PackageManager::Pnpm => {
            stdout.chain(stderr).map(|line| line.trim()).skip_while(|line| !line.contains("ERR_PNPM_")).collect()
        }
        PackageManager::Yarn => {
            let classic = stderr.filter_map(|line| line.strip_prefix("error "));
            classic.chain(stdout.filter_map(|line| yarn_error(line))).collect()
        }
    };
    (!lines.is_empty()).then(|| quote(lines.join("\n")))
}

fn npm<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let errors = lines.filter_map(|line| line.strip_prefix("npm error").or_else(|| line.strip_prefix("npm ERR!")));
    let starts_with = |line: &str, beginnings: &[&str]| beginnings.iter().any(|beginning| line.starts_with(beginning));
    errors
        .map(str::trim)
        .take_while(|line| !starts_with(line, &NPM_HELP))
        .filter(|line| !line.is_empty() && !starts_with(line, &NPM_DETAILS))
        .collect()
}

/// An error of Yarn 2 and newer: `➤ YN0028: │ text`. Lines of the change that a lock file lacks are left out.
fn yarn_error(line: &str) -> Option<&str> {
    let (code, text) = line.strip_prefix("➤ ")?.split_once(": ")?;
    let text = text.trim_start_matches(['│', ' ']);
    (!YARN_NOTES.contains(&code) && !text.is_empty() && !text.starts_with(['+', '-'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(manager: PackageManager, stdout: &str, stderr: &str) -> Option<String> {
        let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect();
        let (stdout_tail, stderr_tail) = (lines(stdout), lines(stderr));
        install_error(
            manager,
            &CommandOutput { code: 1, stdout: Vec::new(), is_truncated: false, stdout_tail, stderr_tail },
        )
    }

    #[test]
    fn of_npm() {
        let outdated = "npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when they are in sync.\nnpm error\n\
            npm error Missing: a@1.0.0 from lock file\nnpm error\nnpm error Clean install a project\nnpm error\nnpm error Usage:\nnpm error npm ci\n\
            npm error A complete log of this run can be found in: /x\n";
        assert_eq!(
            error(PackageManager::Npm, "", outdated).unwrap(),
            "`npm ci` can only install packages when they are in sync.\nMissing: a@1.0.0 from lock file"
        );
        let script = "npm error code 7\nnpm error path /x\nnpm error command failed\nnpm error command sh -c exit 7\nnpm error no luck";
        assert_eq!(error(PackageManager::Npm, "", script).unwrap(), "command failed\ncommand sh -c exit 7\nno luck");
        assert_eq!(error(PackageManager::Npm, "npm error", "killed"), None);
    }

    #[test]
    fn of_pnpm() {
        let stdout = "Lockfile is up to date\n ERR_PNPM_OUTDATED_LOCKFILE  Cannot install\n  Failure reason:\n* 1 dependency was added: a@1";
        assert_eq!(
            error(PackageManager::Pnpm, stdout, "").unwrap(),
            "ERR_PNPM_OUTDATED_LOCKFILE  Cannot install\nFailure reason:\n* 1 dependency was added: a@1"
        );
    }

    #[test]
    fn of_yarn() {
        let classic = "warning package.json: No license field\nerror Your lockfile needs to be updated.";
        assert_eq!(
            error(PackageManager::Yarn, "[1/4] Resolving", classic).unwrap(),
            "Your lockfile needs to be updated."
        );
        let berry = "➤ YN0000: ┌ Post-resolution validation\n➤ YN0000: │ @@ -1,3 +1,35 @@\n➤ YN0028: │ +# This file is generated\n\
            ➤ YN0028: │ -  version: 8\n➤ YN0028: │ The lockfile would have been modified by this install.\n➤ YN0000: · Failed with errors in 0s";
        assert_eq!(
            error(PackageManager::Yarn, berry, "").unwrap(),
            "The lockfile would have been modified by this install."
        );
    }
}
