import { createHash } from "node:crypto";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import type { Stack } from "../../stack/index.ts";

// Opens an object's storage under the object's own name, and runs the statements that it receives.
const STAND_IN = `
  export class RateLimiter {
    constructor(state) { this.sql = state.storage.sql; }
    async fetch(request) {
      const { statement, parameters } = await request.json();
      return Response.json(this.sql.exec(statement, ...parameters).toArray());
    }
  }
  export default { fetch: () => new Response(null, { status: 404 }) };
`;

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** The limiter of tries to sign in to the account of an e-mail address from an IPv4 address. */
export const signInAccount = (email: string, address: string) => `sign-in:account:${hash(email)}:${hash(address)}`;

type Run = <Row>(statement: string, ...parameters: unknown[]) => Promise<Row[]>;

/** Works on the storage of the limiter of `subject`, while the Worker is down. `directory` is the stack's. */
async function inStorage(stack: Stack, directory: string, subject: string, work: (run: Run) => Promise<void>): Promise<void> {
  await stack.worker.stop();
  const standIn = new Miniflare({
    name: "steward", // with the class it makes the storage's name
    modules: true,
    script: STAND_IN,
    compatibilityDate: "2025-11-01",
    durableObjects: { RATE_LIMITER: { className: "RateLimiter", useSQLite: true } },
    durableObjectsPersist: join(directory, "worker", "objects"),
  });
  try {
    const namespace = await standIn.getDurableObjectNamespace("RATE_LIMITER");
    const stub = namespace.get(namespace.idFromName(subject));
    await work(async <Row>(statement: string, ...parameters: unknown[]) => {
      const answer = await stub.fetch("https://object/", { method: "POST", body: JSON.stringify({ statement, parameters }) });
      return (await answer.json()) as Row[];
    });
  } finally {
    await standIn.dispose();
  }
  await stack.worker.start();
}

/** Lets `ms` milliseconds pass for the limiter of `subject`, by moving its log back. */
export function letPass(stack: Stack, directory: string, subject: string, ms: number): Promise<void> {
  return inStorage(stack, directory, subject, async (run) => {
    const [row] = await run<{ hits: string }>("SELECT hits FROM log");
    if (row === undefined) throw new Error(`nothing was counted of ${subject}`);
    const moved = (JSON.parse(row.hits) as { at: number }[]).map((hit) => ({ ...hit, at: hit.at - ms }));
    await run("UPDATE log SET hits = ?1", JSON.stringify(moved));
  });
}

/** The limiter of `subject` fails from now on: its tables are of a version that no code knows. */
export function breakLimiter(stack: Stack, directory: string, subject: string): Promise<void> {
  return inStorage(stack, directory, subject, async (run) => {
    await run("CREATE TABLE IF NOT EXISTS schema_version (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL) STRICT");
    await run("INSERT INTO schema_version (only, version) VALUES (1, 99) ON CONFLICT DO UPDATE SET version = excluded.version");
  });
}
