// A platform administrator requeues dead deliveries and sees the queue messages that could not be decoded.
import { addUndecodableMessage } from "./support/undecodable.ts";
import { grantAdmin } from "./support/user.ts";
import { expect, test } from "./support/test.ts";

test("dead deliveries are requeued: one succeeds, one fails again", async ({ stack, owner, open }) => {
  await grantAdmin(stack, owner);
  const event = await stack.db.prepare("SELECT id FROM outbox_event WHERE organization_id = ?1").bind(owner.organizationId).first<{ id: string }>();
  const bury = stack.db.prepare(
    `INSERT INTO outbox_delivery (event_id, consumer, status, attempts, last_error, due_at, created_at, updated_at) VALUES (?1, ?2, 'dead', 6, 'no answer', 1, 1, 1)
     ON CONFLICT DO UPDATE SET status = 'dead', attempts = 6, last_error = 'no answer'`,
  );
  await stack.db.batch([bury.bind(event?.id, "broadcast"), bury.bind(event?.id, "nobody")]);

  const page = await open(owner);
  await page.getByRole("link", { name: "Deliveries" }).click();
  const row = (consumer: string) => page.locator(`[data-delivery="${event?.id}"]`).filter({ hasText: `to ${consumer}` });
  await expect(row("broadcast")).toContainText("estate:created");
  await expect(row("broadcast")).toContainText("no answer");
  await row("broadcast").getByRole("button", { name: "Retry" }).click();
  await expect(row("broadcast")).toBeHidden();
  await row("nobody").getByRole("button", { name: "Retry" }).click();
  await expect(row("nobody")).not.toContainText("no answer");
  await expect(row("nobody").locator("[data-status=dead]")).toBeVisible();

  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Done" }).click();
  await expect(row("broadcast").locator("[data-status=done]")).toBeVisible();
  await expect(row("nobody")).toBeHidden();
});

test("undecodable messages are shown with their reason and body", async ({ stack, owner, open }) => {
  await grantAdmin(stack, owner);
  const id = await addUndecodableMessage(stack, `{"unknown": "${"x".repeat(300)}"}`);
  const page = await open(owner);
  await page.getByRole("link", { name: "Undecodable messages" }).click();
  await expect(page).toHaveURL("/admin/undecodable");
  const row = page.locator(`[data-undecodable="${id}"]`);
  await expect(row).toContainText("steward-events");
  await expect(row).toContainText("expected a delivery");
  await expect(row.getByLabel("Body")).toContainText('{"unknown": "xxx');

  const path = "**/api/admin/undecodable-messages?*";
  await page.route(path, (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
  await page.reload();
  await expect(page.getByText("No undecodable messages")).toBeVisible();
  await page.unroute(path);
  await page.route(path, (route) => route.fulfill({ status: 400, json: { error: { code: "VALIDATION_ERROR", message: "not today", context: {} }, requestId: "req_01h455vb4pex5vsknk084sn02q" } }));
  await page.reload();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await page.unroute(path);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(row).toBeVisible();
});
