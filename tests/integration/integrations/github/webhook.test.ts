// Proves that each delivery is recorded once with the builds that it starts, that only a push to a connected branch starts builds, and
// that a request that GitHub did not send writes nothing.
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { expect } from "vitest";
import { installApp } from "../../../stack/development/seed.ts";
import type { Stack } from "../../../stack/index.ts";
import { builds, configuration, connect, ended, type Build } from "../../support/builds.ts";
import type { ErrorBody } from "../../support/client.ts";
import { deliver, lastPush, sign, type Taken } from "../../support/deliveries.ts";
import { signUp, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";
import { logged } from "../../support/worker_log.ts";

const FORM = { headers: { "content-type": "application/x-www-form-urlencoded" } };
const CONFIGURATION = configuration({ version: 1 });
/** GitHub's longest payload. */
const LIMIT = 25 * 1024 * 1024;
/** How long a body may take. */
const DEADLINE_MS = 10_000;

function recorded({ db }: Stack, deliveryId: string): Promise<{ event: string; outcome: string; build_ids: string }[]> {
  const statement = "SELECT event, outcome, build_ids FROM webhook_delivery WHERE provider = 'github' AND delivery_id = ?1";
  return db.prepare(statement).bind(deliveryId).all<{ event: string; outcome: string; build_ids: string }>().then(({ results }) => results);
}

function rowsOf({ db }: Stack, { estateId }: Person): Promise<unknown> {
  return db
    .prepare("SELECT (SELECT count(*) FROM webhook_delivery) AS deliveries, (SELECT count(*) FROM build WHERE estate_id = ?1) AS builds, (SELECT count(*) FROM outbox_event WHERE estate_id = ?1) AS events")
    .bind(estateId)
    .first();
}

/** A connected repository whose first build has ended, and the payload of a further push to it. */
async function connected(stack: Stack, owner: Person) {
  const { repository, fullName, build } = await connect(stack, owner, CONFIGURATION);
  await ended(owner, build.id);
  const { sha, deliveries } = await stack.github.commit(fullName, { branch: "aside", files: configuration({ version: 2 }), message: "Aside" });
  await deliveries;
  await stack.github.moveBranch(fullName, "main", sha);
  const aside = lastPush(stack, repository.id);
  return { repository, fullName, build, payload: { ...aside, ref: "refs/heads/main" } };
}

test("a missing or invalid signature is refused, and nothing is written", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const body = JSON.stringify(payload);
  const right = sign(stack.secrets.githubWebhook, body);
  const before = await rowsOf(stack, owner);
  for (const signature of [null, "", right.slice(7), right.replace("sha256", "sha1"), right.slice(0, -1), `${right}0`, right.toUpperCase(), sign("another secret", body), sign(stack.secrets.githubWebhook, `${body} `)]) {
    const { status, body: answer } = await deliver(stack, "push", body, { signature });
    expect([status, (answer as ErrorBody).error.code], String(signature)).toEqual([401, "INVALID_SIGNATURE"]);
  }
  expect(await rowsOf(stack, owner)).toEqual(before);
});

