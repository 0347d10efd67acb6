// Proves that a request with an Idempotency-Key takes effect once, for one caller in one organization and with one body, that its
// response is given again only while the caller still has the right, and that nothing of it is lost or doubled by a failure.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import type { Answer, Client } from "../../support/client.ts";
import { dump } from "../../support/database.ts";
import { description } from "../../support/description.ts";
import { inParallel } from "../../support/parallel.ts";
import { grantAdmin, join, signInAgain, signUp, type Person } from "../../support/people.ts";
import { Program } from "../../support/program.ts";
import { UNKNOWN, pathOf } from "../../support/requests.ts";
import { integration, test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const lonely = integration({ withoutRunner: true });

interface Named {
  id: string;
  name: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const estates = ({ organizationId }: Person) => `/api/organizations/${organizationId}/estates`;
const send = (client: Client, path: string, key: string, body?: object) => client.call("POST", path, { ...(body === undefined ? {} : { body }), headers: { "idempotency-key": key } });
const isReplayed = ({ headers }: Answer) => headers.get("idempotency-replayed");
const code = ({ body }: Answer) => (body as { error?: { code: string } }).error?.code;

async function named(person: Person, name: string): Promise<number> {
  const { items } = await person.client.ok<{ items: Named[] }>("GET", `${estates(person)}?limit=100`);
  return items.filter((item) => item.name === name).length;
}

/** Makes all records of the stack's database older. */
const age = ({ db }: Stack, ms: number) => db.prepare("UPDATE idempotency_key SET created_at = created_at - ?1").bind(ms).run();

test("a request that is repeated takes effect once and has the same answer", async ({ owner }) => {
  const key = randomUUID();
  const first = await send(owner.client, estates(owner), key, { name: "Once" });
  expect([first.status, isReplayed(first)]).toEqual([201, null]);
  for (const again of [await send(owner.client, estates(owner), key, { name: "Once" }), await send(owner.client, estates(owner), key, { name: "Once" })]) {
    expect([again.status, isReplayed(again), again.text]).toEqual([201, "true", first.text]);
  }
  expect(await named(owner, "Once")).toBe(1);
  const other = await send(owner.client, estates(owner), randomUUID(), { name: "Once" });
  expect([other.status, await named(owner, "Once")]).toEqual([201, 2]);
});

test("an answer without a body is given again, and in another browser of the same person, too", async ({ stack, owner }) => {
  const guest = await signUp(stack);
  await join(stack, guest, owner.organizationId, "viewer");
  const path = `/api/organizations/${owner.organizationId}/leave`;
  const there = await signInAgain(stack, owner);
  const key = randomUUID();
  const made = await send(owner.client, estates(owner), key, { name: "Anywhere" });
  expect((await send(there.client, estates(owner), key, { name: "Anywhere" })).text).toBe(made.text);
  // who has left is no member any more: the rights are looked at before the answer is given again
  expect([(await send(guest.client, path, key)).status, (await send(guest.client, path, key)).status]).toEqual([204, 404]);
  const resumed = [await send(owner.client, `/api/estates/${owner.estateId}/activation/resume`, key), await send(owner.client, `/api/estates/${owner.estateId}/activation/resume`, key)];
  expect(new Set(resumed.map(({ status }) => status)).size).toBe(1);
});

test("fifty requests at once with one key create one", async ({ owner }) => {
  const key = randomUUID();
  const answers = await inParallel(Array.from({ length: 50 }), () => send(owner.client, estates(owner), key, { name: "Fifty" }), 50);
  expect(await named(owner, "Fifty")).toBe(1);
  const fresh = answers.filter((answer) => answer.status === 201 && isReplayed(answer) === null);
  expect(fresh.length).toBe(1);
  const id = (fresh[0]?.body as Named | undefined)?.id;
  for (const answer of answers) {
    if (answer.status === 201) expect((answer.body as Named).id).toBe(id);
    else expect([answer.status, code(answer), answer.headers.get("retry-after")]).toEqual([409, "REQUEST_IN_PROGRESS", "1"]);
  }
  const last = await send(owner.client, estates(owner), key, { name: "Fifty" });
  expect([last.status, (last.body as Named).id, isReplayed(last)]).toEqual([201, id, "true"]);
});

test("requests at once that would refuse each other all have the answer of the one that took effect", async ({ owner }) => {
  const [key, path] = [randomUUID(), `/api/organizations/${owner.organizationId}/invitation-lists`];
  const body = { list: "one@steward.example, two@steward.example", role: "member" };
  const answers = await inParallel(Array.from({ length: 8 }), () => send(owner.client, path, key, body), 8);
  const done = answers.filter(({ status }) => status === 200);
  expect(done.length).toBeGreaterThan(0);
  expect(new Set(done.map(({ text }) => text)).size).toBe(1);
  expect((done[0]?.body as { items: { outcome: string }[] }).items.map(({ outcome }) => outcome)).toEqual(["invited", "invited"]);
  expect(answers.filter(({ status }) => status !== 200).map((answer) => code(answer)).filter((name) => name !== "REQUEST_IN_PROGRESS")).toEqual([]);
});

test("another body or another path with the same key is refused", async ({ stack, owner }) => {
  const key = randomUUID();
  await send(owner.client, estates(owner), key, { name: "First" });
  const other = await send(owner.client, estates(owner), key, { name: "Second" });
  expect([other.status, code(other), (other.body as { error: { context: object } }).error.context]).toEqual([422, "IDEMPOTENCY_KEY_REUSED", { field: "Idempotency-Key" }]);
  expect(await named(owner, "Second")).toBe(0);
  // another operation has keys of its own
  const team = await send(owner.client, `/api/organizations/${owner.organizationId}/teams`, key, { name: "First" });
  expect([team.status, isReplayed(team)]).toEqual([201, null]);
  await grantAdmin(stack, owner);
  const [one, two] = [await signUp(stack), await signUp(stack)];
  const ban = (person: Person) => send(owner.client, `/api/admin/users/${person.userId}/ban`, key, { reason: "For a test" });
  expect([(await ban(one)).status, (await ban(one)).status, (await ban(two)).status]).toEqual([200, 200, 422]);
});

test("a key is one caller's in one organization", async ({ stack, owner }) => {
  const key = randomUUID();
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, owner, admin.organizationId, "admin");
  const first = await send(owner.client, estates(owner), key, { name: "Shared" });
  const others = [await send(admin.client, estates(owner), key, { name: "Shared" }), await send(owner.client, estates(admin), key, { name: "Shared" })];
  const { secret } = await owner.client.ok<{ secret: string }>("POST", `/api/organizations/${owner.organizationId}/keys`, { name: "Program", scopes: ["estate.create"] }, 201);
  others.push(await send(new Program(stack.url, secret), estates(owner), key, { name: "Shared" }));
  expect(others.map((answer) => [answer.status, isReplayed(answer)])).toEqual([[201, null], [201, null], [201, null]]);
  expect(new Set([first, ...others].map(({ body }) => (body as Named).id)).size).toBe(4);
});

test("the answer is refused to whom the right was taken, and withheld from whom has another role", async ({ stack, owner }) => {
  const admin = await signUp(stack);
  await join(stack, admin, owner.organizationId, "admin");
  const key = randomUUID();
  const again = () => send(admin.client, estates(owner), key, { name: "Rights" });
  const become = (role: string) => stack.db.prepare("UPDATE organization_user_membership SET role = ?3 WHERE user_id = ?1 AND organization_id = ?2").bind(admin.userId, owner.organizationId, role).run();
  expect((await again()).status).toBe(201);
  await become("viewer");
  expect((await again()).status).toBe(403);
  await become("owner");
  const other = await again();
  expect([other.status, code(other)]).toEqual([409, "RESPONSE_NOT_KEPT"]);
  await become("admin");
  expect(isReplayed(await again())).toBe("true");
  await stack.db.prepare("DELETE FROM organization_user_membership WHERE user_id = ?1 AND organization_id = ?2").bind(admin.userId, owner.organizationId).run();
  expect((await again()).status).toBe(404);
  expect(await named(owner, "Rights")).toBe(1);
});

test("a secret is returned again only after a confirmation, and is stored nowhere as it is", async ({ stack, owner }) => {
  const key = randomUUID();
  const path = `/api/organizations/${owner.organizationId}/keys`;
  const body = { name: "Robot", scopes: ["estate.view"] };
  const first = await send(owner.client, path, key, body);
  const { secret } = first.body as { secret: string };
  expect((await send(owner.client, path, key, body)).text).toBe(first.text);
  const stored = JSON.stringify(await dump(stack));
  expect(stored).toContain("idempotency_key");
  expect([secret.length > 20, stored.includes(secret), stored.includes(key)]).toEqual([true, false, false]);
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(owner.userId).run();
  const late = await send(owner.client, path, key, body);
  expect([late.status, code(late)]).toEqual([403, "STEP_UP_REQUIRED"]);
  expect(late.text).not.toContain(secret);
});

test("a refused request may be sent again with the same key", async ({ owner }) => {
  const key = randomUUID();
  const teams = `/api/organizations/${owner.organizationId}/teams`;
  expect((await send(owner.client, estates(owner), key, { name: "" })).status).toBe(400);
  expect((await send(owner.client, estates(owner), key, { name: "Right" })).status).toBe(201);
  const { id } = await owner.client.ok<Named>("POST", teams, { name: "Taken" }, 201);
  expect((await send(owner.client, teams, key, { name: "Taken" })).status).toBe(409);
  await owner.client.ok("DELETE", `${teams}/${id}`, undefined, 204);
  expect((await send(owner.client, teams, key, { name: "Taken" })).status).toBe(201);
});

test("every operation with a caller that a POST starts refuses a key that is no key", async ({ stack, owner }) => {
  await grantAdmin(stack, owner);
  const ids = { ...UNKNOWN, organizationId: owner.organizationId, estateId: owner.estateId };
  const posts = description.operations.filter(({ method }) => method === "POST");
  const covered = posts.filter(({ parameters }) => parameters.some(({ name, in: place }) => place === "header" && name === "Idempotency-Key"));
  // all others answer callers without a session, or a provider with a protocol of its own: there is nobody whose the key would be
  const others = posts.filter((operation) => !covered.includes(operation));
  expect(others.filter(({ audience }) => !["anyone", "browser", "provisioner"].includes(audience ?? "")).map(({ id }) => id)).toEqual([]);
  expect(covered.length).toBeGreaterThan(50);
  const wrong = ["", "x".repeat(256), "two words", "one, two", "ä"];
  await inParallel(covered, async (operation) => {
    for (const key of wrong.slice(0, 2)) {
      const refused = await owner.client.refused("POST", pathOf(operation, ids), { body: {}, headers: { "idempotency-key": key || " " } });
      expect(refused, operation.id).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "Idempotency-Key" });
    }
  });
  for (const key of wrong.slice(2)) {
    const answer = await owner.client.refused("POST", estates(owner), { body: { name: "x" }, headers: { "idempotency-key": key } });
    expect(answer, key).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "Idempotency-Key" });
  }
  expect((await send(owner.client, estates(owner), "x".repeat(255), { name: "Longest" })).status).toBe(201);
});

