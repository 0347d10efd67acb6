// Proves that an organization's audit events reach its receiver signed, in order and at least once, that a broken receiver
// stops no other stream, and that no stream reaches a private network.
import { afterAll, afterEach, expect } from "vitest";
import { startSiem } from "../../../providers/siem/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { newId } from "../../support/ids.ts";
import { join, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";

const siem = await startSiem();
const other = await startSiem();
const test = integration({ withoutRunner: true, bindings: { PRIVATE_HOSTS: `${siem.host}, ${other.host}` } });

afterEach(() => {
  for (const receiver of [siem, other]) receiver.recover();
});
afterAll(() => Promise.all([siem.close(), other.close()]));

interface AuditStream {
  url: string;
  pausedAt: string | null;
  deliveredSequence: number;
  latestSequence: number;
  failures: number;
  lastError: string | null;
}

const pathOf = ({ organizationId }: Person) => `/api/organizations/${organizationId}/audit/stream`;
const streamOf = async (person: Person) => (await person.client.ok<{ stream: AuditStream | null }>("GET", pathOf(person))).stream;
const makeEstate = ({ client, organizationId }: Person, name: string) => client.ok("POST", `/api/organizations/${organizationId}/estates`, { name }, 201);

/** Resolves when every audit event has its number. */
async function closed({ db }: Stack): Promise<void> {
  await until("the chains to be closed", async () => (await db.prepare("SELECT count(*) AS count FROM audit_log WHERE sequence IS NULL").first<number>("count")) === 0);
}

/** Creates a stream to the receiver, which gets the secret. It starts with its own creation. */
async function connect(stack: Stack, person: Person, receiver = siem): Promise<string> {
  await closed(stack);
  const { secret } = await person.client.ok<{ secret: string }>("POST", pathOf(person), { url: receiver.url }, 201);
  receiver.trust(person.organizationId, secret);
  return secret;
}

/** Chains what is pending, lets the pause after a failure end, and runs the jobs. */
async function run(stack: Stack): Promise<void> {
  await closed(stack);
  await stack.db.prepare("UPDATE audit_stream SET next_attempt_at = 0").run();
  await stack.scheduled();
}

/** The organization's events from a number on, as its audit log has them, oldest first. */
async function logged({ client, organizationId }: Person, from: number): Promise<{ id: string; sequence: number }[]> {
  const { items } = await client.ok<{ items: { id: string; sequence: number }[] }>("GET", `/api/organizations/${organizationId}/audit?limit=100`);
  return items.filter(({ sequence }) => sequence >= from).reverse();
}

const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);

test("new events are delivered signed, once each, in the order of the chain", async ({ stack, owner }) => {
  await makeEstate(owner, "Before the stream");
  await connect(stack, owner);
  await Promise.all(Array.from({ length: 12 }, (_, index) => makeEstate(owner, `Estate ${index}`)));
  await run(stack);
  const first = siem.eventsOf(owner.organizationId);
  expect(first[0]).toMatchObject({ action: "auditStream.create" });
  expect(ids(first)).toEqual(ids(await logged(owner, first[0]?.sequence ?? 0)));
  expect(first).toHaveLength(13);
  expect(await streamOf(owner)).toMatchObject({ deliveredSequence: first.at(-1)?.sequence, latestSequence: first.at(-1)?.sequence, failures: 0, lastError: null, pausedAt: null });
  const messages = siem.messageIds.length;
  await run(stack);
  expect(siem.messageIds.length, "nothing is sent twice without a reason").toBe(messages);
  expect(siem.refusals).toEqual([]);
});

test("many events go in several messages", async ({ stack, owner }) => {
  await connect(stack, owner);
  const filler = stack.db.prepare("INSERT INTO audit_log (id, organization_id, actor_type, action, resource_type, created_at) VALUES (?1, ?2, 'system', 'filler', 'nothing', 1)");
  await stack.db.batch(Array.from({ length: 250 }, () => filler.bind(newId("aud"), owner.organizationId)));
  const messages = siem.messageIds.length;
  await stack.scheduled();
  await run(stack);
  expect(siem.eventsOf(owner.organizationId)).toHaveLength(251);
  expect(siem.messageIds.length - messages).toBeGreaterThanOrEqual(3);
  expect(siem.refusals).toEqual([]);
});

test("a failed delivery is repeated with a growing pause, and stops no other stream", async ({ stack, owner }) => {
  const neighbour = await signUp(stack);
  await connect(stack, owner, other);
  await connect(stack, neighbour);
  other.fail(owner.organizationId, 500, 1);
  other.fail(owner.organizationId, 502, 1, "after");
  await run(stack);
  expect(siem.eventsOf(neighbour.organizationId)).toHaveLength(1);
  expect(other.eventsOf(owner.organizationId)).toHaveLength(0);
  expect(await streamOf(owner)).toMatchObject({ failures: 1, lastError: "The receiver answered 500.", deliveredSequence: expect.any(Number), pausedAt: null });
  const pause = async () => ((await stack.db.prepare("SELECT next_attempt_at FROM audit_stream WHERE organization_id = ?1").bind(owner.organizationId).first<number>("next_attempt_at")) ?? 0) - Date.now();
  const firstPause = await pause();
  expect(firstPause).toBeGreaterThan(30_000);
  await stack.scheduled();
  expect((await streamOf(owner))?.failures, "the pause is kept").toBe(1);

  await makeEstate(owner, "While it fails");
  await run(stack);
  expect(other.eventsOf(owner.organizationId), "stored, but the answer was lost").toHaveLength(2);
  expect(await streamOf(owner)).toMatchObject({ failures: 2, lastError: "The receiver answered 502." });
  expect(await pause()).toBeGreaterThan(firstPause * 1.5);
  await run(stack);
  expect(ids(other.eventsOf(owner.organizationId))).toEqual(ids(await logged(owner, other.eventsOf(owner.organizationId)[0]?.sequence ?? 0)));
  expect(await streamOf(owner)).toMatchObject({ failures: 0, lastError: null });
  expect(other.refusals).toEqual([]);
});

