//! Builds over HTTP.

mod activate;
mod cancel;
mod create;
mod files;
mod get;
mod get_active_configuration;
mod list;
mod log;
mod resume;

use crate::api::{Operation, PathParameter};
use steward_kernel::id::BuildId;

impl PathParameter for BuildId {
    const NAME: &'static str = "buildId";
}

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[
    list::LIST_BUILDS,
    create::CREATE_BUILD,
    get::GET_BUILD,
    cancel::CANCEL_BUILD,
    activate::ACTIVATE_BUILD,
    resume::RESUME_ACTIVATION,
    log::READ_LOG,
    files::LIST_FILES,
    files::GET_CONFIGURATION,
    get_active_configuration::GET_ACTIVE_CONFIGURATION,
];
