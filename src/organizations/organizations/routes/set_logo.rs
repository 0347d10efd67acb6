//! `organization.setLogo`

use steward_kernel::id::OrganizationId;

use crate::api::{self, Reply, Routes};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::logo;
use crate::organizations::organizations::model::Organization;
use crate::platform::files::PictureBody;

pub(super) fn routes(routes: Routes) -> Routes {
    crate::operation!(routes, set_logo)
}

/// Shows another logo: a PNG, JPEG or WebP file of at most 1 MiB.
#[utoipa::path(put, path = "/api/organizations/{organizationId}/logo", operation_id = "organization.setLogo", tag = "organizations",
    params(("organizationId" = OrganizationId, Path, description = "The organization.")),
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))), responses((status = 200, body = Organization), api::BodyErrors))]
#[worker::send]
pub async fn set_logo(scope: InOrganization<UpdateOrganization>, picture: PictureBody) -> Reply<Organization> {
    api::ok(logo::set(&scope, picture).await?)
}
