// Proves that an API key does what its scopes and its creator's role allow in its organization, and nothing else.
import { expect } from "vitest";
import { dump } from "../../support/database.ts";
import { hashOf } from "../../support/hash.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { Program } from "../../support/program.ts";

interface Made {
  key: { id: string; start: string; scopes: string[]; createdBy: { id: string }; lastUsedAt: string | null; expiresAt: string | null };
  secret: string;
}

const make = ({ client, organizationId }: Person, scopes: string[], over: object = {}) => client.ok<Made>("POST", `/api/organizations/${organizationId}/keys`, { name: "Deployment", scopes, ...over }, 201);

test("a key is shown once, does what its scopes allow, and is refused the rest", async ({ stack, owner }) => {
  const { key, secret } = await make(owner, ["organization.view", "estate.view"]);
  expect(secret).toMatch(/^steward_[\w-]{43}$/);
  expect(secret.startsWith(key.start)).toBe(true);
  expect(key.start.length).toBeLessThan(16);
  const program = new Program(stack.url, secret);
  expect(await program.ok("GET", `/api/organizations/${owner.organizationId}`)).toMatchObject({ id: owner.organizationId });
  expect(await program.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ id: owner.estateId });
  const estates = `/api/organizations/${owner.organizationId}/estates`;
  expect(await program.refused("POST", estates, { body: { name: "Mine" } })).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  expect(await program.refused("GET", `/api/organizations/${owner.organizationId}/keys`)).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  for (const path of ["/api/auth/me", "/api/organizations"]) {
    expect(await program.refused("GET", path), path).toMatchObject({ status: 403, code: "API_KEY_REFUSED" });
  }
  const list = await owner.client.call("GET", `/api/organizations/${owner.organizationId}/keys`);
  expect(list.text).not.toContain(secret);
  expect((list.body as { items: Made["key"][] }).items[0]).toMatchObject({ id: key.id, createdBy: { id: owner.userId }, lastUsedAt: expect.any(String) as string });
});

test("a key is refused in another organization, even where its creator is a member of both", async ({ stack, owner }) => {
  const other = await signUp(stack);
  await join(stack, owner, other.organizationId, "owner");
  const { secret } = await make(owner, ["organization.view", "estate.view", "audit.view"]);
  const program = new Program(stack.url, secret);
  for (const path of [`/api/organizations/${other.organizationId}`, `/api/organizations/${other.organizationId}/audit`, `/api/estates/${other.estateId}`]) {
    expect(await program.refused("GET", path), path).toMatchObject({ status: 404 });
  }
});

test("a key follows its creator's role and ends with the membership", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const { secret } = await make({ ...admin, organizationId: owner.organizationId }, ["estate.view", "estate.create"]);
  const program = new Program(stack.url, secret);
  const estates = `/api/organizations/${owner.organizationId}/estates`;
  await program.ok("POST", estates, { name: "First" }, 201);
  await stack.db.prepare("UPDATE organization_user_membership SET role = 'viewer' WHERE user_id = ?1 AND organization_id = ?2").bind(admin.userId, owner.organizationId).run();
  expect(await program.refused("POST", estates, { body: { name: "Second" } })).toMatchObject({ status: 403 });
  await program.ok("GET", estates);
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${admin.userId}`, undefined, 204);
  expect(await program.refused("GET", estates)).toMatchObject({ status: 401 });
});

test("a deleted key, an expired one and one of a banned creator are refused", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  const deleted = await make(owner, ["organization.view"]);
  await owner.client.ok("DELETE", `${path}/keys/${deleted.key.id}`, undefined, 204);
  expect(await new Program(stack.url, deleted.secret).refused("GET", path)).toMatchObject({ status: 401 });
  expect(await owner.client.refused("DELETE", `${path}/keys/${deleted.key.id}`)).toMatchObject({ status: 404 });

  const old = await make(owner, ["organization.view"], { expiresAt: new Date(Date.now() + 60_000).toISOString() });
  await new Program(stack.url, old.secret).ok("GET", path);
  await stack.db.prepare("UPDATE api_key SET expires_at = 1 WHERE id = ?1").bind(old.key.id).run();
  expect(await new Program(stack.url, old.secret).refused("GET", path)).toMatchObject({ status: 401 });

  const banned = await make(owner, ["organization.view"]);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect(await new Program(stack.url, banned.secret).refused("GET", path)).toMatchObject({ status: 401 });
});

test("invalid scopes, names and times are refused by field, and keys of another organization are not found", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}/keys`;
  const wrong: [object, string][] = [
    [{ name: "", scopes: ["estate.view"] }, "name"],
    [{ name: "x", scopes: [] }, "scopes"],
    [{ name: "x", scopes: ["everything"] }, "scopes"],
    [{ name: "x", scopes: ["apiKey.manage"] }, "scopes"],
    [{ name: "x", scopes: ["estate.view"], expiresAt: "tomorrow" }, "expiresAt"],
    [{ name: "x", scopes: ["estate.view"], expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
  ];
  for (const [body, field] of wrong) expect(await owner.client.refused("POST", path, { body }), field).toMatchObject({ status: 400, field });
  const { key } = await make(owner, ["estate.view"]);
  const other = await signUp(stack);
  expect(await other.client.refused("DELETE", `/api/organizations/${other.organizationId}/keys/${key.id}`)).toMatchObject({ status: 404 });
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "member");
  expect(await member.client.refused("GET", path)).toMatchObject({ status: 403 });
});

test("the audit log names the key and its creator, and the secret is stored nowhere", async ({ stack, owner }) => {
  const { key, secret } = await make(owner, ["estate.create"]);
  await new Program(stack.url, secret).ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: "Recorded" }, 201);
  const line = await stack.db.prepare("SELECT actor_type, actor_id, acting_user_id FROM audit_log WHERE organization_id = ?1 AND action = 'estate.create' ORDER BY position DESC").bind(owner.organizationId).first();
  expect(line).toEqual({ actor_type: "key", actor_id: key.id, acting_user_id: owner.userId });
  const rows = await dump(stack);
  expect([JSON.stringify(rows), ...stack.lines].join("\n")).not.toContain(secret);
  expect(rows["api_key"]).toContainEqual(expect.objectContaining({ id: key.id, key_hash: hashOf(secret) }));
});
