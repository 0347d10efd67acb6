//! Requests that resolve their scope in the same statement as what they read: one round trip to D1 instead of two.

use std::marker::PhantomData;

use steward_kernel::error::Error;
use steward_kernel::id::{EstateId, TypeId};

use super::request::BrowserRequest;
use super::resolve::{PathTenant, resolve, resolve_with_page};
use super::tenant::EstateScope;
use crate::api::{Argument, Audience, Input, Needs};
use crate::edge::database::parameter;
use crate::identity::permission::RequiredPermission;

/// A statement of a list that selects a column `key`, by which the list is ordered, and a column `item`, which has the
/// JSON text of an item. Its parameters: `?2` is the estate and `?3` the organization in the path, `?5` the number of
/// items, of which it selects one more; its own begin with `?6`.
pub struct PageStatement {
    pub(super) sql: &'static str,
    pub(super) parameters: Vec<serde_json::Value>,
}

impl PageStatement {
    /// Creates the statement from a feature's store.
    #[must_use]
    pub fn new(sql: &'static str, limit: u32, own: impl IntoIterator<Item = serde_json::Value>) -> Self {
        Self { sql, parameters: std::iter::once(parameter(&limit)).chain(own).collect() }
    }
}

/// A request to read in the estate in the path, with the permission `P`. Its scope is resolved when it reads.
pub struct EstateRead<P> {
    request: BrowserRequest,
    estate_id: EstateId,
    permission: PhantomData<P>,
}

impl<P: RequiredPermission> EstateRead<P> {
    /// A page of a list as JSON.
    ///
    /// # Errors
    /// As an operation with [`InEstate`](super::InEstate) is refused; then the error of `list`.
    pub async fn page(self, list: Result<PageStatement, Error>) -> Result<String, Error> {
        let Self { request, estate_id, .. } = self;
        let tenant = PathTenant::Estate(&estate_id);
        let (row, page) = match list {
            Ok(list) => resolve_with_page(&request, tenant, list).await.map(|(row, page)| (row, Ok(page)))?,
            Err(error) => (resolve(&request, tenant).await?, Err(error)),
        };
        EstateScope::of(request, row, P::PERMISSION)?;
        page
    }
}

impl<P: RequiredPermission> Argument for EstateRead<P> {
    const NEEDS: Needs = Needs::audience(Audience::Estate(P::PERMISSION)).deferred_scope();

    fn take(input: &mut Input) -> Result<Self, Error> {
        let estate_id = EstateId::parse(input.parameter("estateId")?).map_err(|_| Error::NotFound)?;
        Ok(Self { request: BrowserRequest::take(input)?, estate_id, permission: PhantomData })
    }
}