test("missing or invalid headers and bodies are refused by name, and nothing is written", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const before = await rowsOf(stack, owner);
  const cases: [string, Promise<{ status: number; body: unknown }>, string, string | undefined][] = [
    ["no event", deliver(stack, "push", payload, { headers: { "x-github-event": null } }), "VALIDATION_ERROR", "X-GitHub-Event"],
    ["no id", deliver(stack, "push", payload, { headers: { "x-github-delivery": null } }), "VALIDATION_ERROR", "X-GitHub-Delivery"],
    ["long id", deliver(stack, "push", payload, { id: "a".repeat(101) }), "VALIDATION_ERROR", "X-GitHub-Delivery"],
    ["not JSON", deliver(stack, "push", "payload=%7B%7D"), "MALFORMED_JSON", undefined],
    ["a form without a payload", deliver(stack, "push", "a=%7B%7D", FORM), "MALFORMED_JSON", undefined],
    ["a form with other text", deliver(stack, "push", "payload=%7B", FORM), "MALFORMED_JSON", undefined],
    ["empty", deliver(stack, "push", ""), "MALFORMED_JSON", undefined],
    ["cut off", deliver(stack, "push", JSON.stringify(payload).slice(0, -1)), "MALFORMED_JSON", undefined],
    ["a list", deliver(stack, "push", "[]"), "MALFORMED_JSON", undefined],
    ["half a character", deliver(stack, "push", JSON.stringify({ ...payload, after: "\ud800" })), "MALFORMED_JSON", undefined],
    ["no ref", deliver(stack, "push", { ...payload, ref: undefined }), "VALIDATION_ERROR", "ref"],
    ["ref is a number", deliver(stack, "push", { ...payload, ref: 7 }), "VALIDATION_ERROR", "ref"],
    ["no repository", deliver(stack, "push", { ...payload, repository: undefined }), "VALIDATION_ERROR", "repository"],
    ["repository is a list", deliver(stack, "push", { ...payload, repository: [7] }), "VALIDATION_ERROR", "repository"],
    ["repository has no id", deliver(stack, "push", { ...payload, repository: { name: "a" } }), "VALIDATION_ERROR", "repository.id"],
    ["commit is a text", deliver(stack, "push", { ...payload, head_commit: "main" }), "VALIDATION_ERROR", "head_commit"],
    ["strange hash", deliver(stack, "push", { ...payload, head_commit: { id: "main", message: "" } }), "VALIDATION_ERROR", "head_commit.id"],
  ];
  for (const [name, answer, code, field] of cases) {
    const { status, body } = await answer;
    const { error } = body as ErrorBody;
    expect([status, error.code, error.context.field], name).toEqual([400, code, field]);
  }
  expect(await rowsOf(stack, owner)).toEqual(before);
});

/** Sends a body without its end, and resolves with the answer, which comes early when the body is refused. */
function answerBeforeEnd({ url, secrets }: Stack, body: string, others: Record<string, string>): Promise<{ status: number; text: string }> {
  const signature = sign(secrets.githubWebhook, body);
  const headers = { "x-github-event": "push", "x-github-delivery": randomUUID(), "x-hub-signature-256": signature, ...others };
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/api/integrations/github/webhook`, { method: "POST", headers }, (response) => {
      response.setEncoding("utf8");
      let text = "";
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        sending.destroy();
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    sending.on("error", reject);
    sending.write(body);
  });
}

test("a body over 25 MiB is refused, whether its length is declared or not", async ({ stack }) => {
  const declared = await answerBeforeEnd(stack, '{"ref":', { "content-length": String(LIMIT + 1) });
  const counted = await answerBeforeEnd(stack, `{"ref":"${"a".repeat(LIMIT)}`, { "transfer-encoding": "chunked" });
  for (const { status, text } of [declared, counted]) {
    expect([status, (JSON.parse(text) as ErrorBody).error]).toMatchObject([413, { code: "PAYLOAD_TOO_LARGE", context: { limitBytes: LIMIT } }]);
  }
});

test("the body of other events is bounded by what they may hold", async ({ stack }) => {
  for (const [event, limit] of [["installation", 4 * 1024 * 1024], ["installation_repositories", 4 * 1024 * 1024], ["ping", 64 * 1024]] as const) {
    const declared = await answerBeforeEnd(stack, "{", { "x-github-event": event, "content-length": String(limit + 1) });
    const counted = await answerBeforeEnd(stack, `{"a":"${"a".repeat(limit)}`, { "x-github-event": event, "transfer-encoding": "chunked" });
    for (const { status, text } of [declared, counted]) {
      expect([status, (JSON.parse(text) as ErrorBody).error], event).toMatchObject([413, { code: "PAYLOAD_TOO_LARGE", context: { limitBytes: limit } }]);
    }
    const fitting = `{"a":"${"a".repeat(limit - 8)}"}`;
    expect((await deliver(stack, event, fitting)).body).toMatchObject({ ignored: "event" });
  }
});

