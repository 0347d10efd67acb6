import { randomBytes } from "node:crypto";
import type { Miniflare, WorkerOptions } from "miniflare";

type Value = string | number | null;

interface Query {
  sql: string;
  values: Value[];
}

export interface Result<Row = Record<string, unknown>> {
  results: Row[];
  meta: { changes: number; rows_read: number; rows_written: number };
}

const NAME = "database";
const TOKEN = randomBytes(16).toString("hex");

/** Answers `{binding, queries}` with the results of the queries, which run in one transaction. */
const SCRIPT = `export default {
  async fetch(request, env) {
    if (request.headers.get("authorization") !== "Bearer ${TOKEN}") return new Response(null, { status: 401 });
    const { binding, queries } = await request.json();
    const database = env[binding];
    try {
      return Response.json(await database.batch(queries.map(({ sql, values }) => database.prepare(sql).bind(...values))));
    } catch (error) {
      return Response.json(String(error.message), { status: 400 });
    }
  },
};`;

/** The Worker through which tests reach databases. It listens on a port of its own and answers only this process. */
export const databaseWorker = (d1Databases: WorkerOptions["d1Databases"]): WorkerOptions => ({
  name: NAME,
  modules: true,
  script: SCRIPT,
  compatibilityDate: "2025-11-01",
  d1Databases,
  unsafeDirectSockets: [{ host: "127.0.0.1" }],
});

/** The database of a Miniflare that runs `databaseWorker`. */
export async function openDatabase(miniflare: Miniflare, binding = "DB"): Promise<Database> {
  return new Database(await miniflare.unsafeGetDirectURL(NAME), binding);
}

/**
 * The part of D1's API that tests use. Miniflare's own proxy blocks the process at each `prepare`, and fails an assertion
 * when the wake-up of one call comes during the next.
 */
export class Database {
  private readonly url: URL;
  private readonly binding: string;

  constructor(url: URL, binding: string) {
    this.url = url;
    this.binding = binding;
  }

  prepare(sql: string): Statement {
    return new Statement(this, { sql, values: [] });
  }

  /** Runs the statements in one transaction. */
  async batch<Row = Record<string, unknown>>(statements: Statement[]): Promise<Result<Row>[]> {
    const body = JSON.stringify({ binding: this.binding, queries: statements.map(({ query }) => query) });
    const response = await fetch(this.url, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` }, body });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(String(answer));
    return answer as Result<Row>[];
  }
}

export class Statement {
  private readonly database: Database;
  readonly query: Query;

  constructor(database: Database, query: Query) {
    this.database = database;
    this.query = query;
  }

  /** Throws when a value is undefined, as D1 does. */
  bind(...values: (Value | undefined)[]): Statement {
    if (!values.every((value) => value !== undefined)) throw new Error(`a value of this statement is undefined: ${this.query.sql}`);
    return new Statement(this.database, { sql: this.query.sql, values });
  }

  async all<Row = Record<string, unknown>>(): Promise<Result<Row>> {
    const [result] = await this.database.batch<Row>([this]);
    if (result === undefined) throw new Error("D1 answered a query without a result");
    return result;
  }

  run(): Promise<Result> {
    return this.all();
  }

  first<Row = Record<string, unknown>>(): Promise<Row | null>;
  first<Column>(column: string): Promise<Column | null>;
  async first(column?: string): Promise<unknown> {
    const [row] = (await this.all()).results;
    if (row === undefined) return null;
    return column === undefined ? row : row[column];
  }
}
