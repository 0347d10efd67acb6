import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import type { R2Bucket } from "@cloudflare/workers-types";
import { Log, LogLevel, Miniflare, type WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf, unstable_readConfig as readConfig } from "wrangler";
import { databaseWorker, openDatabase, type Database } from "./database.ts";
import { copyMigrated } from "./database_template.ts";
import { applyMigrations } from "./migrations.ts";
import { SetupError, childrenNamed, endWithUs, killAndWait } from "./processes.ts";
import { mailError, isSentEmail, sentEmail, type SentEmail } from "./sent_email.ts";

const READY_MS = 30_000;

export interface WorkerSettings {
  /** Where wrangler.toml is. */
  root: string;
  /** Where D1, R2 and the objects are kept. */
  directory: string;
  /** A new database is a copy of one that is migrated already. */
  copiesDatabase?: boolean | undefined;
  /** Kept over restarts, so it must be a real one. */
  port: number;
  /** Variables and secrets, over those of wrangler.toml; read at every start. */
  bindings: () => Record<string, string>;
  /** Workers that run in the same workerd. */
  beside?: WorkerOptions[];
  onLine: (line: string) => void;
  /** Gets what the Worker sends through the binding EMAIL, which it has with MAIL_TRANSPORT = "send_email". */
  onMail: (mail: SentEmail) => void;
}

/**
 * The built Worker in workerd, configured from wrangler.toml. What it keeps on disk survives a kill: rows, files, the
 * objects' storage and their alarms. What is in queues, and every open socket, does not.
 */
export class Worker {
  private readonly settings: WorkerSettings;
  readonly url: string;
  private current: { miniflare: Miniflare; pid: number; callOff: () => void; database: Database; bucket: R2Bucket } | null = null;

  constructor(settings: WorkerSettings) {
    this.settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  /** Process id of workerd, or null while it is down. */
  get pid(): number | null {
    return this.current?.pid ?? null;
  }

  get miniflare(): Miniflare {
    return this.running.miniflare;
  }

  get database(): Database {
    return this.running.database;
  }

  get bucket(): R2Bucket {
    return this.running.bucket;
  }

  private get running() {
    if (this.current === null) throw new Error("the Worker is down");
    return this.current;
  }

  /** Starts workerd, migrates the database and resolves when the Worker answers. */
  async start(): Promise<void> {
    if (this.current !== null) throw new Error("the Worker is already running");
    const { root, directory, port, beside = [] } = this.settings;
    const printed: string[] = [];
    const onLine = (line: string) => {
      if (this.current === null) printed.push(line);
      this.settings.onLine(line);
    };
    const { options, migrations } = configuration(root, this.settings.bindings());
    if (this.settings.copiesDatabase === true) await copyMigrated(join(directory, "d1"), migrations, options.d1Databases);
    const started = await oneAtATime(async () => {
      const before = childrenNamed("workerd");
      const miniflare = new Miniflare({
        host: "127.0.0.1",
        port,
        cf: false,
        log: new LineLog(onLine, (mail) => this.settings.onMail(mail)),
        handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
          for (const input of [stdout, stderr]) createInterface({ input }).on("line", onLine);
        },
        cachePersist: false,
        d1Persist: join(directory, "d1"),
        r2Persist: join(directory, "r2"),
        durableObjectsPersist: join(directory, "objects"),
        workers: [options, databaseWorker(options.d1Databases), ...beside],
      });
      await miniflare.ready.catch((error: unknown) => {
        throw new Error(`workerd did not start: ${printed.join("\n")}`, { cause: error });
      });
      const pid = childrenNamed("workerd").find((child) => !before.includes(child));
      if (pid === undefined) throw new Error("workerd is not a child of this process");
      return { miniflare, pid, callOff: endWithUs(pid) };
    });
    const database = await openDatabase(started.miniflare);
    const bucket = (await started.miniflare.getR2Bucket("BUCKET")) as unknown as R2Bucket;
    this.current = { ...started, database, bucket };
    await applyMigrations(database, migrations);
    await this.ready();
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    let last = "";
    while (Date.now() < deadline) {
      const response = await fetch(`${this.url}/api/health`).catch(() => null);
      if (response?.status === 200) return;
      last = response === null ? "no answer" : `${response.status} ${await response.text()}`;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`GET /api/health was not 200 within ${READY_MS} ms: ${last}`);
  }

