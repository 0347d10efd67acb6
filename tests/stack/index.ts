import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { R2Bucket } from "@cloudflare/workers-types";
import type { Miniflare, WorkerOptions } from "miniflare";
import type { DnsSimulator } from "../providers/dns/index.ts";
import type { GitHubSimulator } from "../providers/github/index.ts";
import type { Mail, MailSimulator } from "../providers/mail/index.ts";
import type { OpenIdSimulator } from "../providers/openid/index.ts";
import "./connections.ts";
import type { Database } from "./database.ts";
import type { Ports } from "./development/ports.ts";
import { startOutside } from "./outside.ts";
import { SetupError, portIfFree } from "./processes.ts";
import { Runner } from "./runner.ts";
import { secretsOf, type Secrets } from "./secrets.ts";
import { Worker } from "./worker.ts";

export { SetupError } from "./processes.ts";
export type { Secrets } from "./secrets.ts";

/** No program listens on port 9. */
const NOWHERE = "http://127.0.0.1:9";
const KEPT_LINES = 20_000;

export interface StackOptions {
  /** The repository; by default the one of this file. */
  root?: string;
  /** Port of the Worker; a free one when absent. */
  port?: number;
  /** Ports of the others; free ones when absent. */
  ports?: Partial<Ports>;
  /** Where all state is kept; a temporary folder that `close()` removes when absent. */
  directory?: string;
  /**
   * Variables and secrets over those of wrangler.toml and of this stack. A provider whose key is among them is the real
   * one: GitHub by `GITHUB_APP_ID`, Google and Slack by `GOOGLE_CLIENT_ID` and `SLACK_CLIENT_ID`, mail by `RESEND_API_KEY`,
   * DNS by `DNS_URL`. With `MAIL_TRANSPORT: "send_email"` the Worker has Cloudflare's binding EMAIL, whose mails come into
   * the same inbox.
   */
  bindings?: Record<string, string>;
  /** Whether a new database is a copy of a migrated one, which saves a second. The default in a temporary folder. */
  copiesDatabase?: boolean;
  /** Builds that the runner runs at one time. */
  runnerCapacity?: number;
  /** Leave the build runner out: for tests that build nothing. */
  withoutRunner?: boolean;
  /** Workers that run in the same workerd: what a benchmark compares with, or by which it reaches the Worker directly. */
  beside?: WorkerOptions[];
  /** Gets every line that the Worker, Miniflare and the runner print. */
  onLine?: (source: "worker" | "runner", line: string) => void;
  onMail?: (mail: Mail) => void;
}

export interface Stack {
  /** The Worker's address, which is also its PUBLIC_URL. It stays the same over restarts. */
  url: string;
  /** Throws when GitHub is the real one (`githubIsReal`). */
  readonly github: GitHubSimulator;
  githubIsReal: boolean;
  /** Signing in with Google and with Slack, and the DNS in which domains are proven; each throws when it is the real one. */
  readonly google: OpenIdSimulator;
  readonly slack: OpenIdSimulator;
  readonly dns: DnsSimulator;
  dnsIsReal: boolean;
  mail: MailSimulator;
  /** Whether mails go to the real Resend, and not to the inbox. */
  mailIsReal: boolean;
  runner: Runner;
  worker: Worker;
  /** The present Miniflare; a restart makes a new one. */
  readonly miniflare: Miniflare;
  /** The Worker's database, as D1's own API has it. */
  readonly db: Database;
  readonly bucket: R2Bucket;
  /** The secrets that the parts share, with which a test signs its own deliveries or calls the runner. */
  secrets: Secrets;
  /** What the Worker, Miniflare and the runner printed, the newest last. */
  lines: readonly string[];
  /** Ends workerd in good order (or finds it killed) and starts it again on the same port and folder. */
  restartWorker(): Promise<void>;
  /** SIGKILL to workerd; nothing answers until `restartWorker()`. */
  killWorkerd(): Promise<void>;
  /** Fires the cron trigger, by default that of every minute. */
  scheduled(cron?: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulators of the outside world, the runner and the Worker, and resolves when the Worker answers. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const root = options.root ?? resolve(import.meta.dirname, "../..");
  const port = await portIfFree(options.port ?? 0);
  if (port === null) throw new SetupError(`Port ${options.port} is in use: stop the program that uses it, or choose another port.`);
  const url = `http://127.0.0.1:${port}`;
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "steward-stack-")));
  const secrets = secretsOf(directory);
  const lines: string[] = [];
  const note = (source: "worker" | "runner") => (line: string) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(source, line);
  };

  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  try {
    const { ports = {}, bindings: given = {} } = options;
    const outside = await startOutside({ directory, isTemporary: options.directory === undefined, url, publicUrl: given["PUBLIC_URL"] || url, secrets, ports, given, onMail: options.onMail });
    closers.push(outside.close);
    const runner = new Runner({ root, directory, secret: secrets.runner, port: ports.runner, capacity: options.runnerCapacity, onLine: note("runner") });
    closers.push(() => runner.stop());
    if (options.withoutRunner !== true) await runner.start();

    const bindings = () => ({
      ENVIRONMENT: "development",
      PUBLIC_URL: url,
      RUNNER: runner.url === "" ? NOWHERE : runner.url,
      RUNNER_SECRET: secrets.runner,
      SEALING_KEYS: secrets.sealingKeys,
      TESTING_ROUTER: "on",
      // Hashing a password takes 65 ms of CPU otherwise. State that outlives this stack gets hashes of the usual cost.
      ...(options.directory === undefined ? { TESTING_PASSWORD_HASH: "cheap" } : {}),
      API_LIMIT_PER_MINUTE: "1000000",
      ANONYMOUS_LIMIT_PER_MINUTE: "1000000",
      ...outside.bindings,
      ...given,
    });
    const { beside, copiesDatabase = options.directory === undefined } = options;
    const worker = new Worker({ root, directory: join(directory, "worker"), copiesDatabase, port, bindings, beside, onLine: note("worker"), onMail: outside.mail.deliver });
    closers.push(() => worker.stop());
    await worker.start();
    await outside.ready;
    return {
      url,
      get github() {
        return simulated("GitHub", outside.github);
      },
      githubIsReal: outside.github === null,
      get google() {
        return simulated("Google", outside.google);
      },
      get slack() {
        return simulated("Slack", outside.slack);
      },
      get dns() {
        return simulated("DNS", outside.dns);
      },
      dnsIsReal: outside.dns === null,
      mail: outside.mail,
      mailIsReal: Boolean(given["RESEND_API_KEY"]),
      runner,
      worker,
      get miniflare() {
        return worker.miniflare;
      },
      get db() {
        return worker.database;
      },
      get bucket() {
        return worker.bucket;
      },
      secrets,
      lines,
      restartWorker: async () => {
        await worker.stop();
        await worker.start();
      },
      killWorkerd: () => worker.kill(),
      scheduled: async (cron = "* * * * *") => {
        try {
          await worker.scheduled(cron);
        } catch (error) {
          const failed = await worker.database.prepare("SELECT name, last_error FROM job WHERE last_error IS NOT NULL").all();
          throw new Error(`a job failed: ${JSON.stringify(failed.results)}\n${lines.slice(-20).join("\n")}`, { cause: error });
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function simulated<Simulator>(name: string, simulator: Simulator | null): Simulator {
  if (simulator === null) throw new Error(`${name} is the real one`);
  return simulator;
}
