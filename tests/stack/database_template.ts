import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Miniflare, type WorkerOptions } from "miniflare";
import { databaseWorker, openDatabase } from "./database.ts";
import { applyMigrations, migrationsIn } from "./migrations.ts";

/** The folder of the templates. A template that is removed is created again. */
const KEPT = resolve(import.meta.dirname, "../../target/databases");
const VERSION = (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { devDependencies: { miniflare: string } }).devDependencies.miniflare;

/**
 * Puts a migrated database into a folder that has none. Migrating one takes a second, copying it some milliseconds; it is
 * migrated once for each state of the migrations.
 */
export async function copyMigrated(folder: string, migrations: string, databases: WorkerOptions["d1Databases"]): Promise<void> {
  if (existsSync(folder) || databases === undefined || !existsSync(migrations)) return;
  const hash = createHash("sha256").update(`${VERSION} ${JSON.stringify(databases)}`);
  for (const name of migrationsIn(migrations)) hash.update(`\0${name}\0`).update(readFileSync(join(migrations, name)));
  const template = join(KEPT, hash.digest("hex").slice(0, 16));
  if (!existsSync(template)) await make(template, migrations, databases);
  await cp(template, folder, { recursive: true });
}

async function make(template: string, migrations: string, databases: NonNullable<WorkerOptions["d1Databases"]>): Promise<void> {
  const making = await mkdtemp(join(tmpdir(), "steward-database-"));
  const miniflare = new Miniflare({ d1Persist: making, workers: [databaseWorker(databases)] });
  try {
    await applyMigrations(await openDatabase(miniflare), migrations);
  } finally {
    await miniflare.dispose(); // before the files are copied, so that they are complete
  }
  await mkdir(KEPT, { recursive: true });
  const whole = await mkdtemp(`${template}.`);
  await cp(making, whole, { recursive: true });
  await rm(making, { recursive: true });
  // another stack, of this process or of another one, may have been faster: its template is the same
  await rename(whole, template).catch(() => rm(whole, { recursive: true }));
}