test("a body whose signature is missing or malformed is not waited for", async ({ stack }) => {
  for (const signature of ["", "sha256=", "sha1=00", "00".repeat(32), `sha256=${"0".repeat(63)}`, `sha256=${"0".repeat(66)}`, `sha256=${"g".repeat(64)}`]) {
    for (const event of ["push", "issues"]) {
      const { status, text } = await answerBeforeEnd(stack, "{", { "x-github-event": event, "x-hub-signature-256": signature, "transfer-encoding": "chunked" });
      expect([status, (JSON.parse(text) as ErrorBody).error.code], signature).toEqual([401, "INVALID_SIGNATURE"]);
    }
  }
});

test("a sender who dawdles is refused after ten seconds, and nothing is written", async ({ stack, owner }) => {
  const before = await rowsOf(stack, owner);
  const started = Date.now();
  const { status, text } = await answerBeforeEnd(stack, '{"ref":', { "transfer-encoding": "chunked" });
  const elapsed = Date.now() - started;
  expect([status, (JSON.parse(text) as ErrorBody).error.code]).toEqual([408, "REQUEST_TIMEOUT"]);
  expect(elapsed).toBeGreaterThanOrEqual(DEADLINE_MS - 50);
  expect(elapsed).toBeLessThan(2 * DEADLINE_MS);
  expect(await rowsOf(stack, owner)).toEqual(before);
});

test("an event that is not handled is judged by its headers: the body is not waited for, and nothing is written", async ({ stack, owner }) => {
  const before = await rowsOf(stack, owner);
  const id = randomUUID();
  const { status, text } = await answerBeforeEnd(stack, "{", { "x-github-event": "issues", "x-github-delivery": id, "content-length": String(LIMIT + 1) });
  expect([status, JSON.parse(text)]).toEqual([202, { deliveryId: id, duplicate: false, builds: [], ignored: "event" }]);
  const issue = { action: "opened", issue: {} };
  expect((await deliver(stack, "issues", issue, { id })).body).toMatchObject({ duplicate: false, ignored: "event" });
  expect(await recorded(stack, id)).toEqual([]);
  expect(await rowsOf(stack, owner)).toEqual(before);
});

test("a payload that comes in many pieces has the signature of the whole", async ({ stack }) => {
  const { url, secrets } = stack;
  const body = JSON.stringify({ zen: "ä€😀".repeat(3_000) });
  const bytes = Buffer.from(body);
  const sent = (signature: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { "x-github-event": "ping", "x-github-delivery": randomUUID(), "x-hub-signature-256": signature, "transfer-encoding": "chunked" };
      const sending = request(`${url}/api/integrations/github/webhook`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sending.on("error", reject);
      for (let start = 0; start < bytes.length; start += 7) sending.write(bytes.subarray(start, start + 7));
      sending.end();
    });
  expect(await sent(sign(secrets.githubWebhook, body))).toBe(202);
  expect(await sent(sign(secrets.githubWebhook, body.replace("😀", "😁")))).toBe(401);
});

test("a repeated delivery gets the same answer and one build, with one read and one batch", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const id = randomUUID();
  const together = await Promise.all([1, 2, 3, 4].map(() => deliver(stack, "push", payload, { id })));
  const later = await deliver(stack, "push", payload, { id });
  const answers = [...together, later].map(({ status, body }) => {
    expect(status).toBe(202);
    return body as Taken;
  });
  expect(answers.filter(({ duplicate }) => !duplicate).length).toBe(1);
  const [buildIds, ...others] = answers.map(({ builds }) => builds);
  expect(buildIds?.length).toBe(1);
  expect(others.every((other) => other[0] === buildIds?.[0] && other.length === 1)).toBe(true);
  expect(answers.every(({ deliveryId, ignored }) => deliveryId === id && ignored === null)).toBe(true);
  expect(await recorded(stack, id)).toEqual([{ event: "push", outcome: "accepted", build_ids: JSON.stringify(buildIds) }]);
  expect((await builds(owner)).map(({ number }) => number)).toEqual([2, 1]);

  const first = together.find(({ body }) => !(body as Taken).duplicate) ?? later;
  expect((await logged(stack, first)).d1_round_trips).toBe(2);
  expect(await logged(stack, later)).toMatchObject({ d1_statements: 1, d1_round_trips: 1 });
});

