//! Webhook deliveries over HTTP.

use steward_kernel::page::{Page, PageQuery};
use steward_macros::operation;

use crate::api::{self, Operation, Query, Reply};
use crate::identity::scope::Administrator;
use crate::platform::webhooks::{self, WebhookDelivery};

/// The operations of this feature.
pub const OPERATIONS: &[Operation] = &[LIST_WEBHOOK_DELIVERIES];

/// Lists the webhook deliveries of all providers, newest first. They are kept for 30 days.
#[operation(GET "/api/admin/webhook-deliveries", id = "admin.listWebhookDeliveries", tag = "admin")]
async fn list_webhook_deliveries(scope: Administrator, Query(page): Query<PageQuery>) -> Reply<Page<WebhookDelivery>> {
    api::ok(webhooks::list(&scope.edge, &page).await?)
}
