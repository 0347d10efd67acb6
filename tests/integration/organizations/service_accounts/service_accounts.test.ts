// Proves that a service account's keys act as the account, limited by its role and estates, outlive who made them, and stop
// with the account; and that nobody makes one with more rights than their own.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { audited } from "../../support/audit.ts";
import { dump } from "../../support/database.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";

interface Account {
  id: string;
  name: string;
  role: string;
  estateIds: string[] | null;
  disabledAt: string | null;
  keys: number;
}

const organization = ({ organizationId }: Person) => `/api/organizations/${organizationId}`;
const accounts = (owner: Person) => `${organization(owner)}/service-accounts`;
const make = (owner: Person, over: object = {}) => owner.client.ok<Account>("POST", accounts(owner), { name: "Deployer", role: "member", ...over }, 201);

async function keyOf(stack: Stack, person: Person, account: Account, scopes: string[]) {
  const { key, secret } = await person.client.ok<{ key: { id: string; createdBy: unknown; serviceAccount: unknown }; secret: string }>(
    "POST",
    `${organization(person)}/keys`,
    { name: "A key", scopes, serviceAccountId: account.id },
    201,
  );
  return { key, secret, program: new Program(stack.url, secret) };
}

test("a key of a service account has its role and goes on when who made it leaves", async ({ stack, owner }) => {
  const admin = { ...(await signUp(stack)), organizationId: owner.organizationId };
  await join(stack, admin, owner.organizationId, "admin");
  const account = await make(admin);
  expect(account).toMatchObject({ name: "Deployer", role: "member", estateIds: null, disabledAt: null, keys: 0 });
  const { key, program } = await keyOf(stack, admin, account, ["organization.view", "estate.view", "build.manage"]);
  expect(key).toMatchObject({ createdBy: null, serviceAccount: { id: account.id, name: "Deployer", disabledAt: null } });
  await owner.client.ok("DELETE", `${organization(owner)}/members/${admin.userId}`, undefined, 204);
  expect(await program.ok("GET", organization(owner))).toMatchObject({ id: owner.organizationId, role: "member", defaultEstateId: owner.estateId });
  expect(await program.ok("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ id: owner.estateId, role: "member" });
  expect((await program.ok<{ items: unknown[] }>("GET", `${organization(owner)}/estates`)).items).toHaveLength(1);
  // admitted: there is only no repository yet
  expect(await program.refused("POST", `/api/estates/${owner.estateId}/builds`, { body: {} })).toMatchObject({ status: 409 });
  expect((await owner.client.ok<{ items: Account[] }>("GET", accounts(owner))).items).toMatchObject([{ id: account.id, keys: 1, lastUsedAt: expect.any(String) as string }]);

  await owner.client.ok("PATCH", `${accounts(owner)}/${account.id}`, { role: "viewer" });
  expect(await program.refused("POST", `/api/estates/${owner.estateId}/builds`, { body: {} })).toMatchObject({ status: 403 });
});

test("it is no user: it reaches no account, member or key, and appears in no list of members", async ({ stack, owner }) => {
  const account = await make(owner, { role: "admin" });
  const { program } = await keyOf(stack, owner, account, ["organization.view", "estate.view", "estate.create", "estate.update", "audit.view"]);
  for (const path of ["/api/auth/me", "/api/organizations", "/api/user/sessions", "/api/user/accounts"]) {
    expect(await program.refused("GET", path), path).toMatchObject({ status: 403, code: "API_KEY_REFUSED" });
  }
  for (const part of ["members", "keys", "service-accounts", "invitations"]) {
    expect(await program.refused("GET", `${organization(owner)}/${part}`), part).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  }
  const members = await owner.client.call("GET", `${organization(owner)}/members`);
  expect(members.text).not.toContain("Deployer");
  const rows = await dump(stack);
  expect(JSON.stringify([rows["user"], rows["organization_user_membership"]])).not.toContain(account.id.slice(4));

  const estate = await program.ok<{ id: string }>("POST", `${organization(owner)}/estates`, { name: "Made by a program" }, 201);
  const { items } = await owner.client.ok<{ items: { action: string; actor: object; resourceId: string }[] }>("GET", `${organization(owner)}/audit?action=estate.create&actorId=${account.id}`);
  expect(items).toMatchObject([{ resourceId: estate.id, actor: { type: "service_account", id: account.id, name: "Deployer" } }]);
  await owner.client.ok("GET", `${organization(owner)}/audit/verification`);
});

test("limited to estates, it sees no other and creates none, also after they are deleted", async ({ stack, owner }) => {
  const other = await owner.client.ok<{ id: string }>("POST", `${organization(owner)}/estates`, { name: "Other" }, 201);
  const account = await make(owner, { role: "admin", estateIds: [other.id] });
  const { program } = await keyOf(stack, owner, account, ["organization.view", "estate.view", "estate.create", "estate.update", "audit.view"]);
  expect(await program.ok("GET", organization(owner))).toMatchObject({ role: "guest", defaultEstateId: null });
  const seen = async () => (await program.ok<{ items: { id: string }[] }>("GET", `${organization(owner)}/estates`)).items.map(({ id }) => id);
  expect(await seen()).toEqual([other.id]);
  expect((await program.ok<{ items: { id: string }[] }>("GET", `${organization(owner)}/estates/overview`)).items.map(({ id }) => id)).toEqual([other.id]);
  expect(await program.ok("PATCH", `/api/estates/${other.id}`, { name: "Renamed" })).toMatchObject({ name: "Renamed" });
  for (const path of [`/api/estates/${owner.estateId}`, `/api/estates/${owner.estateId}/builds`]) expect(await program.refused("GET", path), path).toMatchObject({ status: 404 });
  expect(await program.refused("POST", `${organization(owner)}/estates`, { body: { name: "Mine" } })).toMatchObject({ status: 404 });
  expect(await program.refused("GET", `${organization(owner)}/audit`)).toMatchObject({ status: 404 });

  await owner.client.ok("POST", `/api/estates/${other.id}/deletion`, { confirmation: "Renamed" }, 204);
  expect(await seen()).toEqual([]);
  expect(await program.refused("GET", `/api/estates/${owner.estateId}`)).toMatchObject({ status: 404 });
  await owner.client.ok("PATCH", `${accounts(owner)}/${account.id}`, { allEstates: true });
  expect(await seen()).toEqual([owner.estateId]);
});

test("disabling or deleting it stops all of its keys at once", async ({ stack, owner }) => {
  const account = await make(owner);
  const made = await Promise.all([0, 1].map(() => keyOf(stack, owner, account, ["organization.view"])));
  const statuses = () => Promise.all(made.map(async ({ program }) => (await program.call("GET", organization(owner))).status));
  expect(await statuses()).toEqual([200, 200]);
  expect(await owner.client.ok("PATCH", `${accounts(owner)}/${account.id}`, { disabled: true })).toMatchObject({ disabledAt: expect.any(String) as string });
  expect(await statuses()).toEqual([401, 401]);
  await owner.client.ok("PATCH", `${accounts(owner)}/${account.id}`, { disabled: false });
  expect(await statuses()).toEqual([200, 200]);
  await owner.client.ok("DELETE", `${accounts(owner)}/${account.id}`, undefined, 204);
  expect(await statuses()).toEqual([401, 401]);
  expect((await dump(stack))["api_key"]?.filter((row) => (row as { service_account_id: unknown }).service_account_id === account.id) ?? []).toEqual([]);
  expect((await audited(stack, owner.organizationId, "serviceAccount.delete")).map(({ detail }) => detail)).toMatchObject([{ before: { name: "Deployer", keys: 2 } }]);
});

test("its keys are rotated by those whose role is not below its own, and names and roles are checked", async ({ stack, owner }) => {
  const account = await make(owner, { role: "admin" });
  const { key, secret } = await keyOf(stack, owner, account, ["organization.view"]);
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const rotated = await admin.client.ok<{ secret: string }>("POST", `${organization(owner)}/keys/${key.id}/rotate`, { overlapSeconds: 0 });
  expect((await new Program(stack.url, secret).call("GET", organization(owner))).status).toBe(401);
  await new Program(stack.url, rotated.secret).ok("GET", organization(owner));

  const other = await signUp(stack);
  const wrong: [object, string][] = [
    [{ name: "", role: "member" }, "name"],
    [{ name: "x", role: "owner" }, "role"],
    [{ name: "x", role: "guest" }, "role"],
    [{ name: "x", role: "member", estateIds: [other.estateId] }, "estateIds"],
  ];
  for (const [body, field] of wrong) expect(await owner.client.refused("POST", accounts(owner), { body }), field).toMatchObject({ status: 400, field });
  expect(await owner.client.refused("POST", accounts(owner), { body: { name: "Deployer", role: "viewer" } })).toMatchObject({ status: 409, code: "NAME_TAKEN" });
  const keys = `${organization(owner)}/keys`;
  const viewer = await make(owner, { name: "Reader", role: "viewer" });
  expect(await owner.client.refused("POST", keys, { body: { name: "x", scopes: ["build.manage"], serviceAccountId: viewer.id } })).toMatchObject({ status: 400, field: "scopes" });
  const foreign = await make(other);
  expect(await owner.client.refused("POST", keys, { body: { name: "x", scopes: ["estate.view"], serviceAccountId: foreign.id } })).toMatchObject({ status: 400, field: "serviceAccountId" });
  expect(await owner.client.refused("PATCH", `${accounts(owner)}/${foreign.id}`, { body: { disabled: true } })).toMatchObject({ status: 404 });
  expect(await owner.client.refused("PATCH", `${accounts(owner)}/${viewer.id}`, { body: { allEstates: true, estateIds: [] } })).toMatchObject({ status: 400, field: "allEstates" });
});
