// Proves that members are listed page by page, found by what they are called here and in Slack, and that nobody ends a
// membership that is not theirs to end.
import { expect } from "vitest";
import { join, signUp } from "../support/people.ts";
import { test } from "../support/test.ts";

interface Members {
  items: { userId: string; name: string; role: string; email: string; isBot: boolean; slack: unknown; estateIds: string[] | null }[];
  nextCursor: string | null;
}

test("members come oldest membership first, in pages that neither skip nor repeat", async ({ stack, owner }) => {
  const others = await Promise.all(Array.from({ length: 6 }, () => signUp(stack)));
  for (const other of others) await join(stack, other, owner.organizationId, "viewer");
  const path = `/api/organizations/${owner.organizationId}/members`;
  const seen: Members["items"] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null; page += 1) {
    const { items, nextCursor }: Members = await owner.client.ok<Members>("GET", `${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
    expect(items.length).toBe(page < 3 ? 2 : 1);
    seen.push(...items);
    cursor = nextCursor;
  }
  expect(seen.map(({ userId }) => userId).sort()).toEqual([owner, ...others].map(({ userId }) => userId).sort());
  expect(seen.find(({ userId }) => userId === owner.userId)).toMatchObject({ role: "owner", email: owner.email, isBot: false });
  expect((await owner.client.ok<Members>("GET", path)).items.map(({ userId }) => userId)).toEqual(seen.map(({ userId }) => userId));
});

test("an admin ends memberships below admin, an owner any but that of the last owner", async ({ stack, owner }) => {
  const [admin, second, member] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, second, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  const path = ({ userId }: { userId: string }) => `/api/organizations/${owner.organizationId}/members/${userId}`;
  const roles = async () => (await stack.db.prepare("SELECT role FROM organization_user_membership WHERE organization_id = ?1 ORDER BY role").bind(owner.organizationId).all()).results.map(({ role }) => role);

  for (const target of [owner, second, admin]) {
    expect(await admin.client.refused("DELETE", path(target))).toEqual({ status: 403, code: "PERMISSION_DENIED" });
  }
  expect(await owner.client.refused("DELETE", path(owner))).toEqual({ status: 409, code: "LAST_OWNER" });
  expect(await owner.client.refused("DELETE", path({ userId: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r" }))).toEqual({ status: 404, code: "NOT_FOUND" });
  expect(await roles()).toEqual(["admin", "admin", "member", "owner"]);

  await admin.client.ok("DELETE", path(member), undefined, 204);
  expect(await admin.client.refused("DELETE", path(member))).toEqual({ status: 404, code: "NOT_FOUND" });
  await owner.client.ok("DELETE", path(second), undefined, 204);
  expect(await roles()).toEqual(["admin", "owner"]);
  expect(await second.client.refused("GET", `/api/organizations/${owner.organizationId}`)).toEqual({ status: 404, code: "NOT_FOUND" });
});

test("two owners who remove each other at the same moment leave one", async ({ stack, owner }) => {
  const second = await signUp(stack);
  await join(stack, second, owner.organizationId, "owner");
  const path = (userId: string) => `/api/organizations/${owner.organizationId}/members/${userId}`;
  const answers = await Promise.all([owner.client.call("DELETE", path(second.userId)), second.client.call("DELETE", path(owner.userId))]);
  expect(answers.filter(({ status }) => status === 204).length).toBe(1);
  const left = await stack.db.prepare("SELECT count(*) AS count FROM organization_user_membership WHERE organization_id = ?1 AND role = 'owner'").bind(owner.organizationId).first("count");
  expect(left).toBe(1);
  const told = await stack.db.prepare("SELECT count(*) AS count FROM outbox_event WHERE organization_id = ?1 AND name = 'organization:member:removed'").bind(owner.organizationId).first("count");
  expect(told).toBe(1);
});

test("members are found by name, address, Slack names, kind and role, and by nothing of another organization", async ({ stack, owner }) => {
  const [slack, external, guest, elsewhere] = [await signUp(stack), await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, slack, owner.organizationId, "member");
  await join(stack, external, owner.organizationId, "external");
  await join(stack, guest, owner.organizationId, "guest");
  const metadata = JSON.stringify({ name: "grace_h", real_name: "Grace 100%", discoveredInChannels: [{ channelId: "C1" }, { channelId: "C2" }, { channelId: "C9" }] });
  const mapping = (id: string, userId: string, estateId: string, text: string) =>
    stack.db
      .prepare("INSERT INTO provider_user_mapping (id, provider_id, internal_user_id, external_id, estate_id, provider_metadata, created_at, updated_at) VALUES (?1, 'slack', ?2, ?1, ?3, ?4, 1, 1)")
      .bind(id, userId, estateId, text);
  const channel = (id: string, externalId: string, name: string, isPrivate: number) =>
    stack.db
      .prepare("INSERT INTO slack_channel (id, estate_id, external_id, name, is_private, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, 1, 1)")
      .bind(id, owner.estateId, externalId, name, isPrivate);
  await stack.db.batch([
    stack.db.prepare("UPDATE user SET name = 'Ada Visible' WHERE id = ?1").bind(guest.userId),
    mapping(`pum_${slack.userId}`, slack.userId, owner.estateId, metadata),
    // the same person as another organization knows them
    mapping(`pum_${owner.userId}`, owner.userId, elsewhere.estateId, JSON.stringify({ name: "elsewhere_only", real_name: "Elsewhere Only" })),
    channel(`slc_1${owner.userId}`, "C1", "general", 0),
    channel(`slc_2${owner.userId}`, "C2", "secret-plans", 1),
  ]);
  const path = `/api/organizations/${owner.organizationId}/members`;
  const found = async (query: string) => (await owner.client.ok<Members>("GET", `${path}?${query}`)).items.map(({ userId }) => userId);
  expect(await found("q=GRACE_H")).toEqual([slack.userId]);
  expect(await found("q=grace%20100%25")).toEqual([slack.userId]);
  expect(await found("q=%20ada%20v")).toEqual([guest.userId]);
  expect(await found(`q=${external.email.slice(0, 12)}`)).toEqual([external.userId]);
  expect(await found("q=100%25%25")).toEqual([]);
  expect(await found("q=g%25h")).toEqual([]);
  expect(await found("q=elsewhere_only")).toEqual([]);
  expect((await found("kind=external")).sort()).toEqual([external.userId, guest.userId].sort());
  expect((await found("kind=internal")).sort()).toEqual([owner.userId, slack.userId].sort());
  expect(await found("role=guest")).toEqual([guest.userId]);
  expect(await found("role=guest&kind=internal")).toEqual([]);
  const all = (await owner.client.ok<Members>("GET", path)).items;
  expect(all.find(({ userId }) => userId === slack.userId)).toMatchObject({ slack: { username: "grace_h", realName: "Grace 100%", channels: ["general"] }, estateIds: null });
  expect(all.find(({ userId }) => userId === owner.userId)).toMatchObject({ slack: null, estateIds: null });
  expect(all.find(({ userId }) => userId === guest.userId)).toMatchObject({ slack: null, estateIds: [] });
  for (const [field, query] of [["q", `q=${"x".repeat(101)}`], ["kind", "kind=other"], ["role", "role=king"], ["limit", "limit=0"]]) {
    expect(await owner.client.refused("GET", `${path}?${query}`), query).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
});
