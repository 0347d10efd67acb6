// The entry of `cargo xtask test --only contract`: schemathesis asks the Worker whatever the API's description allows,
// and much that it does not, once as each caller; every answer must be one that is described.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupError, startStack, type Stack } from "../stack/index.ts";
import { close, operationsOf, show, type Document } from "./document.ts";
import { EXCLUDED } from "./excluded.ts";
import { fill, type Sample } from "./sample.ts";

const EXIT_FAILED = 1;
const EXIT_SETUP = 2;
/** What schemathesis ends with when it ran, with failures or without. */
const EXITS = [0, 1];
/** Of requests that hit a known id. */
const PROBABILITY = 0.8;

const root = resolve(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    /** The program. */
    schemathesis: { type: "string", default: join(root, ".tools/python/bin/schemathesis") },
    /** Gets what was found, in JSON: an array with schemathesis' report of each caller. */
    report: { type: "string", default: join(root, "target/reports/contract.json") },
    /** Only this caller, and only these operations. */
    caller: { type: "string" },
    operation: { type: "string", multiple: true },
  },
});

/** The part of schemathesis' report that is read here. */
interface Report {
  /** By operation and phase. */
  valid_rates: Record<string, Record<string, { accepted: number }>>;
}

async function main(): Promise<void> {
  const complaints = new Map<string, string>();
  const stack = await startStack({
    withoutRunner: true,
    // So many requests are no attack here.
    bindings: { API_LIMIT_PER_MINUTE: "1000000" },
    onLine: (_, line) => note(complaints, line),
  });
  const folder = await mkdtemp(join(tmpdir(), "steward-contract-"));
  try {
    const document = JSON.parse(await readFile(join(root, "openapi.json"), "utf8")) as Document;
    const scopes = Object.entries(document["x-permissions"]).filter(([, { byKey }]) => byKey).map(([name]) => name);
    const sample = await fill(stack, scopes);
    await describe(document, sample, join(folder, "openapi.json"));
    const reports: Report[] = [];
    for (const caller of callersOf(stack, sample)) {
      if (values.caller !== undefined && values.caller !== caller.name) continue;
      process.stdout.write(`\nAs ${caller.name}\n`);
      reports.push(await ask(stack.url, caller, sample, folder));
      const { status } = await fetch(`${stack.url}/api/organizations/${sample.organizationId}`, { headers: caller.headers });
      if (status !== 200) throw new Error(`at its end the ${caller.name} was no longer let in (${status}): what did that belongs into tests/contract/excluded.ts`);
    }
    await mkdir(resolve(values.report, ".."), { recursive: true });
    await writeFile(values.report, JSON.stringify(reports));
    sayWhatWasNotReached(document, reports);
    if (complaints.size > 0) process.stdout.write(`\nWhat the Worker logged as errors, once each:\n${[...complaints.values()].join("\n")}\n`);
  } finally {
    await rm(folder, { recursive: true });
    await stack.close();
  }
}

/** Keeps the first of each kind of error that the Worker logs: an answer of 500 does not say why. */
function note(complaints: Map<string, string>, line: string): void {
  if (!line.startsWith("{") || !line.includes('"level":"error"') || !line.includes('"requestId"')) return;
  const { message } = JSON.parse(line) as { message: string };
  if (!complaints.has(message)) complaints.set(message, line);
}

interface Caller {
  name: string;
  headers: Record<string, string>;
  phases: string;
}

/** The owner administers the platform as well, so that nothing is closed to everybody. */
function callersOf({ url }: Stack, { cookies, accessToken, apiKey }: Sample): Caller[] {
  const all = "examples,coverage,fuzzing";
  return [
    { name: "member", headers: { origin: url, cookie: cookies.member }, phases: all },
    { name: "owner", headers: { origin: url, cookie: cookies.owner }, phases: all },
    // A bearer is only another way to be somebody: one look at each operation.
    { name: "client", headers: { authorization: `Bearer ${accessToken}` }, phases: "examples" },
    { name: "key", headers: { authorization: `Bearer ${apiKey}` }, phases: "examples" },
  ];
}

/** Writes the description as schemathesis shall read it. */
async function describe(document: Document, sample: Sample, file: string): Promise<void> {
  const ids = new Set(operationsOf(document).map(({ operationId }) => operationId));
  const gone = Object.keys(EXCLUDED).filter((id) => !ids.has(id));
  if (gone.length > 0) throw new Error(`tests/contract/excluded.ts names ${gone.join(", ")}: there is no such operation`);
  const unknown = show(document, sample.parameters);
  if (unknown.length > 0) throw new Error(`tests/contract/sample.ts knows nothing for ${unknown.join(", ")} in the API's paths`);
  close(document);
  await writeFile(file, JSON.stringify(document));
}

/** One run of schemathesis; what it prints is shown. */
async function ask(url: string, { name, headers, phases }: Caller, sample: Sample, folder: string): Promise<Report> {
  const config = join(folder, `${name}.toml`);
  const report = join(folder, `${name}.json`);
  await writeFile(config, (await readFile(join(import.meta.dirname, "schemathesis.toml"), "utf8")) + additions(headers, sample));
  const excluded = Object.keys(EXCLUDED).flatMap((id) => ["--exclude-operation-id", id]);
  const included = (values.operation ?? []).flatMap((id) => ["--include-operation-id", id]);
  const words = ["--config-file", config, "run", join(folder, "openapi.json"), "--url", url, "--phases", phases, "--report", "json", "--report-json-path", report];
  const child = spawn(values.schemathesis, [...words, ...(included.length > 0 ? included : excluded)], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  child.once("error", () => process.stderr.write(`${values.schemathesis} cannot be started: run \`cargo xtask setup --browser\`.\n`));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code === null || !EXITS.includes(code)) throw new Error(`schemathesis ended with ${code}; what it printed above says why`);
  if (code !== 0) process.exitCode = EXIT_FAILED;
  return JSON.parse(await readFile(report, "utf8")) as Report;
}

/** Lines of TOML, in which texts and lists of texts are written as in JSON. */
function additions(headers: Record<string, string>, { parameters, bodies }: Sample): string {
  const lines = ["", "[headers]", ...Object.entries(headers).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)];
  const places = [...Object.entries(parameters).map(([name, there]) => [`path.${name}`, there]), ...Object.entries(bodies).map(([name, there]) => [`body.${name}`, there])];
  for (const [place, there] of places) lines.push(`[dictionaries."${place}"]`, `values = ${JSON.stringify(there)}`);
  lines.push("[parameters]", ...places.map(([place]) => `"${place}" = { dictionary = "${place}", probability = ${PROBABILITY} }`));
  return `${lines.join("\n")}\n`;
}

/** No failure, but worth knowing: operations of which only refusals were seen. */
function sayWhatWasNotReached({ paths }: Document, reports: Report[]): void {
  const reached = new Set<string>();
  for (const [operation, phases] of reports.flatMap(({ valid_rates: rates }) => Object.entries(rates))) {
    if (Object.values(phases).some(({ accepted }) => accepted > 0)) reached.add(operation);
  }
  const all = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ label: `${method.toUpperCase()} ${path}`, operationId })));
  const asked = all.filter(({ operationId }) => values.operation?.includes(operationId) ?? EXCLUDED[operationId] === undefined);
  const refused = asked.filter(({ label }) => !reached.has(label)).map(({ operationId }) => operationId);
  if (refused.length > 0) process.stdout.write(`\nOnly refusals were seen of ${refused.length} of ${asked.length} operations: ${refused.join(", ")}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SetupError ? EXIT_SETUP : EXIT_FAILED;
}
