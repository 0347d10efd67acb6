import type { Database } from "../../stack/database.ts";
import type { Stack } from "../../stack/index.ts";

/** Gets a row for every change of a row, from triggers on every table. */
const LOG = "test_change";

interface Column {
  name: string;
  pk: number;
}

/** The calls of keys are counted with every call, refused or not, and written now and then. */
const COUNTS = ["api_key_usage"];

const prepared = new WeakSet<Database>();

/**
 * Notes every row that is inserted, deleted or gets another value from now on; the answer returns them. The first call
 * puts triggers on every table, so the stack must be the file's own.
 */
export async function watch({ db }: Stack, without: string[] = []): Promise<() => Promise<string[]>> {
  if (!prepared.has(db)) await prepare(db);
  prepared.add(db);
  const before = await db.prepare(`SELECT coalesce(max(id), 0) AS id FROM ${LOG}`).first<number>("id");
  return async () => {
    const { results } = await db.prepare(`SELECT "table", operation, key FROM ${LOG} WHERE id > ?1 ORDER BY id`).bind(before).all<{ table: string; operation: string; key: string }>();
    return results.filter(({ table }) => ![...without, ...COUNTS].includes(table)).map(({ table, operation, key }) => `${operation} ${table} ${key}`);
  };
}

async function prepare(db: Database): Promise<void> {
  const { results } = await db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name").all<{ name: string }>();
  const tables = results.map(({ name }) => name);
  const columns = await db.batch<Column>(tables.map((table) => db.prepare(`PRAGMA table_info("${table}")`)));
  const triggers = tables.flatMap((table, index) => triggersOn(table, columns[index]?.results ?? []));
  await db.batch([`CREATE TABLE ${LOG} (id INTEGER PRIMARY KEY, "table" TEXT NOT NULL, operation TEXT NOT NULL, key TEXT)`, ...triggers].map((statement) => db.prepare(statement)));
}

function triggersOn(table: string, columns: Column[]): string[] {
  const names = columns.map(({ name }) => `"${name}"`);
  const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => `"${name}"`);
  const isChanged = names.map((name) => `OLD.${name} IS NOT NEW.${name}`).join(" OR ");
  return [
    ["insert", "NEW", ""],
    ["update", "NEW", `WHEN ${isChanged} `],
    ["delete", "OLD", ""],
  ].map(([operation, row, condition]) => {
    const key = keys.map((name) => `${row}.${name}`).join(` || ' ' || `) || "NULL";
    return `CREATE TRIGGER "${LOG}_${table}_${operation}" AFTER ${operation} ON "${table}" ${condition}BEGIN INSERT INTO ${LOG} ("table", operation, key) VALUES ('${table}', '${operation}', ${key}); END`;
  });
}
