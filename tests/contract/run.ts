// The entry of `cargo xtask test --only contract`: schemathesis sends the Worker requests that the API's description allows, and
// many that it does not, once as each caller. Every answer must be described.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupError, startStack, type Stack } from "../stack/index.ts";
import { changedSince, fingerprintsOf, record, type Fingerprints } from "./changed.ts";
import { close, operationsOf, setExamples, type Document } from "./document.ts";
import { EXCLUDED, reasonToExclude } from "./excluded.ts";
import { fill, type Sample } from "./sample.ts";

const EXIT_FAILED = 1;
const EXIT_SETUP = 2;
/** The exit codes of a complete run of schemathesis, without and with failures. */
const EXITS = [0, 1];
/** Concurrent runs of schemathesis: each keeps one core busy. */
const LANES = 2;
/** Always tested, so that a run without changes shows that the run itself works. */
const ALWAYS = "health";
/** The share of requests with an id that exists. */
const PROBABILITY = 0.8;

const root = resolve(import.meta.dirname, "../..");
/** The operations that have passed, until they change. */
const passed = join(root, "target/contract/passed.json");
const { values } = parseArgs({
  options: {
    /** The program schemathesis. */
    schemathesis: { type: "string", default: join(root, ".tools/python/bin/schemathesis") },
    /** The file to write, in JSON: an array with schemathesis' report of each caller. */
    report: { type: "string", default: join(root, "target/reports/contract.json") },
    /** Only this caller, and only these operations. */
    caller: { type: "string" },
    operation: { type: "string", multiple: true },
    /** All operations; without it those that have changed since they last passed. */
    all: { type: "boolean", default: process.env["CI"] !== undefined },
  },
});

/** The part of schemathesis' report that is read here. */
interface Report {
  operations: { errored: number };
  failures: { operations: string[] }[];
  /** By operation and phase. */
  valid_rates: Record<string, Record<string, { accepted: number }>>;
}

async function main(): Promise<void> {
  const errors = new Map<string, string>();
  const document = JSON.parse(await readFile(join(root, "openapi.json"), "utf8")) as Document;
  const scopes = Object.entries(document["x-permissions"]).filter(([, { credentials }]) => credentials.includes("apiKey")).map(([name]) => name);
  checkExcluded(document);
  const fingerprints = fingerprintsOf(root, document);
  const asked = askedOf(document, fingerprints);
  const callers = CALLERS.filter(({ name }) => values.caller === undefined || values.caller === name);
  const reports = await inTurns(callers, (caller) => runAs(caller, structuredClone(document), scopes, asked, errors));
  await mkdir(resolve(values.report, ".."), { recursive: true });
  await writeFile(values.report, JSON.stringify(reports));
  if (values.caller === undefined) recordOutcome(document, fingerprints, asked, reports);
  printUnreached(document, asked, reports);
  if (errors.size > 0) process.stdout.write(`\nErrors that the Worker logged, once each:\n${[...errors.values()].join("\n")}\n`);
}

/** The operations to test: those that `--operation` names, else with `--all` all, else those that have changed. */
function askedOf(document: Document, fingerprints: Fingerprints): string[] {
  if (values.operation !== undefined) return values.operation;
  const all = operationsOf(document).filter((operation) => reasonToExclude(operation) === undefined).map(({ operationId }) => operationId);
  if (values.all) return all;
  const changed = changedSince(fingerprints, passed).filter((id) => all.includes(id));
  process.stdout.write(`  ${changed.length} of ${all.length} operations have changed since they last passed; --all tests them all\n`);
  return [...new Set([ALWAYS, ...changed])];
}

/** Records what passed. After an error of schemathesis itself nothing is recorded, as its report does not name the operation. */
function recordOutcome(document: Document, fingerprints: Fingerprints, asked: string[], reports: Report[]): void {
  if (reports.some(({ operations }) => operations.errored > 0)) return;
  const failed = new Set(reports.flatMap(({ failures }) => failures.flatMap(({ operations }) => operations)));
  const failures = labelled(document).filter(({ label }) => failed.has(label)).map(({ operationId }) => operationId);
  record(passed, fingerprints, asked.filter((id) => !failures.includes(id)), failures);
}

/** Runs two at a time, as there are two cores. Each has a stack of its own, so that no run sees what another one has done. */
async function inTurns<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

/** Tests every operation as one caller, on a stack of its own. */
async function runAs(caller: Caller, document: Document, scopes: string[], asked: string[], errors: Map<string, string>): Promise<Report> {
  const stack = await startStack({ withoutRunner: true, onLine: (_, line) => keep(errors, line) });
  const folder = await mkdtemp(join(tmpdir(), "steward-contract-"));
  try {
    const sample = await fill(stack, scopes);
    await describe(document, sample, join(folder, "openapi.json"));
    const headers = caller.headers(stack, sample);
    const report = await ask(stack.url, caller, headers, sample, asked, folder);
    const { status } = await fetch(`${stack.url}/api/organizations/${sample.organizationId}`, { headers });
    if (status !== 200) throw new Error(`after the run GET /api/organizations/{organizationId} answered ${status} as ${caller.name}: name the operation that ended the access in tests/contract/excluded.ts`);
    return report;
  } finally {
    await rm(folder, { recursive: true });
    await stack.close();
  }
}

