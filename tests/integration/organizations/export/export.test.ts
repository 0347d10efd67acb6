// Proves that an owner gets everything of the organization in one file, nothing of others and no secret, also when it is large.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { discover, registerApp, signInTo } from "../../support/app.ts";
import { audited } from "../../support/audit.ts";
import { grantAdmin, join, newEmail, signInAgain, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { ScimClient } from "../../support/scim.ts";
import { verifyDomain } from "../../support/sso.ts";
import { test } from "../../support/test.ts";

interface Line {
  type: string;
  data: Record<string, unknown>;
  lines?: number;
}

const path = ({ organizationId }: Person) => `/api/organizations/${organizationId}/export`;

async function exported(person: Person): Promise<{ lines: Line[]; text: string; headers: Headers; of: (type: string) => Record<string, unknown>[] }> {
  const { status, text, headers } = await person.client.call("GET", path(person));
  expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
  expect(lines.at(-1)).toEqual({ type: "end", lines: lines.length - 1 });
  return { lines, text, headers, of: (type) => lines.filter((line) => line.type === type).map(({ data }) => data) };
}

async function fill(stack: Stack, { organizationId, estateId }: Person, builds: number, events: number): Promise<void> {
  const { db } = stack;
  const series = "WITH RECURSIVE series (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM series WHERE number < ?3)";
  await db.prepare(`${series} INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, commit_hash, commit_message, trigger_kind, completed_at, created_at, updated_at) SELECT 'build_' || ?1 || number, ?2, number, 'complete', '1', 1, 'https://github.example/acme/demo.git', 'main', printf('%040d', number), 'Change', 'manual', 1, 1, 1 FROM series`).bind(organizationId, estateId, builds).run();
  await db.prepare(`${series} INSERT INTO audit_log (id, organization_id, actor_type, action, resource_type, created_at) SELECT 'aud_' || ?2 || number, ?1, 'system', 'filler', 'nothing', 1 FROM series`).bind(organizationId, estateId, events).run();
}

test("the file has every kind of row of the organization, with its times and lists", async ({ stack, owner }) => {
  const member = await signUp(stack);
  await join(stack, member, owner.organizationId, "viewer");
  const domain = await verifyDomain(stack, owner);
  const organization = `/api/organizations/${owner.organizationId}`;
  const team = await owner.client.ok<{ id: string }>("POST", `${organization}/teams`, { name: "Design", userIds: [member.userId], estateRoles: [{ estateId: owner.estateId, role: "admin" }] }, 201);
  await owner.client.ok("POST", `${organization}/invitations`, { role: "viewer", email: newEmail() }, 201);
  const { secret } = await owner.client.ok<{ secret: string }>("POST", `${organization}/keys`, { name: "CI", scopes: ["estate.view"] }, 201);
  const scim = await ScimClient.of(stack, owner);
  const user = await scim.create(newEmail(domain), { externalId: "00u1" });
  const group = await scim.createGroup("Sales", { members: [{ value: user.id }] });
  const app = await registerApp(owner);
  const { tokens } = await signInTo(await discover(stack, app), owner);
  await owner.client.ok("PUT", `${organization}/audit/retention`, { days: 365 });

  const { lines, text, headers, of } = await exported(owner);
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="[a-z0-9-]+-\d{4}-\d\d-\d\d\.ndjson"$/);
  expect(lines[0]).toMatchObject({ type: "organization", data: { id: owner.organizationId, provisioning: { start: scim.token.slice(0, 19) }, auditRetention: { days: 365 }, singleSignOn: null, createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) } });
  expect(of("domain")).toMatchObject([{ domain, autoJoin: expect.any(Boolean) }]);
  expect(of("member").map(({ userId, role }) => [userId, role])).toEqual(expect.arrayContaining([[owner.userId, "owner"], [member.userId, "viewer"], [user.id, "member"]]));
  expect(of("member").find(({ userId }) => userId === owner.userId)).toMatchObject({ email: owner.email, isBreakGlass: false, authorizedApps: [{ clientId: app.client.id, scopes: expect.stringContaining("openid") }] });
  expect(of("provisionedUser")).toMatchObject([{ userId: user.id, externalId: "00u1" }]);
  expect(of("team")).toMatchObject([{ id: team.id, name: "Design", members: [{ membershipId: expect.any(String) }], estateRoles: [{ estateId: owner.estateId, role: "admin" }], group: null }, { id: group.id, group: { users: [{ userId: user.id }] } }]);
  expect(of("apiKey")).toMatchObject([{ name: "CI", scopes: ["estate.view"], start: secret.slice(0, of("apiKey")[0]?.start?.toString().length) }]);
  expect(of("app")).toMatchObject([{ id: app.client.id, name: "Reports" }]);
  expect(of("estate")).toMatchObject([{ id: owner.estateId, repositories: [] }]);
  expect(of("invitation").length).toBeGreaterThan(0);
  expect(of("auditEvent").map(({ action }) => action)).toEqual(expect.arrayContaining(["organization.create", "team.create", "organization.export"]));
  expect(await audited(stack, owner.organizationId, "organization.export")).toMatchObject([{ actorId: owner.userId, detail: { after: { exportedAt: expect.any(String) } } }]);
  for (const hidden of [secret, scim.token, app.secret ?? "-", tokens.access_token, tokens.refresh_token ?? "-"]) expect(text).not.toContain(hidden);
  for (const pattern of [/"\w*[hH]ash"/, /[sS]ealed"/, /argon2/, /k1\.[\w-]/]) expect(text.replaceAll("commitHash", "").replaceAll(/"hash":(null|"\w+:[0-9a-f]{64}")/g, "")).not.toMatch(pattern);
});

test("a large organization is exported completely, in order, and nothing of another one", async ({ stack, owner }) => {
  const neighbour = await signUp(stack);
  await fill(stack, neighbour, 3, 3);
  for (let index = 0; index < 12; index += 1) await owner.client.ok("POST", `/api/organizations/${owner.organizationId}/estates`, { name: `Estate ${index}` }, 201);
  await fill(stack, owner, 2_350, 3_100);
  const { of, text } = await exported(owner);
  expect(of("estate")).toHaveLength(13);
  const numbers = of("build").map(({ number }) => Number(number));
  expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 2_350 }, (_, index) => index + 1));
  expect(new Set(of("auditEvent").map(({ id }) => id)).size).toBe(of("auditEvent").length);
  expect(of("auditEvent").filter(({ action }) => action === "filler")).toHaveLength(3_100);
  for (const foreign of [neighbour.organizationId, neighbour.estateId, neighbour.userId, neighbour.email]) expect(text).not.toContain(foreign);
});

test("only an owner exports, in person and after a confirmation", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  expect(await admin.client.refused("GET", path(owner))).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  expect(await (await signUp(stack)).client.refused("GET", path(owner))).toMatchObject({ status: 404 });
  const again = await signInAgain(stack, owner);
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE id = ?1").bind(again.sessionId).run();
  expect(await again.client.refused("GET", path(owner))).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  const operator = await signUp(stack);
  await grantAdmin(stack, operator);
  await operator.client.ok("POST", `/api/admin/users/${owner.userId}/impersonate`, { reason: "Ticket 12" });
  expect(await operator.client.refused("GET", path(owner))).toMatchObject({ status: 403 });
  const app = await registerApp(owner);
  const { tokens } = await signInTo(await discover(stack, app), owner);
  expect(await new Program(stack.url, tokens.access_token).refused("GET", path(owner))).toMatchObject({ status: 403, code: "PROGRAM_REFUSED" });
  expect(await audited(stack, owner.organizationId, "organization.export")).toEqual([]);
});
