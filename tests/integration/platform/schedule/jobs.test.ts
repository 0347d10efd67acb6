// Proves that a tick of the cron runs every job that is due and keeps its result, and that a job does not run while its lock is held.
import type { Queue } from "@cloudflare/workers-types";
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { integration } from "../../support/test.ts";

const test = integration({ withoutRunner: true });

interface JobRow {
  name: string;
  next_run_at: number;
  last_started_at: number;
  last_finished_at: number | null;
  last_error: string | null;
}

async function jobs({ db }: Stack): Promise<Map<string, JobRow>> {
  const { results } = await db.prepare("SELECT name, next_run_at, last_started_at, last_finished_at, last_error FROM job").all<JobRow>();
  return new Map(results.map((row) => [row.name, row]));
}

async function job(stack: Stack, name: string): Promise<JobRow> {
  const found = (await jobs(stack)).get(name);
  if (found === undefined) throw new Error(`there is no job ${name}`);
  return found;
}

/** The lock of a job, as another run of it would hold it. */
async function lock({ miniflare }: Stack, name: string) {
  const namespace = await miniflare.getDurableObjectNamespace("ADVISORY_LOCKER");
  const key = `job:${name}`;
  const call = async <Answer>(command: string, message: unknown): Promise<Answer> => {
    const headers = { "x-steward-object-name": key };
    const answer = await namespace.get(namespace.idFromName(key)).fetch(`https://object/${command}`, { method: "POST", headers, body: JSON.stringify(message) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Answer;
  };
  return {
    acquire: () => call<{ acquired: boolean; token: number }>("try_acquire", { owner: "another run", ttlMs: 60_000, attempt: crypto.randomUUID() }),
    release: (token: number) => call<{ released: boolean }>("release", { token }),
  };
}

test("a tick runs the jobs that are due, and a job with a period waits for it", async ({ stack }) => {
  await stack.scheduled();
  const first = await jobs(stack);
  expect([...first.keys()].sort()).toEqual(["apiClients.deleteExpired", "apiClients.deleteOldUsage", "audit.anchor", "audit.chain", "audit.expireArchives", "audit.removeExpired", "auditStreams.deliver", "authorizationServer.deleteExpired", "authorizationServer.rotateSigningKeys", "builds.reconcile", "idempotency.prune", "identity.deleteExpired", "organizations.purge", "outbox.pruneUndecodable", "outbox.sweep", "repositories.checkRights", "sealing.reseal", "webhooks.prune"]);
  for (const { name, last_started_at, last_finished_at, last_error } of first.values()) {
    expect([last_error, (last_finished_at ?? 0) >= last_started_at], name).toEqual([null, true]);
  }
  await stack.scheduled();
  const second = await jobs(stack);
  const [sweep, prune] = ["outbox.sweep", "outbox.pruneUndecodable"] as const;
  expect(second.get(sweep)?.last_started_at).toBeGreaterThan(first.get(sweep)?.last_started_at ?? 0);
  expect(second.get(prune)).toEqual(first.get(prune));
  expect(first.get(prune)?.next_run_at).toBe((first.get(prune)?.last_started_at ?? 0) + 3_600_000);
});

test("a job does not run while its lock is held, and runs at the next tick after the release", async ({ stack }) => {
  await stack.scheduled();
  const held = await lock(stack, "outbox.sweep");
  const { acquired, token } = await held.acquire();
  expect(acquired).toBe(true);
  const before = await job(stack, "outbox.sweep");
  await stack.scheduled();
  const skipped = await job(stack, "outbox.sweep");
  expect([skipped.last_finished_at, skipped.last_error]).toEqual([before.last_finished_at, null]);
  expect((await job(stack, "audit.chain")).last_finished_at).toBeGreaterThan(before.last_finished_at ?? 0);
  expect(await held.release(token)).toEqual({ released: true });
  await stack.scheduled();
  expect((await job(stack, "outbox.sweep")).last_finished_at).toBeGreaterThan(before.last_finished_at ?? 0);
});

test("messages that could not be decoded are deleted after 30 days", async ({ stack }) => {
  const queue = (await stack.miniflare.getQueueProducer("EVENTS")) as unknown as Queue<unknown>;
  await queue.send({ kind: "unheard of" });
  const rows = async () => (await stack.db.prepare("SELECT id FROM undecodable_message ORDER BY id").all<{ id: string }>()).results.map(({ id }) => id);
  await expect.poll(async () => (await rows()).length, { timeout: 20_000 }).toBe(1);
  // an id of 1970
  const old = "undecodable_00000000007e7tbm3hz0c3x6w5";
  await stack.db.prepare("INSERT INTO undecodable_message (id, queue, body, error, created_at) VALUES (?1, 'steward-events', '{}', 'old', 0)").bind(old).run();
  await stack.scheduled();
  await stack.db.prepare("UPDATE job SET next_run_at = 0 WHERE name = 'outbox.pruneUndecodable'").run();
  await stack.scheduled();
  const kept = await rows();
  expect(kept.length).toBe(1);
  expect(kept).not.toContain(old);
});
