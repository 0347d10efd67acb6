// `cargo xtask bench`: what requests cost workerd, beside a plain JavaScript Worker in the same process.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SetupError, startStack } from "../stack/index.ts";
import { configuration } from "../stack/worker.ts";
import { measureBroadcast } from "./broadcast.ts";
import { ProcessCpu } from "./cpu.ts";
import { Deliveries } from "./deliveries.ts";
import { FULL, QUICK, type Extent } from "./extent.ts";
import { besideOf, doorsOf, teachFloor } from "./floor.ts";
import { measureLength } from "./length.ts";
import { measureLogs } from "./logs.ts";
import { measurePages } from "./pages.ts";
import type { Measured } from "./part.ts";
import { isMet, machine, table } from "./report.ts";
import { RequestLog } from "./request_log.ts";
import { measureRequests } from "./requests.ts";
import { connectAndPush, signUp } from "./scene.ts";
import { measureShipped } from "./shipped.ts";

const EXIT_SETUP = 2;
const PARTS = ["length", "pages", "logs", "requests", "broadcast", "shipped"] as const;
type Part = (typeof PARTS)[number];

const HELP = `Usage: cargo xtask bench [--quick] [--json FILE] [--root DIRECTORY] [--only PARTS]

  --quick           few requests and rounds: shows that everything runs, its figures say little
  --json FILE       writes the figures there too
  --root DIRECTORY  measures the build of another checkout, to compare two
  --only PARTS      of length, pages, logs, requests, broadcast and shipped, with commas between them
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      only: { type: "string", default: PARTS.join(",") },
      root: { type: "string", default: resolve(import.meta.dirname, "../..") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const extent = values.quick ? QUICK : FULL;
  const root = resolve(values.root);
  process.chdir(root); // Miniflare names modules by their way from here
  const measuredOn = machine();
  say(`${measuredOn}; medians of ${extent.rounds} interleaved rounds${values.quick ? " (quick: the figures say little)" : ""}`);
  const only = values.only.split(",");
  const unknown = only.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new SetupError(`There is no part ${unknown}. ${HELP}`);
  const wanted = (part: Part) => only.includes(part);
  const parts = await measureStack(root, extent, wanted);
  if (wanted("shipped")) parts.push(await measureShipped(root, extent));
  for (const { title, lines } of parts) say(`\n${table(title, lines)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine: measuredOn, extent, parts }, null, 2)}\n`);
  const targets = parts.flatMap(({ lines }) => lines.flatMap((line) => line.targets));
  const met = targets.filter(isMet).length;
  say(`\n${met} of ${targets.length} targets met`);
}

/** All that one workerd is asked. */
async function measureStack(root: string, extent: Extent, wanted: (part: Part) => boolean): Promise<Measured[]> {
  const log = new RequestLog();
  const { name = "", d1Databases } = configuration(root, {}).options;
  // calls are counted and passwords hashed as always, but this many calls must not be refused
  const bindings = { API_LIMIT_PER_MINUTE: "10000000", ANONYMOUS_LIMIT_PER_MINUTE: "10000000", TESTING_PASSWORD_HASH: "" };
  const stack = await startStack({ root, bindings, beside: besideOf(name, d1Databases), onLine: (source, line) => source === "worker" && log.line(line) });
  try {
    const doors = await doorsOf(stack.miniflare);
    await teachFloor(doors, "/api/health");
    if (stack.worker.pid === null) throw new Error("workerd is down");
    const bench = { stack, doors, log, cpu: new ProcessCpu(stack.worker.pid) };
    const parts: Measured[] = [];
    // first, while no other builds are in the table
    if (wanted("length")) parts.push(await measureLength(bench, extent));
    if (wanted("pages")) parts.push(await measurePages(bench, extent));
    if (wanted("logs")) parts.push(await measureLogs(bench, extent));
    if (!wanted("requests") && !wanted("broadcast")) return parts;
    const pusher = await signUp(stack, "bench-pusher");
    const deliveries = new Deliveries(doors.worker, stack.secrets.githubWebhook, await connectAndPush(stack, pusher));
    if (wanted("requests")) parts.unshift(await measureRequests(bench, extent, deliveries));
    if (wanted("broadcast")) parts.push(await measureBroadcast(bench, extent, pusher, deliveries));
    return parts;
  } finally {
    await stack.close();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  const setup = error instanceof SetupError;
  process.stderr.write(`${setup ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(setup ? EXIT_SETUP : 1);
});