test("the header costs two round trips, and a request without it nothing", async ({ stack, owner }) => {
  const without = await owner.client.call("POST", estates(owner), { body: { name: "Without" } });
  const key = randomUUID();
  const [first, again] = [await send(owner.client, estates(owner), key, { name: "With" }), await send(owner.client, estates(owner), key, { name: "With" })];
  const trips = await Promise.all([without, first, again].map(async (answer) => (await logged(stack, answer)).d1_round_trips));
  expect(trips).toEqual([2, 4, 2]);
});

lonely("a request that was interrupted after its change is not repeated, and after a day the key is free", async ({ stack, owner }) => {
  const key = randomUUID();
  const again = () => send(owner.client, estates(owner), key, { name: "Interrupted" });
  // the isolate ends between the change and the second write
  await stack.db.prepare("CREATE TRIGGER interruption BEFORE UPDATE OF content_sealed ON idempotency_key BEGIN SELECT RAISE(ABORT, 'interrupted'); END").run();
  expect((await again()).status).toBe(201);
  await stack.db.prepare("DROP TRIGGER interruption").run();
  const running = await again();
  expect([running.status, code(running), running.headers.get("retry-after")]).toEqual([409, "REQUEST_IN_PROGRESS", "1"]);
  await age(stack, MINUTE_MS);
  const lost = await again();
  expect([lost.status, code(lost), await named(owner, "Interrupted")]).toEqual([409, "RESPONSE_NOT_KEPT", 1]);
  await age(stack, DAY_MS);
  expect([(await again()).status, await named(owner, "Interrupted")]).toEqual([201, 2]);
});

