// Proves that after a key rotation secrets are resealed in the background, that administrators see the progress, and that a value moved
// to another row is logged and left unchanged.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { configuration, connect } from "../../support/builds.ts";
import { grantAdmin, signUp, type Person } from "../../support/people.ts";
import { until } from "../../support/poll.ts";
import { integration } from "../../support/test.ts";
import type { Stack } from "../../../stack/index.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const test = integration({ withoutRunner: true });

interface Sealing {
  activeKeyId: string;
  keys: { id: string; ageDays: number | null; active: boolean; known: boolean; total: number; counts: { table: string; column: string; count: number }[] }[];
  pending: number;
  lost: number;
}

const overview = ({ client }: Person) => client.ok<Sealing>("GET", "/api/admin/sealing");

const sealedTokens = async ({ db }: Stack) => (await db.prepare("SELECT id, access_token_sealed AS sealed FROM account WHERE access_token_sealed IS NOT NULL ORDER BY id").all<{ id: string; sealed: string }>()).results;

/** Rotates a ring as an operator does. */
async function rotate(ring: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "steward-keys-"));
  try {
    const file = join(folder, "ring");
    await writeFile(file, ring);
    const { stdout } = await promisify(execFile)("cargo", ["xtask", "keys", "rotate", "--file", file], { cwd: ROOT });
    const rotated = (await readFile(file, "utf8")).trim();
    for (const entry of rotated.split(",")) expect(stdout).not.toContain(entry.split(":")[1]);
    return rotated;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the cron reseals secrets under the new key, and they open without the old key", async ({ stack, owner }) => {
  await grantAdmin(stack, owner);
  const other = await signUp(stack);
  for (const person of [owner, other]) await connect(stack, person, configuration({}));
  const before = await sealedTokens(stack);
  expect(before.length).toBeGreaterThan(1);
  const oldId = stack.secrets.sealingKeys.split(":")[0] ?? "";

  stack.secrets.sealingKeys = await rotate(stack.secrets.sealingKeys);
  const newId = stack.secrets.sealingKeys.split(":")[0] ?? "";
  await stack.restartWorker();
  const during = await overview(owner);
  expect(during).toMatchObject({ activeKeyId: newId, lost: 0 });
  expect(during.pending).toBeGreaterThan(1);
  expect(during.keys.map(({ id, active, known, ageDays }) => ({ id, active, known, ageDays }))).toEqual([
    { id: newId, active: true, known: true, ageDays: 0 },
    { id: oldId, active: false, known: true, ageDays: null },
  ]);

  // one value is moved to another row: it must not open there
  const [first, second] = before;
  if (first === undefined || second === undefined) throw new Error("two sealed rows are needed");
  await stack.db.prepare("UPDATE account SET access_token_sealed = ?2 WHERE id = ?1").bind(second.id, first.sealed).run();
  await stack.scheduled();
  await until("all but the moved value to be sealed anew", async () => (await overview(owner)).pending === 1);
  await until("the log to name the moved value", () => stack.lines.some((line) => line.includes("open sealed value failed") && line.includes(second.id) && line.includes("belongs to another row")));
  const after = await sealedTokens(stack);
  expect(after.find(({ id }) => id === second.id)?.sealed).toBe(first.sealed);
  expect(after.find(({ id }) => id === first.id)?.sealed.startsWith(`${newId}.`)).toBe(true);

  await stack.db.prepare("UPDATE account SET access_token_sealed = NULL WHERE id = ?1").bind(second.id).run();
  stack.secrets.sealingKeys = stack.secrets.sealingKeys.split(",")[0] ?? "";
  await stack.restartWorker();
  const done = await overview(owner);
  expect(done).toMatchObject({ pending: 0, lost: 0 });
  expect(done.keys).toHaveLength(1);
  expect(await owner.client.ok("GET", `/api/estates/${owner.estateId}/github/repositories`)).toMatchObject({ items: expect.any(Array) as unknown[] });
}, 120_000);

test("only administrators see the keys", async ({ owner }) => {
  expect(await owner.client.refused("GET", "/api/admin/sealing")).toEqual({ status: 403, code: "PERMISSION_DENIED" });
});
