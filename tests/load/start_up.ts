import { join } from "node:path";
import { tmpdir } from "node:os";
import type { Readable } from "node:stream";
import { mkdtemp, rm } from "node:fs/promises";
import { Miniflare, type WorkerOptions } from "miniflare";
import { childrenNamed } from "../stack/processes.ts";
import { configuration } from "../stack/worker.ts";
import { Connection, requestBytes } from "./client.ts";
import { ProcessCpu } from "./cpu.ts";
import { besideOf, doorsOf } from "./floor.ts";
import { median } from "./statistics.ts";

/** Answered by the Worker itself: no binding is asked, so that what is timed is the isolate. */
const PATH = "/api/auth/me";

/** Milliseconds, medians. */
export interface StartUp {
  /** From the first request that a fresh isolate gets until its answer. */
  firstRequest: number;
  /** From the start of workerd, with the reading and compiling of the script and its wasm, until that answer. */
  whole: number;
  /** CPU of workerd until that answer, which other work on the machine does not stretch. */
  cpu: number;
}

/**
 * Starts workerd anew for each try, in turn with the Worker and with a plain JavaScript one that has the same bindings
 * and classes, and asks it once.
 */
export async function startUp(root: string, tries: number): Promise<{ worker: StartUp; floor: StartUp }> {
  // a configuration that is complete: what is missing would be logged
  const secrets = { SEALING_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`, RUNNER_SECRET: "none", RESEND_API_KEY: "none" };
  const { options } = configuration(root, { PUBLIC_URL: "http://127.0.0.1:9", RUNNER: "http://127.0.0.1:9", ...secrets });
  const kinds = { worker: options, floor: plain(options) };
  const found: Record<keyof typeof kinds, StartUp[]> = { worker: [], floor: [] };
  for (let turn = 0; turn < tries; turn += 1) {
    for (const kind of turn % 2 === 0 ? (["floor", "worker"] as const) : (["worker", "floor"] as const)) {
      found[kind].push(await once(kinds[kind]));
    }
  }
  const middle = (values: StartUp[]) => ({
    firstRequest: median(values.map(({ firstRequest }) => firstRequest)),
    whole: median(values.map(({ whole }) => whole)),
    cpu: median(values.map(({ cpu }) => cpu)),
  });
  return { worker: middle(found.worker), floor: middle(found.floor) };
}

/** The same Worker to workerd, but for its script. */
function plain(options: WorkerOptions): WorkerOptions {
  const objects = (options.durableObjects ?? {}) as Record<string, { className: string }>;
  const classes = Object.values(objects).map(({ className }) => `export class ${className} { fetch() { return new Response(null); } }`);
  const script = `export default { fetch: () => new Response("{}", { status: 401 }), queue() {}, scheduled() {} };\n${classes.join("\n")}`;
  const { scriptPath: _path, modulesRules: _rules, rootPath: _root, ...rest } = options as WorkerOptions & Record<string, unknown>;
  return { ...rest, modulesRoot: "/", modules: [{ type: "ESModule", path: "/index.js", contents: script }] } as WorkerOptions;
}

async function once(options: WorkerOptions): Promise<StartUp> {
  const directory = await mkdtemp(join(tmpdir(), "steward-start-up-"));
  const others = childrenNamed("workerd");
  const started = performance.now();
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    cachePersist: false,
    defaultPersistRoot: directory,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      stdout.resume();
      stderr.on("data", (text: Buffer) => process.stderr.write(text));
    },
    workers: [options, ...besideOf(options.name ?? "", options.d1Databases)],
  });
  try {
    await miniflare.ready;
    const { worker } = await doorsOf(miniflare);
    const connection = new Connection(worker);
    await connection.open();
    const asked = performance.now();
    const { status, body } = await connection.exchange(requestBytes(worker, "GET", PATH));
    const answered = performance.now();
    const pid = childrenNamed("workerd").find((child) => !others.includes(child));
    if (pid === undefined) throw new Error("workerd is no child of this process");
    const cpu = new ProcessCpu(pid).microseconds() / 1_000;
    connection.close();
    if (status !== 401) throw new Error(`GET ${PATH} without a session answered ${status}: ${body.toString()}`);
    return { firstRequest: answered - asked, whole: answered - started, cpu };
  } finally {
    await miniflare.dispose();
    await rm(directory, { recursive: true, force: true });
  }
}
