// Proves that a database of every earlier schema is migrated to the newest one with all its rows: none is lost, no value
// changes but those that `changes.ts` names, and every foreign key holds.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Miniflare } from "miniflare";
import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseWorker, openDatabase, type Database } from "../stack/database.ts";
import { applyMigrations, migrationsIn } from "../stack/migrations.ts";
import { CHANGES, type Row } from "./changes.ts";

const MIGRATIONS = resolve(import.meta.dirname, "../../migrations");
const ROWS = join(import.meta.dirname, "rows");

const names = migrationsIn(MIGRATIONS);
const numberOf = (name: string) => name.slice(0, 4);
const numbers = names.map(numberOf);

type Tables = Record<string, Row[]>;

let miniflare: Miniflare;

beforeAll(() => {
  const d1Databases = [...numbers, "newest"].map((number) => `at_${number}`);
  miniflare = new Miniflare({ workers: [databaseWorker(d1Databases)] });
});

afterAll(() => miniflare.dispose());

const databaseAt = (number: string) => openDatabase(miniflare, `at_${number}`);

/** The statements that fill a table, from the newest file of rows up to that schema, in the order of the files. */
function rowsUpTo(number: string): { table: string; statements: string[] }[] {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(ROWS).sort().filter((name) => numberOf(name) <= number)) {
    const ofFile = new Map<string, string[]>();
    for (const statement of splitSqlQuery(readFileSync(join(ROWS, file), "utf8"))) {
      const table = /^\s*(?:--.*\s+)*INSERT INTO "?(\w+)"?/.exec(statement)?.[1];
      if (table === undefined) throw new Error(`${file} holds more than rows: ${statement}`);
      ofFile.set(table, [...(ofFile.get(table) ?? []), statement]);
    }
    for (const [table, statements] of ofFile) found.set(table, statements);
  }
  return [...found].map(([table, statements]) => ({ table, statements }));
}

async function tablesOf(database: Database): Promise<string[]> {
  const { results } = await database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations' ORDER BY name").all<{ name: string }>();
  return results.map(({ name }) => name);
}

async function allRows(database: Database): Promise<Tables> {
  const tables = await tablesOf(database);
  const results = await database.batch<Row>(tables.map((table) => database.prepare(`SELECT * FROM "${table}"`)));
  return Object.fromEntries(tables.map((table, index) => [table, results[index]?.results ?? []]));
}

/** Every table, index and trigger, as it was made. */
async function schemaOf(database: Database): Promise<Row[]> {
  const { results } = await database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE '_cf_%' ORDER BY type, name").all<Row>();
  return results;
}

const brokenKeys = async (database: Database) => (await database.prepare("PRAGMA foreign_key_check").all()).results;

/** What is left of rows after the migrations that follow a schema. */
function changed(before: Tables, following: string[]): Tables {
  let tables = before;
  for (const { droppedTables = [], droppedColumns = {}, renamedTables = {}, renamedColumns = {}, filled = {} } of following.map((number) => CHANGES[number] ?? {})) {
    const kept = Object.entries(tables).filter(([table]) => !droppedTables.includes(table));
    tables = Object.fromEntries(
      kept.map(([former, rows]) => {
        const table = renamedTables[former] ?? former;
        return [
          table,
          rows.map((row) => {
            const columns = Object.entries(row).filter(([column]) => !(droppedColumns[table] ?? []).includes(column));
            const renamed = Object.fromEntries(columns.map(([column, value]) => [renamedColumns[table]?.[column] ?? column, value]));
            return { ...renamed, ...filled[table]?.(renamed, tables) };
          }),
        ];
      }),
    );
  }
  return tables;
}

test.each(numbers)("from the schema of %s to the newest one", async (number) => {
  const database = await databaseAt(number);
  await applyMigrations(database, MIGRATIONS, names.filter((name) => numberOf(name) <= number));
  const fill = rowsUpTo(number);
  const existing = await tablesOf(database);
  // of a table that was dropped there may be a file
  const statements = fill.filter(({ table }) => existing.includes(table)).flatMap((rows) => rows.statements);
  await database.batch([database.prepare("PRAGMA defer_foreign_keys = true"), ...statements.map((statement) => database.prepare(statement))]);
  const before = await allRows(database);
  expect(Object.entries(before).filter(([, rows]) => rows.length === 0).map(([table]) => table), "tables without a row in tests/migrations/rows").toEqual([]);
  expect(await brokenKeys(database)).toEqual([]);

  await applyMigrations(database, MIGRATIONS);
  const after = await allRows(database);
  const due = changed(before, numbers.filter((other) => other > number));
  for (const [table, rows] of Object.entries(due)) {
    expect(after[table]?.length, table).toBeGreaterThanOrEqual(rows.length);
    expect(after[table], table).toEqual(expect.arrayContaining(rows.map((row) => expect.objectContaining(row) as unknown)));
  }
  expect(await brokenKeys(database)).toEqual([]);
});

test("whatever the schema it comes from, the newest one is the same", async () => {
  const fresh = await databaseAt("newest");
  await applyMigrations(fresh, MIGRATIONS);
  for (const number of numbers) expect(await schemaOf(await databaseAt(number)), number).toEqual(await schemaOf(fresh));
});
