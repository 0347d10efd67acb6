//! `github.startInstallation`

use steward_kernel::id::EstateId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::ManageRepository;
use crate::identity::scope::InEstate;
use crate::integrations::github::{installation, model::Installation};

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, start_installation)
}

/// Begins the installation of the App, or a change of what it may see. The caller goes on at GitHub, within ten minutes.
#[utoipa::path(post, path = "/api/estates/{estateId}/github/installation", operation_id = "github.startInstallation",
    tag = "github", params(("estateId" = EstateId, Path, description = "The estate.")),
    responses((status = 200, body = Installation), api::ChangeErrors))]
#[worker::send]
pub async fn start_installation(scope: InEstate<ManageRepository>) -> Reply<Installation> {
    api::ok(installation::start(&scope).await?)
}
