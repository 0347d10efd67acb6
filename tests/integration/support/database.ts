import type { Stack } from "../../stack/index.ts";

/** Every row of every table. */
export async function dump({ db }: Stack, without: string[] = []): Promise<Record<string, unknown[]>> {
  const { results } = await db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name").all<{ name: string }>();
  const tables = results.map(({ name }) => name).filter((name) => !without.includes(name));
  const rows = await db.batch(tables.map((name) => db.prepare(`SELECT * FROM "${name}"`)));
  return Object.fromEntries(tables.map((name, index) => [name, rows[index]?.results ?? []]));
}