lonely("a change that fails leaves no record, and the next attempt takes effect", async ({ stack, owner }) => {
  const key = randomUUID();
  const again = () => send(owner.client, estates(owner), key, { name: "Failed" });
  const before = (await dump(stack))["idempotency_key"];
  await stack.db.prepare("CREATE TRIGGER failure BEFORE INSERT ON estate BEGIN SELECT RAISE(ABORT, 'the disk is full'); END").run();
  expect((await again()).status).toBe(500);
  await stack.db.prepare("DROP TRIGGER failure").run();
  expect((await dump(stack))["idempotency_key"]).toEqual(before);
  expect([(await again()).status, await named(owner, "Failed")]).toEqual([201, 1]);
});

lonely("the job deletes records that are older than a day", async ({ stack, owner }) => {
  const [old, young] = [randomUUID(), randomUUID()];
  await send(owner.client, estates(owner), old, { name: "Old" });
  await age(stack, DAY_MS + 1000);
  await send(owner.client, estates(owner), young, { name: "Young" });
  await stack.db.prepare("DELETE FROM job").run();
  await stack.scheduled();
  expect((await dump(stack))["idempotency_key"]?.length).toBe(1);
  expect(isReplayed(await send(owner.client, estates(owner), young, { name: "Young" }))).toBe("true");
});