test("after persistent failures a stream is paused, and resumes where it stopped", async ({ stack, owner }) => {
  await connect(stack, owner, other);
  await stack.db.prepare("UPDATE audit_stream SET failures = 13 WHERE organization_id = ?1").bind(owner.organizationId).run();
  other.fail(owner.organizationId, 500, 1);
  await run(stack);
  expect(await streamOf(owner)).toMatchObject({ failures: 14, lastError: "The receiver answered 500.", pausedAt: expect.any(String) });
  await makeEstate(owner, "While it is paused");
  await run(stack);
  expect(other.eventsOf(owner.organizationId)).toHaveLength(0);
  expect(await owner.client.ok("PATCH", pathOf(owner), { paused: false })).toMatchObject({ failures: 0, pausedAt: null, lastError: null });
  await run(stack);
  expect(other.eventsOf(owner.organizationId).map(({ action }) => action)).toEqual(["auditStream.create", "auditStream.pause", "estate.create", "auditStream.update"]);

  other.fail(owner.organizationId, 410, 1);
  await makeEstate(owner, "For nobody");
  await run(stack);
  expect(await streamOf(owner), "gone is final").toMatchObject({ failures: 1, pausedAt: expect.any(String) });
});

test("a test delivery says whether it arrived, and needs no events", async ({ stack, owner }) => {
  await connect(stack, owner);
  expect(await owner.client.ok("POST", `${pathOf(owner)}/test`)).toEqual({ error: null });
  expect(siem.tests).toContain(owner.organizationId);
  siem.fail(owner.organizationId, 403, 1);
  expect(await owner.client.ok("POST", `${pathOf(owner)}/test`)).toEqual({ error: "The receiver answered 403." });
  siem.trust(owner.organizationId, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  expect(await owner.client.ok("POST", `${pathOf(owner)}/test`), "another secret").toEqual({ error: "The receiver answered 401." });
  expect(siem.refusals.at(-1)).toBe("No matching signature found");
  await owner.client.ok("DELETE", pathOf(owner), undefined, 204);
});

test("private networks, plain HTTP and credentials in the URL are refused, also where a stored URL became private", async ({ stack, owner }) => {
  const refused = ["http://siem.example/events", "https://localhost/events", "https://127.0.0.1:8443/", "https://10.0.0.7/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[fd00::1]/", "https://0x7f000001/", "https://db.internal/", "https://user:password@siem.example/", "file:///etc/passwd", "siem.example"];
  for (const url of refused) expect(await owner.client.refused("POST", pathOf(owner), { body: { url } }), url).toMatchObject({ status: 400, field: "url" });
  expect(await streamOf(owner)).toBe(null);
  await connect(stack, owner);
  for (const url of refused) expect(await owner.client.refused("PATCH", pathOf(owner), { body: { url } }), url).toMatchObject({ status: 400, field: "url" });
  await stack.db.prepare("UPDATE audit_stream SET url = 'https://192.168.1.1/' WHERE organization_id = ?1").bind(owner.organizationId).run();
  await run(stack);
  expect(await streamOf(owner)).toMatchObject({ failures: 1, lastError: "Use the URL of a public host." });
  await owner.client.ok("DELETE", pathOf(owner), undefined, 204);
});

test("the secret is shown once and stored sealed, and no event or log line has it or the URL's path", async ({ stack, owner }) => {
  const secret = await connect(stack, owner);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await owner.client.ok("PATCH", pathOf(owner), { paused: true });
  const { text } = await owner.client.call("GET", pathOf(owner));
  const row = await stack.db.prepare("SELECT * FROM audit_stream WHERE organization_id = ?1").bind(owner.organizationId).first();
  const { results } = await stack.db.prepare("SELECT detail FROM audit_log WHERE organization_id = ?1 AND resource_type = 'audit_stream'").bind(owner.organizationId).all();
  for (const shown of [text, JSON.stringify(row), JSON.stringify(results)]) expect(shown).not.toContain(secret.slice("whsec_".length));
  expect(JSON.stringify(results)).not.toContain("/events");
  expect(results).toHaveLength(2);
  expect(await owner.client.refused("POST", pathOf(owner), { body: { url: siem.url } })).toMatchObject({ status: 409 });
  await owner.client.ok("DELETE", pathOf(owner), undefined, 204);
  expect(await streamOf(owner)).toBe(null);
  expect(await owner.client.refused("DELETE", pathOf(owner))).toMatchObject({ status: 409 });
});

test("owners and admins need a recent confirmation; members and strangers see nothing", async ({ stack, owner }) => {
  const [admin, member, stranger] = [await signUp(stack), await signUp(stack), await signUp(stack)];
  await join(stack, admin, owner.organizationId, "admin");
  await join(stack, member, owner.organizationId, "member");
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(admin.userId).run();
  expect(await admin.client.refused("POST", pathOf(owner), { body: { url: siem.url } })).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
  expect(await admin.client.ok("GET", pathOf(owner))).toEqual({ stream: null });
  expect(await member.client.refused("GET", pathOf(owner))).toMatchObject({ status: 403 });
  expect(await stranger.client.refused("GET", pathOf(owner))).toMatchObject({ status: 404 });
});
