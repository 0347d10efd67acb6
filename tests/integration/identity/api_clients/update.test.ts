// Proves that a disabled key is refused as an unknown one is until it is enabled, and that calls are counted per day.
import { expect } from "vitest";
import { audited } from "../../support/audit.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { Program } from "../../support/program.ts";
import { test } from "../../support/test.ts";

interface Key {
  id: string;
  name: string;
  disabledAt: string | null;
  callsPerDay: { day: string; calls: number }[];
}

const keys = ({ organizationId }: Person) => `/api/organizations/${organizationId}/keys`;
const make = (owner: Person) => owner.client.ok<{ key: Key; secret: string }>("POST", keys(owner), { name: "Deployment", scopes: ["organization.view"] }, 201);
const DAY_MS = 86_400_000;

test("a disabled key is answered as an unknown one, with both of its secrets, until it is enabled", async ({ stack, owner }) => {
  const { key, secret } = await make(owner);
  const rotated = await owner.client.ok<{ secret: string }>("POST", `${keys(owner)}/${key.id}/rotate`, {});
  const path = `/api/organizations/${owner.organizationId}`;
  const disabled = await owner.client.ok<Key>("PATCH", `${keys(owner)}/${key.id}`, { disabled: true });
  expect(disabled).toMatchObject({ id: key.id, disabledAt: expect.any(String) as string });
  const unknown = await new Program(stack.url, `steward_${"A".repeat(43)}`).refused("GET", path);
  for (const known of [secret, rotated.secret]) expect(await new Program(stack.url, known).refused("GET", path)).toEqual(unknown);
  expect(unknown).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  // again: nothing changes
  expect(await owner.client.ok<Key>("PATCH", `${keys(owner)}/${key.id}`, { disabled: true })).toEqual(disabled);
  expect(await owner.client.ok<Key>("PATCH", `${keys(owner)}/${key.id}`, { disabled: false, name: "Deploy" })).toMatchObject({ name: "Deploy", disabledAt: null });
  for (const known of [secret, rotated.secret]) await new Program(stack.url, known).ok("GET", path);
  expect((await audited(stack, owner.organizationId, "apiKey.update")).map(({ detail }) => detail)).toEqual([
    { before: { name: "Deployment", disabled: false }, after: { name: "Deployment", disabled: true } },
    { before: { name: "Deployment", disabled: true }, after: { name: "Deploy", disabled: false } },
  ]);
});

test("another admin may disable a key, a member and another organization may not", async ({ stack, owner }) => {
  const { key } = await make(owner);
  const [admin, member, other] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  const path = `${keys(owner)}/${key.id}`;
  await admin.client.ok("PATCH", path, { disabled: true });
  expect(await member.client.refused("PATCH", path, { body: { disabled: false } })).toMatchObject({ status: 403 });
  expect(await other.client.refused("PATCH", `${keys(other)}/${key.id}`, { body: { disabled: false } })).toMatchObject({ status: 404 });
  expect(await owner.client.refused("PATCH", path, { body: { name: "" } })).toMatchObject({ status: 400, field: "name" });
});

test("calls are counted per day, for 30 days", async ({ stack, owner }) => {
  const { key, secret } = await make(owner);
  const today = Math.floor(Date.now() / DAY_MS);
  const add = (day: number, calls: number) => stack.db.prepare("INSERT INTO api_key_usage (key_id, day, calls) VALUES (?1, ?2, ?3)").bind(key.id, day, calls);
  await stack.db.batch([add(today - 29, 7), add(today - 30, 9)]);
  await new Program(stack.url, secret).ok("GET", `/api/organizations/${owner.organizationId}`);
  const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const shown = async () => (await owner.client.ok<{ items: Key[] }>("GET", keys(owner))).items.find(({ id }) => id === key.id)?.callsPerDay ?? [];
  expect((await shown())[0]).toEqual({ day: dateOf(today - 29), calls: 7 });
  // an isolate writes its counts with the first call, and then with a call a minute later
  const counted = await stack.db.prepare("SELECT count(*) AS n FROM api_key_usage").first<number>("n");
  expect(counted).toBeGreaterThanOrEqual(2);
  await until("what the isolate counted", async () => {
    const written = (await shown()).some(({ day }) => day !== dateOf(today - 29));
    return written || (await stack.db.prepare("SELECT count(*) AS n FROM api_key WHERE last_used_at IS NOT NULL AND id = ?1").bind(key.id).first<number>("n")) === 1;
  });
});
