//! `organization.getBySlug`

use crate::api::{self, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;
use steward_kernel::error::Error;
use steward_macros::operation;

/// The slug in the path. A text that cannot be a slug is not found.
#[derive(Debug)]
struct Slug(String);

impl Argument for Slug {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("slug").map(|text| Self(text.to_owned()))
    }
}

/// Returns the caller's organization that has or had a slug. The response contains the current slug.
#[operation(
    GET "/api/organizations/by-slug/{slug}",
    id = "organization.getBySlug",
    tag = "organizations",
    params(("slug" = String, Path, description = "The current or a former slug.")),
)]
async fn get_organization_by_slug(scope: SignedIn, Slug(slug): Slug) -> Reply<Organization> {
    api::ok(service::get_by_slug(&scope, &slug).await?)
}
