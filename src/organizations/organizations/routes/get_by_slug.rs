//! `organization.getBySlug`

use crate::api::{self, Reply};
use crate::api::{Argument, Input, Needs};
use crate::identity::scope::SignedIn;
use crate::organizations::organizations::model::Organization;
use crate::organizations::organizations::service;
use steward_kernel::error::Error;
use steward_macros::operation;

/// What stands in the path; what cannot be a slug belongs to nothing.
#[derive(Debug)]
struct Slug(String);

impl Argument for Slug {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        input.parameter("slug").map(|text| Self(text.to_owned()))
    }
}

/// The organization of the caller's that has, or had, a slug; the answer has the one that it has now.
#[operation(
    GET "/api/organizations/by-slug/{slug}",
    id = "organization.getBySlug",
    tag = "organizations",
    params(("slug" = String, Path, description = "What it is called in addresses.")),
)]
async fn get_organization_by_slug(scope: SignedIn, Slug(slug): Slug) -> Reply<Organization> {
    api::ok(service::get_by_slug(&scope, &slug).await?)
}
