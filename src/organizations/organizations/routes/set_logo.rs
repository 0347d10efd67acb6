//! `organization.setLogo`

use crate::api::{self, RevisedReply};
use crate::identity::permission::UpdateOrganization;
use crate::identity::scope::InOrganization;
use crate::organizations::organizations::logo;
use crate::organizations::organizations::model::Organization;
use crate::platform::files::PictureBody;
use steward_macros::operation;

/// Sets the organization's logo: PNG, JPEG or WebP, at most 1 MiB.
#[operation(
    PUT "/api/organizations/{organizationId}/logo",
    id = "organization.setLogo",
    tag = "organizations",
    revision(crate::organizations::organizations::REVISION),
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
)]
async fn set_logo(scope: InOrganization<UpdateOrganization>, picture: PictureBody) -> RevisedReply<Organization> {
    api::revised(logo::set(&scope, picture).await?)
}
