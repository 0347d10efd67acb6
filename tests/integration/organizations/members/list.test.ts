// Proves that members are listed page by page, and found by name, address, Slack names, kind and role.
import { expect } from "vitest";
import { join, signUp } from "../../support/people.ts";
import { test } from "../../support/test.ts";

interface Members {
  items: { userId: string; name: string; role: string; email: string; isBot: boolean; slack: unknown; estateIds: string[] | null }[];
  nextCursor: string | null;
}

test("members are listed oldest membership first, in pages without a gap or a repeat", async ({ stack, owner }) => {
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

test("members are found by name, address, Slack names, kind and role, and not by another organization's data", async ({ stack, owner }) => {
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