  /** Ends workerd in good order. What waits in queues is lost all the same: Miniflare keeps it in memory. */
  async stop(): Promise<void> {
    const { current } = this;
    this.current = null;
    current?.callOff();
    await current?.miniflare.dispose();
  }

  /** SIGKILL to workerd, in the middle of whatever it does. `start()` brings it back on the same port and folder. */
  async kill(): Promise<void> {
    const { miniflare, pid, callOff } = this.running;
    this.current = null;
    callOff();
    await killAndWait(pid);
    await miniflare.dispose();
  }

  /** Fires a cron trigger and resolves when its handler has ended. */
  async scheduled(cron: string, scheduledTime = new Date()): Promise<void> {
    const worker = await this.miniflare.getWorker();
    const { outcome } = await worker.scheduled({ cron, scheduledTime });
    if (outcome !== "ok") throw new Error(`the scheduled handler ended with ${outcome}`);
  }
}

/** What wrangler makes of wrangler.toml, with the values of this stack, and where the migrations are. */
export function configuration(root: string, bindings: Record<string, string>): { options: WorkerOptions; migrations: string } {
  const path = join(root, "wrangler.toml");
  const config = readConfig({ config: path }); // without .dev.vars, which wrangler puts among the worker's options
  // before wrangler reads the files itself: its errors do not say how to build them
  if (config.main === undefined || !existsSync(config.main)) throw new SetupError("The Worker is not built: run `cargo xtask build`.");
  const assets = config.assets?.directory;
  if (assets !== undefined && !existsSync(resolve(root, assets))) throw new SetupError("The frontend is not built: run `cargo xtask build`.");
  const { workerOptions, main = config.main } = workerOptionsOf(path, undefined, { overrides: { enableContainers: false } });
  const options = {
    ...workerOptions,
    name: config.name ?? "steward",
    rootPath: dirname(main),
    modulesRoot: dirname(main), // else modules are named from the working folder, and workerd allows no `..`
    scriptPath: main,
    modules: true,
    modulesRules: [
      { type: "ESModule", include: ["**/*.js", "**/*.mjs"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
    bindings: { ...config.vars, ...bindings },
    ...(bindings["MAIL_TRANSPORT"] === "send_email" ? { email: { send_email: [{ name: "EMAIL" }] } } : {}),
  } as WorkerOptions;
  const [database] = config.d1_databases;
  return { options, migrations: join(root, database?.migrations_dir ?? "migrations") };
}

/** Miniflare's own words (queues moved to dead letters, and the like) as lines. */
class LineLog extends Log {
  private readonly onLine: (line: string) => void;
  private readonly onMail: (mail: SentEmail) => void;

  constructor(onLine: (line: string) => void, onMail: (mail: SentEmail) => void) {
    super(LogLevel.WARN);
    this.onLine = onLine;
    this.onMail = onMail;
  }

  override logWithLevel(level: LogLevel, message: string): void {
    if (!isSentEmail(message)) return super.logWithLevel(level, message);
    const mail = sentEmail(message);
    const errorMessage = mailError(mail);
    if (errorMessage === null) this.onMail(mail);
    else this.onLine(`The binding send_email would refuse a mail: ${errorMessage}`);
  }

  override log(message: string): void {
    this.onLine(message);
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Starts one workerd at a time, as the process ids of two concurrent starts cannot be assigned. */
function oneAtATime<Result>(start: () => Promise<Result>): Promise<Result> {
  const turn = last.then(start);
  last = turn.catch(() => undefined);
  return turn;
}
