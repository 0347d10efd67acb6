//! What a step has at hand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{WorkFolder, Workshop};
use crate::builds::Stop;
use crate::order::BuildOrder;
use crate::output::Reporter;
use crate::process::environment::{self, Environment, Source};
use crate::process::{self, Finished, Invocation, RunError, Stdout};
use crate::protocol::{Failure, FailureCode, StepName};

/// Bytes of what a failing program said that a failure's message carries.
const LONGEST_QUOTE: usize = 1_500;

/// Why a step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The build is to end; [`Stop::reason`] says why.
    #[error("the build is to end")]
    Stopped,
    /// The build fails, for a reason that its owner can do something about.
    #[error("{0:?}")]
    Failed(Failure),
    /// The build fails through the runner's own fault.
    #[error("{0}")]
    Internal(#[from] std::io::Error),
}

impl StepError {
    /// A failure with its message.
    pub fn failed(code: FailureCode, message: impl Into<String>) -> Self {
        Self::Failed(Failure { code, message: message.into() })
    }
}

impl From<RunError> for StepError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Stopped => Self::Stopped,
            RunError::Start(error) => Self::Internal(error),
        }
    }
}

/// One build, as its steps see it.
#[derive(Debug)]
pub struct Context<'a> {
    /// What all builds share.
    pub workshop: &'a Workshop,
    /// What to build.
    pub order: &'a BuildOrder,
    /// The build's folder.
    pub folder: &'a WorkFolder,
    /// The way to the build's events.
    pub reporter: &'a Arc<Reporter>,
    /// Whether the build is to end.
    pub stop: &'a Stop,
}

impl Context<'_> {
    /// The environment of the build's processes.
    #[must_use]
    pub fn environment(&self) -> Environment {
        environment::of_build(&Source {
            home: &self.folder.home(),
            temporary: &self.folder.temporary(),
            cache: &self.workshop.cache_directory(),
            build_id: self.order.build_id.as_ref(),
            commit: self.order.commit.as_str(),
            pass: &self.workshop.configuration.pass_environment,
        })
    }

    /// Runs a program with the build's environment.
    ///
    /// # Errors
    /// [`StepError::Stopped`] and [`StepError::Internal`]; an exit code is not an error here.
    pub async fn run<A: Into<OsString>>(
        &self,
        step: StepName,
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        directory: &Path,
        stdout: Stdout,
    ) -> Result<Finished, StepError> {
        self.run_with(step, program, arguments, directory, stdout, self.environment()).await
    }

    /// Runs a program with an environment of its own.
    ///
    /// # Errors
    /// As [`Context::run`].
    pub async fn run_with<A: Into<OsString>>(
        &self,
        step: StepName,
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        directory: &Path,
        stdout: Stdout,
        environment: Environment,
    ) -> Result<Finished, StepError> {
        let invocation = Invocation {
            program: program.to_owned(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            directory: directory.to_owned(),
            environment,
            stdout,
        };
        Ok(process::run(invocation, step, self.reporter, self.stop, &self.workshop.strays).await?)
    }

    /// The file of a program that `code` fails without.
    ///
    /// # Errors
    /// A failure that names the program.
    pub fn program(&self, name: &str, code: FailureCode) -> Result<PathBuf, StepError> {
        environment::find_program(name)
            .ok_or_else(|| StepError::failed(code, format!("{name} is not installed on the runner")))
    }
}

/// `sentence`, the exit code, and what the program said last.
#[must_use]
pub fn quote(sentence: &str, finished: &Finished) -> String {
    let mut said = finished.stderr_tail.join("\n");
    if said.len() > LONGEST_QUOTE {
        let start = said.ceil_char_boundary(said.len() - LONGEST_QUOTE);
        said = format!("…{}", said.split_off(start));
    }
    let end = if said.is_empty() { String::new() } else { format!(":\n{said}") };
    format!("{sentence} (exit code {}){end}", finished.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_bounded_and_keeps_the_end() {
        let finished = |stderr_tail| Finished { code: 3, stdout: Vec::new(), is_cut: false, stderr_tail };
        assert_eq!(quote("It failed", &finished(Vec::new())), "It failed (exit code 3)");
        assert_eq!(quote("It failed", &finished(vec!["a".into(), "b".into()])), "It failed (exit code 3):\na\nb");
        let long = quote("It failed", &finished(vec!["é".repeat(LONGEST_QUOTE), "the end".into()]));
        assert!(long.ends_with("the end") && long.len() < LONGEST_QUOTE + 50);
    }
}
