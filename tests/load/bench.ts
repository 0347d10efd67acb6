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
const HELP = `Usage: cargo xtask bench [--quick] [--json FILE] [--root DIRECTORY]

  --quick           few requests and rounds: shows that everything runs, its figures say little
  --json FILE       writes the figures there too
  --root DIRECTORY  measures the build of another checkout, to compare two
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
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
  const parts = [...(await measureStack(root, extent)), await measureShipped(root, extent)];
  for (const { title, lines } of parts) say(`\n${table(title, lines)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine: measuredOn, extent, parts }, null, 2)}\n`);
  const targets = parts.flatMap(({ lines }) => lines.flatMap((line) => line.targets));
  const met = targets.filter(isMet).length;
  say(`\n${met} of ${targets.length} targets met`);
}

/** All that one workerd is asked. */
async function measureStack(root: string, extent: Extent): Promise<Measured[]> {
  const log = new RequestLog();
  const name = configuration(root, {}).options.name ?? "";
  // calls are counted as always, but this many must not be refused
  const bindings = { API_LIMIT_PER_MINUTE: "10000000" };
  const stack = await startStack({ root, bindings, beside: besideOf(name), onLine: (source, line) => source === "worker" && log.line(line) });
  try {
    const doors = await doorsOf(stack.miniflare);
    await teachFloor(doors, "/api/health");
    if (stack.worker.pid === null) throw new Error("workerd is down");
    const bench = { stack, doors, log, cpu: new ProcessCpu(stack.worker.pid) };
    // first, while no other builds are in the table
    const length = await measureLength(bench, extent);
    const pages = await measurePages(bench, extent);
    const logs = await measureLogs(bench, extent);
    const pusher = await signUp(stack, "bench-pusher");
    const deliveries = new Deliveries(doors.worker, stack.secrets.githubWebhook, await connectAndPush(stack, pusher));
    const requests = await measureRequests(bench, extent, deliveries);
    const broadcast = await measureBroadcast(bench, extent, pusher, deliveries);
    return [requests, broadcast, length, logs, pages];
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
