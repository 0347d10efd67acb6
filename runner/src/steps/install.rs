//! The step `install`: installs the dependencies with the package manager of the lock file.

use super::checkout::Checkout;
use super::failure_message::failure_message;
use super::install_error::install_error;
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
    let Some(installation) = package.installation else {
        context.reporter.system(STEP, "package.json has no dependencies: nothing to install");
        return Ok(Some(package));
    };
    let name = package.manager.program();
    let program = context.program(name, FailureCode::InstallFailed)?;
    context.reporter.system(STEP, &format!("{name} {}", installation.arguments.join(" ")));
    let finished = context.run(STEP, &program, installation.arguments, &checkout.directory, Stdout::Log).await?;
    if finished.code != 0 {
        let sentence = format!("{name} could not install the dependencies");
        let message = match install_error(package.manager, &finished) {
            Some(error) => format!("{sentence}:\n{error}"),
            None => failure_message(&sentence, &finished),
        };
        return Err(StepError::failed(FailureCode::InstallFailed, context.shortened(&message)));
    }
    Ok(Some(package))
}
