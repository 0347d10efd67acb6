import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";
import type { Database } from "./database.ts";

/** The table in which wrangler keeps what it has applied, with wrangler's own definition. */
const BOOK = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** The migrations of a folder, in the order in which they are applied. */
export function migrationsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".sql"))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
}

/** Applies every one of these migrations that the database has not seen, in order, each in one transaction; returns their names. */
export async function applyMigrations(database: Database, directory: string, names = migrationsIn(directory)): Promise<string[]> {
  await database.prepare(BOOK).run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const waiting = names.filter((name) => !applied.has(name));
  for (const name of waiting) {
    const statements = splitSqlQuery(readFileSync(join(directory, name), "utf8")).filter((statement) => statement.trim() !== "");
    const note = database.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name);
    await database.batch([...statements.map((statement) => database.prepare(statement)), note]);
  }
  return waiting;
}
