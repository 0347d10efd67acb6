//! `estate.listBuildFiles` and `estate.getBuildConfiguration`

use serde::Serialize;
use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::id::BuildId;
use utoipa::ToSchema;

use crate::api::{self, PathId, RawReply, Reply};
use crate::delivery::builds::service;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// A file of the commit. The runner writes the list as JSON; this type only describes it.
#[derive(Serialize, ToSchema)]
struct FileEntry {
    /// Relative to the estate's folder.
    path: String,
    size: u64,
    /// The git file mode: 100644, 100755 or 120000.
    mode: String,
    /// The blob's hash.
    hash: String,
}

/// The files of a build's commit.
#[derive(Serialize, ToSchema)]
#[cfg_attr(not(test), expect(dead_code, reason = "describes the response"))]
struct FileList {
    /// In the order in which git lists them.
    items: Vec<FileEntry>,
    /// Whether the commit has more files than are listed.
    truncated: bool,
}

/// Lists the files of a build's commit, once the runner has collected them.
#[operation(
    GET "/api/estates/{estateId}/builds/{buildId}/files",
    id = "estate.listBuildFiles",
    tag = "builds",
    responses((status = 200, body = FileList)),
)]
async fn list_files(scope: InEstate<SeeEstates>, PathId(build_id): PathId<BuildId>) -> RawReply {
    let edge = &scope.caller.edge;
    let key = service::objects(edge, &scope.estate_id, &build_id).await?.files_key.ok_or(Error::NotFound)?;
    let stored = edge.stored(&key, "application/json").await?.ok_or(Error::NotFound)?;
    Ok(stored)
}

/// A build's configuration.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuildConfiguration {
    /// The JSON that the build evaluated.
    #[schema(value_type = Value)]
    configuration: Box<RawValue>,
}

/// Returns the configuration that a build evaluated.
#[operation(
    GET "/api/estates/{estateId}/builds/{buildId}/configuration",
    id = "estate.getBuildConfiguration",
    tag = "builds",
)]
async fn get_configuration(
    scope: InEstate<SeeEstates>,
    PathId(build_id): PathId<BuildId>,
) -> Reply<BuildConfiguration> {
    let edge = &scope.caller.edge;
    let key = service::objects(edge, &scope.estate_id, &build_id).await?.configuration_key.ok_or(Error::NotFound)?;
    let text = edge.stored_text(&key).await?.ok_or(Error::NotFound)?;
    api::ok(BuildConfiguration { configuration: RawValue::from_string(text).map_err(Error::internal)? })
}
