//! The step `install`: installs the dependencies with the package manager of the lock file.

use super::checkout::Checkout;
use super::context::failure_message;
use super::package::{self, Package};
use super::{Context, StepError};
use crate::process::Stdout;
use crate::protocol::{FailureCode, StepName};

const STEP: StepName = StepName::Install;

/// Installs the dependencies; returns the package, if there is a `package.json`.
///
/// # Errors
/// [`FailureCode::InstallFailed`].
pub async fn run(context: &Context<'_>, checkout: &Checkout) -> Result<Option<Package>, StepError> {
    let Some(package) = package::read(checkout)? else {
        context.reporter.system(STEP, "no package.json: nothing to install");
        return Ok(None);
    };
    if !package.needs_install {
        context.reporter.system(STEP, "package.json has no dependencies: nothing to install");
        return Ok(Some(package));
    }
    let name = package.manager.program();
    let program = context.program(name, FailureCode::InstallFailed)?;
    context.reporter.system(STEP, &format!("{name} {}", package.install_arguments.join(" ")));
    let finished = context.run(STEP, &program, package.install_arguments, &checkout.directory, Stdout::Log).await?;
    if finished.code != 0 {
        let sentence = format!("{name} could not install the dependencies");
        return Err(StepError::failed(FailureCode::InstallFailed, failure_message(&sentence, &finished)));
    }
    Ok(Some(package))
}