test("the build of a push names the commit, and is written with its event and audit event", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const id = randomUUID();
  const { body } = await deliver(stack, "push", payload, { id });
  const [buildId] = (body as Taken).builds;
  const built = (await builds(owner)).find((candidate) => candidate.id === buildId) as Build;
  expect(built).toMatchObject({ branch: "main", commitHash: payload["after" as never], commitMessage: "Aside", trigger: { kind: "push", user: null, sender: "demo-owner" } });
  const row = await stack.db.prepare("SELECT webhook_delivery_id, repository_id, trigger_sender FROM build WHERE id = ?1").bind(buildId).first();
  expect(row).toMatchObject({ webhook_delivery_id: id, trigger_sender: "demo-owner" });
  const event = await stack.db.prepare("SELECT id, name, organization_id, estate_id FROM outbox_event WHERE json_extract(payload, '$.buildId') = ?1 AND name = 'estate:build:created'").bind(buildId).first<{ id: string }>();
  expect(event).toMatchObject({ organization_id: owner.organizationId, estate_id: owner.estateId });
  const consumers = await stack.db.prepare("SELECT consumer FROM outbox_delivery WHERE event_id = ?1 ORDER BY consumer").bind(event?.id).all();
  expect(consumers.results).toEqual([{ consumer: "broadcast" }, { consumer: "startBuild" }]);
  const audit = await stack.db.prepare("SELECT actor_type, actor_id, action, estate_id FROM audit_log WHERE resource_id = ?1").bind(buildId).all();
  expect(audit.results).toEqual([{ actor_type: "webhook", actor_id: `github:${id}`, action: "estate.triggerRebuild", estate_id: owner.estateId }]);
});

test("other events are acknowledged and recorded, and build nothing", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const before = await builds(owner);
  const zeros = "0".repeat(40);
  const elsewhere = { ...(payload as { repository?: object }).repository, id: 1 };
  const cases: [string, object, string][] = [
    ["ping", { zen: "Keep it logically awesome.", hook_id: 1 }, "event"],
    ["installation", { action: "new_permissions_accepted", installation: { id: 1 } }, "event"],
    ["installation", { action: "suspend" }, "event"],
    ["push", { ...payload, ref: "refs/tags/v1" }, "tag"],
    ["push", { ...payload, after: zeros, deleted: true, head_commit: null }, "deleted"],
    ["push", { ...payload, ref: "refs/heads/aside" }, "branch"],
    ["push", { ...payload, ref: "refs/heads/-x" }, "branch"],
    ["push", { ...payload, ref: "refs/notes/commits" }, "reference"],
    ["push", { ...payload, ref: "refs/pull/1/head" }, "reference"],
    ["push", { ...payload, repository: elsewhere }, "no_repository"],
  ];
  for (const [event, body, outcome] of cases) {
    const id = randomUUID();
    const answer = await deliver(stack, event, body, { id });
    expect([answer.status, answer.body]).toEqual([202, { deliveryId: id, duplicate: false, builds: [], ignored: outcome }]);
    expect(await recorded(stack, id)).toEqual([{ event, outcome, build_ids: "[]" }]);
    const again = await deliver(stack, event, body, { id });
    expect(again.body).toEqual({ deliveryId: id, duplicate: true, builds: [], ignored: outcome });
    expect((await logged(stack, answer)).d1_round_trips).toBeLessThanOrEqual(2);
  }
  expect(await builds(owner)).toEqual(before);
});

test("a delivery may be a form, with the payload in a field", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const form = new URLSearchParams({ payload: JSON.stringify({ ...payload, "ä&=+%": "ü" }) }).toString();
  const { status, body } = await deliver(stack, "push", form, FORM);
  expect([status, (body as Taken).builds.length]).toEqual([202, 1]);
  const refused = await deliver(stack, "push", form, { ...FORM, signature: sign(stack.secrets.githubWebhook, decodeURIComponent(form)) });
  expect(refused.status).toBe(401);
});