/** Keeps the first of each error that the Worker logs, as a 500 does not say its cause. */
function keep(errors: Map<string, string>, line: string): void {
  if (!line.startsWith("{") || !line.includes('"level":"error"') || !line.includes('"requestId"')) return;
  const { message } = JSON.parse(line) as { message: string };
  if (!errors.has(message)) errors.set(message, line);
}

interface Caller {
  name: string;
  phases: string;
  headers(stack: Stack, sample: Sample): Record<string, string>;
}

const ALL_PHASES = "examples,coverage,fuzzing";

/**
 * The owner administers the platform as well, so that each operation admits a caller. The access token and the key are other
 * credentials for the same operations, so the examples are enough for them.
 */
const CALLERS: Caller[] = [
  { name: "member", phases: ALL_PHASES, headers: ({ url }, { cookies }) => ({ origin: url, cookie: cookies.member }) },
  { name: "owner", phases: ALL_PHASES, headers: ({ url }, { cookies }) => ({ origin: url, cookie: cookies.owner }) },
  { name: "client", phases: "examples", headers: (_, { accessToken }) => ({ authorization: `Bearer ${accessToken}` }) },
  { name: "key", phases: "examples", headers: (_, { apiKey }) => ({ authorization: `Bearer ${apiKey}` }) },
];

function checkExcluded(document: Document): void {
  const ids = new Set(operationsOf(document).map(({ operationId }) => operationId));
  const gone = Object.keys(EXCLUDED).filter((id) => !ids.has(id));
  if (gone.length > 0) throw new Error(`tests/contract/excluded.ts names ${gone.join(", ")}: there is no such operation`);
}

/** Writes the description for schemathesis. */
async function describe(document: Document, sample: Sample, file: string): Promise<void> {
  const unknown = setExamples(document, sample.parameters);
  if (unknown.length > 0) throw new Error(`the API's paths have the parameters ${unknown.join(", ")}, for which there is no row: add one to ROWS in tests/stack/rows.ts`);
  close(document);
  await writeFile(file, JSON.stringify(document));
}

/** Runs schemathesis once, and prints its output at the end. */
async function ask(url: string, { name, phases }: Caller, headers: Record<string, string>, sample: Sample, asked: string[], folder: string): Promise<Report> {
  const config = join(folder, `${name}.toml`);
  const report = join(folder, `${name}.json`);
  await writeFile(config, (await readFile(join(import.meta.dirname, "schemathesis.toml"), "utf8")) + additions(headers, sample));
  const words = ["--config-file", config, "run", join(folder, "openapi.json"), "--url", url, "--phases", phases, "--report", "json", "--report-json-path", report];
  const child = spawn(values.schemathesis, [...words, ...asked.flatMap((id) => ["--include-operation-id", id])], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => printed.push(chunk));
  child.once("error", () => process.stderr.write(`${values.schemathesis} cannot be started: run \`cargo xtask setup --browser\`.\n`));
  const [code] = (await once(child, "close")) as [number | null];
  process.stdout.write(`\nAs ${name}\n${Buffer.concat(printed).toString()}`);
  if (code === null || !EXITS.includes(code)) throw new Error(`schemathesis ended with ${code}; see its output above`);
  if (code !== 0) process.exitCode = EXIT_FAILED;
  return JSON.parse(await readFile(report, "utf8")) as Report;
}

/** Lines of TOML, which writes strings and lists of strings as JSON does. */
function additions(headers: Record<string, string>, { parameters, bodies }: Sample): string {
  const lines = ["", "[headers]", ...Object.entries(headers).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)];
  const places = [...Object.entries(parameters).map(([name, values]) => [`path.${name}`, values]), ...Object.entries(bodies).map(([name, values]) => [`body.${name}`, values])];
  for (const [place, values] of places) lines.push(`[dictionaries."${place}"]`, `values = ${JSON.stringify(values)}`);
  lines.push("[parameters]", ...places.map(([place]) => `"${place}" = { dictionary = "${place}", probability = ${PROBABILITY} }`));
  return `${lines.join("\n")}\n`;
}

/** Every operation, with its name in the reports. */
const labelled = ({ paths }: Document) => Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ label: `${method.toUpperCase()} ${path}`, operationId })));

/** Prints the operations that refused every caller, which is not a failure. */
function printUnreached(document: Document, asked: string[], reports: Report[]): void {
  const reached = new Set<string>();
  for (const [operation, phases] of reports.flatMap(({ valid_rates: rates }) => Object.entries(rates))) {
    if (Object.values(phases).some(({ accepted }) => accepted > 0)) reached.add(operation);
  }
  const refused = labelled(document).filter(({ label, operationId }) => asked.includes(operationId) && !reached.has(label)).map(({ operationId }) => operationId);
  if (refused.length > 0) process.stdout.write(`\nNo caller got a successful response from ${refused.length} of ${asked.length} operations: ${refused.join(", ")}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SetupError ? EXIT_SETUP : EXIT_FAILED;
}
