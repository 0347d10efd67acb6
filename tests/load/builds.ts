import { randomBytes } from "node:crypto";
import type { Database } from "../stack/database.ts";

/** Rows of one statement: D1 takes a parameter of at most 2 MB. */
const CHUNK = 10_000;
const FIRST_AT = Date.UTC(2025, 0, 1);

const INSERT = `INSERT INTO build (id, estate_id, number, status, revision, installation_id, repository_id, clone_url, branch,
  commit_hash, commit_message, commit_author, trigger_kind, trigger_sender, steps, log_line_count,
  files_key, file_count, files_bytes, configuration_key, configuration_bytes, started_at, completed_at, created_at, updated_at)
  SELECT value ->> 0, ?2, value ->> 1, 'complete', 7, '1', 1, 'https://github.com/acme-demo/listed.git', 'main',
  lower(hex(randomblob(20))), 'Change rule ' || (value ->> 1) || ' of the configuration', 'Demo Owner', 'push', 'demo-owner', ?3, 120,
  'builds/' || ?2 || '/' || (value ->> 0) || '/files.json', 40, 200000,
  'builds/' || ?2 || '/' || (value ->> 0) || '/configuration.json', 4000,
  value ->> 2, (value ->> 2) + 9000, (value ->> 2) - 500, (value ->> 2) + 9000 FROM json_each(?1)`;

/** Gives an estate complete builds with the numbers up to `count`, and takes away those above. */
export async function setBuilds(database: Database, estateId: string, count: number): Promise<void> {
  const newest = "SELECT coalesce(max(number), 0) AS newest FROM build WHERE estate_id = ?1";
  let next = 1 + Number(await database.prepare(newest).bind(estateId).first("newest"));
  await database.prepare("DELETE FROM build WHERE estate_id = ?1 AND number > ?2").bind(estateId, count).run();
  const steps = JSON.stringify(stepsOfABuild());
  while (next <= count) {
    const rows: [string, number, number][] = [];
    for (; next <= count && rows.length < CHUNK; next += 1) {
      const at = FIRST_AT + next * 60_000;
      rows.push([typeId("build", at), next, at]);
    }
    await database.prepare(INSERT).bind(JSON.stringify(rows), estateId, steps).run();
  }
}

function stepsOfABuild(): object[] {
  return ["prepare", "clone", "install", "evaluate", "collect"].map((name, index) => {
    const startedAt = FIRST_AT + index * 1_800;
    return { name, status: "succeeded", startedAt, completedAt: startedAt + 1_800, durationMs: 1_800 };
  });
}

/** Crockford's base32 for the digits that `toString(32)` gives. */
const DIGITS = new Map([..."0123456789abcdefghijklmnopqrstuv"].map((digit, index) => [digit, "0123456789abcdefghjkmnpqrstvwxyz"[index]]));

function typeId(prefix: string, milliseconds: number): string {
  const random = BigInt(`0x${randomBytes(10).toString("hex")}`) & 0x0fff_3fff_ffff_ffff_ffffn;
  const uuid = (BigInt(milliseconds) << 80n) | (0x7n << 76n) | (0x2n << 62n) | random;
  return `${prefix}_${[...uuid.toString(32).padStart(26, "0")].map((digit) => DIGITS.get(digit)).join("")}`;
}
