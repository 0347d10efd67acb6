//! The step `install`: what `package.json` asks for, by the package manager that the lock file names.

use super::checkout::Checkout;
use super::context::quote;
use super::package::{self, Package};
use super::{Context, StepError};
use crate::process::Stdout;
use crate::protocol::{FailureCode, StepName};

const STEP: StepName = StepName::Install;

/// Installs; answers what `package.json` says, if there is one.
///
/// # Errors
/// [`FailureCode::InstallFailed`].
pub async fn run(context: &Context<'_>, checkout: &Checkout) -> Result<Option<Package>, StepError> {
    let Some(package) = package::read(checkout)? else {
        context.reporter.system(STEP, "no package.json: nothing to install");
        return Ok(None);
    };
    if !package.has_work {
        context.reporter.system(STEP, "package.json has no dependencies: nothing to install");
        return Ok(Some(package));
    }
    let name = package.manager.program();
    let program = context.program(name, FailureCode::InstallFailed)?;
    context.reporter.system(STEP, &format!("{name} {}", package.install_arguments.join(" ")));
    let finished = context.run(STEP, &program, package.install_arguments, &checkout.directory, Stdout::Log).await?;
    if finished.code != 0 {
        let sentence = format!("{name} could not install the dependencies");
        return Err(StepError::failed(FailureCode::InstallFailed, quote(&sentence, &finished)));
    }
    Ok(Some(package))
}