test("one id of two events or of two webhooks means different deliveries", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  const id = randomUUID();
  const ping = await deliver(stack, "ping", { zen: "Design for failure.", hook_id: 1 }, { id });
  expect(ping.body).toMatchObject({ duplicate: false, ignored: "event" });
  const ids = [];
  for (const hook of ["1", "2"]) {
    const first = (await deliver(stack, "push", payload, { id, headers: { "x-github-hook-id": hook } })).body as Taken;
    expect(first).toMatchObject({ duplicate: false, ignored: null });
    expect((await deliver(stack, "push", payload, { id, headers: { "x-github-hook-id": hook } })).body).toMatchObject({ duplicate: true, builds: first.builds });
    ids.push(...first.builds);
  }
  expect(new Set(ids).size).toBe(2);
  const { status, body } = await deliver(stack, "push", payload, { headers: { "x-github-hook-id": "1 2" } });
  expect([status, (body as ErrorBody).error.context.field]).toEqual([400, "X-GitHub-Hook-ID"]);
});

test("a delivery that had no effect is judged anew when it is repeated, once", async ({ stack, owner }) => {
  const { payload } = await connected(stack, owner);
  await stack.db.prepare("UPDATE config_source SET branch = 'release' WHERE estate_id = ?1").bind(owner.estateId).run();
  const id = randomUUID();
  expect((await deliver(stack, "push", payload, { id })).body).toMatchObject({ duplicate: false, ignored: "branch", builds: [] });
  expect((await deliver(stack, "push", payload, { id })).body).toMatchObject({ duplicate: true, ignored: "branch", builds: [] });
  await stack.db.prepare("UPDATE config_source SET branch = 'main' WHERE estate_id = ?1").bind(owner.estateId).run();
  const together = await Promise.all([1, 2, 3].map(() => deliver(stack, "push", payload, { id })));
  const answers = together.map(({ body }) => body as Taken);
  expect(answers.filter(({ duplicate }) => !duplicate).length).toBe(1);
  expect(new Set(answers.flatMap(({ builds: started }) => started)).size).toBe(1);
  expect(await recorded(stack, id)).toEqual([{ event: "push", outcome: "accepted", build_ids: JSON.stringify(answers[0]?.builds) }]);
});

test("pushed tags, deleted branches and other branches build nothing", async ({ stack, owner }) => {
  const { fullName, build } = await connected(stack, owner);
  const { github } = stack;
  const outcomes: unknown[] = [];
  for (const [reference, sha] of [["refs/tags/v1", build.commitHash], ["refs/heads/other", build.commitHash], ["refs/heads/other", null]] as const) {
    const { deliveries } = await github.updateReference(fullName, reference, sha);
    outcomes.push(...(await deliveries).map(({ response }) => (JSON.parse(response.body) as Taken).ignored));
  }
  expect(outcomes).toEqual(["tag", "branch", "deleted"]);
  expect((await builds(owner)).length).toBe(1);
});

test("a push to a repository of two tenants' estates builds both", async ({ stack, owner }) => {
  const { repository, payload } = await connected(stack, owner);
  const other = await signUp(stack);
  await installApp(other.estateId, other.client, repository.owner);
  await other.client.ok("PUT", `/api/estates/${other.estateId}/repository`, { repositoryId: repository.id });
  const answer = await deliver(stack, "push", payload);
  const { builds: started } = answer.body as Taken;
  expect(started.length).toBe(2);
  const mine = (await builds(owner))[0];
  const theirs = (await builds(other))[0];
  expect([mine?.id, theirs?.id].sort()).toEqual([...started].sort());
  expect([mine?.number, theirs?.number]).toEqual([2, 2]);
  expect((await ended(other, theirs?.id ?? "")).status).toBe("complete");
  expect((await ended(owner, mine?.id ?? "")).status).toBe("complete");
  expect((await logged(stack, answer)).d1_round_trips).toBe(2);
});
