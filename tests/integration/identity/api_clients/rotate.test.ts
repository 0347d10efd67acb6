// Proves that rotating a key gives a new secret once, that the old one works for the chosen time only, and who may rotate which key.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { dump } from "../../support/database.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";

interface Made {
  key: { id: string; start: string; rotatedAt: string | null; previousExpiresAt: string | null };
  secret: string;
}

const keys = ({ organizationId }: Person) => `/api/organizations/${organizationId}/keys`;
const make = (owner: Person, over: object = {}) => owner.client.ok<Made>("POST", keys(owner), { name: "Deployment", scopes: ["organization.view"], ...over }, 201);
const rotate = (owner: Person, id: string, body: object = {}) => owner.client.ok<Made>("POST", `${keys(owner)}/${id}/rotate`, body);
const DAY_MS = 86_400_000;

test("the old secret works for a day, or as long as chosen, and the one before it no more", async ({ stack, owner }) => {
  const path = `/api/organizations/${owner.organizationId}`;
  const status = async (secret: string) => (await new Program(stack.url, secret).call("GET", path)).status;
  const first = await make(owner);
  const before = Date.now();
  const second = await rotate(owner, first.key.id);
  expect(second.secret).toMatch(/^steward_[\w-]{43}$/);
  expect(second.secret).not.toBe(first.secret);
  expect(second.key).toMatchObject({ id: first.key.id, start: second.secret.slice(0, 14) });
  expect(Date.parse(second.key.previousExpiresAt ?? "")).toBeGreaterThanOrEqual(before + DAY_MS);
  expect(Date.parse(second.key.previousExpiresAt ?? "")).toBeLessThanOrEqual(Date.now() + DAY_MS);
  expect([await status(first.secret), await status(second.secret)]).toEqual([200, 200]);

  const third = await rotate(owner, first.key.id, { overlapSeconds: 604_800 });
  expect([await status(first.secret), await status(second.secret), await status(third.secret)]).toEqual([401, 200, 200]);
  await stack.db.prepare("UPDATE api_key SET previous_expires_at = ?2 WHERE id = ?1").bind(first.key.id, Date.now()).run();
  expect([await status(second.secret), await status(third.secret)]).toEqual([401, 200]);
  const { items } = await owner.client.ok<{ items: Made["key"][] }>("GET", keys(owner));
  expect(items[0]?.previousExpiresAt).toBeNull();

  const fourth = await rotate(owner, first.key.id, { overlapSeconds: 0 });
  expect(fourth.key.previousExpiresAt).toBeNull();
  expect([await status(third.secret), await status(fourth.secret)]).toEqual([401, 200]);
  const stored = JSON.stringify(await dump(stack)) + stack.lines.join("\n");
  for (const { secret } of [first, second, third, fourth]) expect(stored).not.toContain(secret);
  expect((await audited(stack, owner.organizationId, "apiKey.rotate")).length).toBe(3);
});

test("of two rotations at the same time, one wins", async ({ stack, owner }) => {
  const { key } = await make(owner);
  const answers = await Promise.all([0, 1].map(() => owner.client.call("POST", `${keys(owner)}/${key.id}/rotate`, { body: {} })));
  const statuses = answers.map(({ status }) => status).sort();
  expect([[200, 200], [200, 409]]).toContainEqual(statuses);
  const secrets = answers.flatMap(({ status, body }) => (status === 200 ? [(body as Made).secret] : []));
  for (const secret of secrets) await new Program(stack.url, secret).ok("GET", `/api/organizations/${owner.organizationId}`);
});

test("only its creator rotates a key that acts as a member, and an expired key is not rotated", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const { key, secret } = await make(owner);
  const path = `${keys(owner)}/${key.id}/rotate`;
  expect(await admin.client.refused("POST", path, { body: {} })).toMatchObject({ status: 409, code: "CONFLICT" });
  await new Program(stack.url, secret).ok("GET", `/api/organizations/${owner.organizationId}`);
  for (const overlapSeconds of [604_801, -1, 1.5]) {
    expect(await owner.client.refused("POST", path, { body: { overlapSeconds } })).toMatchObject({ status: 400, field: "overlapSeconds" });
  }
  await stack.db.prepare("UPDATE api_key SET expires_at = 1 WHERE id = ?1").bind(key.id).run();
  expect(await owner.client.refused("POST", path, { body: {} })).toMatchObject({ status: 409 });
});
