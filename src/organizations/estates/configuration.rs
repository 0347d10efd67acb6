//! The configuration that an estate runs with.

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::id::BuildId;
use steward_kernel::time::Timestamp;
use utoipa::ToSchema;

use crate::delivery::builds;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;

/// The configuration that an estate runs with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActiveConfiguration {
    /// The build that evaluated it.
    pub build_id: BuildId,
    pub build_number: i64,
    /// The JSON value that the repository evaluates to.
    #[schema(value_type = Value)]
    pub configuration: Box<RawValue>,
    pub activated_at: Timestamp,
}

/// The configuration that an estate runs with.
///
/// # Errors
/// [`Error::NotFound`] before the first complete build.
pub async fn configuration(scope: &InEstate<SeeEstates>) -> Result<ActiveConfiguration, Error> {
    let edge = &scope.caller.edge;
    let outcome = edge.database()?.run(builds::select_active(&scope.estate_id)).await?;
    let active = builds::read_active(&outcome)?.ok_or(Error::NotFound)?;
    let key = active.configuration_key.ok_or(Error::NotFound)?;
    let text = edge.stored_text(&key).await?.ok_or(Error::NotFound)?;
    Ok(ActiveConfiguration {
        build_id: active.build_id,
        build_number: active.build_number,
        configuration: RawValue::from_string(text).map_err(Error::internal)?,
        activated_at: active.activated_at,
    })
}
