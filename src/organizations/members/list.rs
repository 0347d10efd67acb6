//! Members, lists of them, and lists of memberships.

use serde_json::value::RawValue;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{CustomRoleId, MembershipId, OrganizationId, UserId};
use steward_kernel::input;
use steward_kernel::page::{Page, PageQuery};
use steward_kernel::permission::Role;
use steward_kernel::time::Timestamp;

use super::model::{Member, MemberFilter, MemberKind};
use super::store;
use crate::edge::Edge;
use crate::edge::database::Statement;
use crate::organizations::custom_roles;

#[derive(FromJson)]
pub(super) struct MemberRow {
    membership_id: MembershipId,
    user_id: UserId,
    name: String,
    email: String,
    image: Option<String>,
    role: Role,
    custom_role_id: Option<CustomRoleId>,
    custom_role_name: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_bot: bool,
    slack: Option<String>,
    estate_ids: Option<String>,
    estate_roles: String,
    last_seen_at: Option<Timestamp>,
    created_at: Timestamp,
    revision: i64,
}

impl TryFrom<MemberRow> for Member {
    type Error = Error;

    fn try_from(row: MemberRow) -> Result<Self, Error> {
        let json = |text: Option<String>| text.map(RawValue::from_string).transpose().map_err(Error::internal);
        Ok(Self {
            user_id: row.user_id,
            name: row.name,
            email: row.email,
            image: row.image,
            role: row.role,
            custom_role: custom_roles::reference(row.custom_role_id, row.custom_role_name),
            is_bot: row.is_bot,
            slack: json(row.slack)?,
            estate_ids: json(row.estate_ids)?,
            estate_roles: RawValue::from_string(row.estate_roles).map_err(Error::internal)?,
            last_seen_at: row.last_seen_at,
            created_at: row.created_at,
            revision: row.revision,
        })
    }
}

/// A page of an organization's members, oldest membership first.
///
/// # Errors
/// [`Error::Validation`] for the query.
pub async fn list(
    edge: &Edge,
    organization_id: &OrganizationId,
    filter: &MemberFilter,
    page: &PageQuery,
) -> Result<Page<Member>, Error> {
    let limit = page.limit()?;
    let after = page.after()?.unwrap_or_default();
    let query = input::search_text("q", filter.q.as_deref())?;
    let is_external = filter.kind.map(|kind| u8::from(kind == MemberKind::External));
    let statement = crate::bind!(store::LIST, organization_id, after, limit + 1, is_external, filter.role, query);
    let rows: Vec<MemberRow> = edge.database()?.all(statement).await?;
    let page = Page::new(rows, limit, |row| row.membership_id.to_string());
    let items = page.items.into_iter().map(Member::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor: page.next_cursor })
}

/// A member of an organization.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(edge: &Edge, organization_id: &OrganizationId, user_id: &UserId) -> Result<Member, Error> {
    let row: Option<MemberRow> = edge.database()?.first(select(organization_id, user_id)).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// One member, as a [`MemberRow`].
pub(super) fn select(organization_id: &OrganizationId, user_id: &UserId) -> Statement {
    crate::bind!(store::SELECT, organization_id, user_id)
}

#[derive(FromJson)]
struct OrganizationRow {
    organization_id: OrganizationId,
}

/// The organizations of a user, with any role; at most 1,000.
///
/// # Errors
/// [`Error::Database`].
pub async fn organization_ids(edge: &Edge, user_id: &UserId) -> Result<Vec<OrganizationId>, Error> {
    let rows: Vec<OrganizationRow> = edge.database()?.all(crate::bind!(store::LIST_ORGANIZATIONS, user_id)).await?;
    Ok(rows.into_iter().map(|row| row.organization_id).collect())
}
