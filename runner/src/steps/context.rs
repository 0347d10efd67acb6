//! The context of a step.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BuildDirectory, Workspace};
use crate::build_request::BuildRequest;
use crate::builds::StopSignal;
use crate::isolation::BuildSandbox;
use crate::output::Reporter;
use crate::process::environment::{self, Environment, Source};
use crate::process::{self, CommandLine, CommandOutput, RunError, Stdout};
use crate::protocol::{BuildFailure, FailureCode, StepName};

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// [`StopSignal::reason`] says why.
    #[error("the build was stopped")]
    Stopped,
    /// The build failed for a reason that its owner can fix.
    #[error("{0:?}")]
    Failed(BuildFailure),
    /// The runner itself failed.
    #[error("{0}")]
    Internal(#[from] std::io::Error),
}

impl StepError {
    /// A [`StepError::Failed`].
    pub fn failed(code: FailureCode, message: impl Into<String>) -> Self {
        Self::Failed(BuildFailure { code, message: message.into() })
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

/// The build that a step belongs to.
#[derive(Debug)]
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub build_request: &'a BuildRequest,
    pub directory: &'a BuildDirectory,
    pub reporter: &'a Arc<Reporter>,
    pub stop: &'a StopSignal,
    /// None where the system cannot isolate builds.
    pub sandbox: Option<&'a BuildSandbox>,
}

impl Context<'_> {
    /// The environment of the build's processes.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let cache =
            self.sandbox.map_or_else(|| self.workspace.cache_directory(self.build_request), BuildSandbox::cache);
        environment::of_build(Source {
            home: &self.directory.home(),
            temporary: &self.directory.temporary(),
            cache: &cache,
            build_id: self.build_request.build_id.as_ref(),
            commit: self.build_request.commit.as_str(),
            pass: &self.workspace.configuration.pass_environment,
            network: self.sandbox.map(BuildSandbox::environment).unwrap_or_default(),
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
    ) -> Result<CommandOutput, StepError> {
        self.run_with(step, program, arguments, directory, stdout, self.environment()).await
    }

    /// Runs a program with the given environment.
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
    ) -> Result<CommandOutput, StepError> {
        let command_line = CommandLine {
            program: program.to_owned(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            directory: directory.to_owned(),
            environment,
            stdout,
            sandbox: self.sandbox.map(|sandbox| sandbox.sandbox().clone()),
        };
        Ok(process::run(command_line, step, self.reporter, self.stop, &self.workspace.orphans).await?)
    }

    /// A text with the paths of the repository instead of the runner's.
    #[must_use]
    pub fn shortened(&self, text: &str) -> String {
        let root = format!("{}/", self.directory.source().display());
        text.replace(&format!("file://{root}"), "").replace(&root, "")
    }

    /// The path of a program; `code` is the failure when it is not installed.
    ///
    /// # Errors
    /// A failure with the name of the program.
    pub fn program(&self, name: &str, code: FailureCode) -> Result<PathBuf, StepError> {
        environment::find_program(name)
            .ok_or_else(|| StepError::failed(code, format!("{name} is not installed on the runner")))
    }
}
