import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

/** Rows of one statement: D1 takes a parameter of at most 2 MB. */
const CHUNK = 5_000;
/** The time between two looks at the rights on a repository. */
const CHECKED_EVERY_MS = 86_400_000;

/**
 * Adds up to 1,000 estates named "Branch 1", "Branch 2" and so on, each with a repository and with complete builds, of which
 * the newest is active. They are listed after those that are created now. Resolves with their ids.
 */
export async function addEstates(db: Database, organizationId: string, count: number, builds = 0): Promise<string[]> {
  const prefix = `06k9zqt3m8${randomBytes(5).toString("hex")}`;
  const tails = Array.from({ length: count }, (_, index) => prefix + String(index).padStart(6, "0"));
  const rows = JSON.stringify(tails.map((tail, index) => ({ tail, number: index + 1 })));
  const tail = "(value ->> 'tail')";
  await db.batch([
    db.prepare(`INSERT INTO estate (id, organization_id, name, created_at, updated_at) SELECT 'est_' || ${tail}, ?2, 'Branch ' || (value ->> 'number'), value ->> 'number', 1 FROM json_each(?1)`).bind(rows, organizationId),
    db
      .prepare(
        `INSERT INTO config_source (id, estate_id, provider, account_id, repository_id, repository_full_name, html_url, clone_url, branch, check_due_at, created_at, updated_at)
         SELECT 'ics_' || ${tail}, 'est_' || ${tail}, 'github', '1', 1, 'acme-demo/branch-' || (value ->> 'number'), 'https://github.localhost/acme-demo/branch', 'https://github.localhost/acme-demo/branch.git', 'main', ?2, 1, 1 FROM json_each(?1)`,
      )
      .bind(rows, Date.now() + CHECKED_EVERY_MS),
  ]);
  const now = Date.now();
  for (let first = 0; builds > 0 && first < count; first += Math.ceil(CHUNK / builds)) {
    const some = tails.slice(first, first + Math.ceil(CHUNK / builds));
    const numbered = some.flatMap((estate) => Array.from({ length: builds }, (_, index) => ({ tail: estate, number: index + 1 })));
    await db.batch([
      db
        .prepare(
          `INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch, commit_hash, commit_message, commit_author, trigger_kind, started_at, completed_at, created_at, updated_at)
           SELECT 'build_' || substr(${tail}, 1, 20) || printf('%03d', value ->> 'number') || substr(${tail}, 24), 'est_' || ${tail}, value ->> 'number', 'complete', '1', 1, 'https://github.localhost/acme-demo/branch.git', 'main',
           lower(hex(randomblob(20))), 'Change rule ' || (value ->> 'number') || ' of the configuration' || char(10) || char(10) || 'With a body.', 'Demo Owner', 'push', ?2 - 9000, ?2, ?2 - 9500, ?2 FROM json_each(?1)`,
        )
        .bind(JSON.stringify(numbered), now),
      db
        .prepare(
          `INSERT INTO active_config (id, estate_id, build_id, watermark, activated_at, created_at, updated_at)
           SELECT 'icfg_' || ${tail}, build.estate_id, build.id, build.number, ?2, ?2, ?2 FROM json_each(?1) JOIN build ON build.estate_id = 'est_' || ${tail} AND build.number = ?3`,
        )
        .bind(JSON.stringify(some.map((estate) => ({ tail: estate }))), now, builds),
    ]);
  }
  return tails.map((estate) => `est_${estate}`);
}
