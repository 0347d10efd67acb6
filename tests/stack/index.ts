import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { D1Database, R2Bucket } from "@cloudflare/workers-types";
import type { Miniflare, WorkerOptions } from "miniflare";
import { startGitHub, type GitHubSimulator } from "../providers/github/index.ts";
import { startMail, type Mail, type MailSimulator } from "../providers/mail/index.ts";
import { SetupError, portIfFree } from "./processes.ts";
import { Runner } from "./runner.ts";
import { secretsOf, type Secrets } from "./secrets.ts";
import { Worker } from "./worker.ts";

export { SetupError } from "./processes.ts";
export type { Secrets } from "./secrets.ts";

/** The App of local development and of the tests. */
const APP = { id: 418_001, slug: "steward-development", clientId: "Iv23liStewardDevelop" };
/** Port 9 is nobody's. */
const NOWHERE = "http://127.0.0.1:9";
const KEPT_LINES = 20_000;

export interface StackOptions {
  /** The repository; the one that this file is in unless told. */
  root?: string;
  /** Port of the Worker; a free one when absent. */
  port?: number;
  /** Ports of the others; free ones when absent. */
  ports?: { github?: number; githubApi?: number; mail?: number; runner?: number };
  /** Where all state is kept; a temporary folder that `close()` removes when absent. */
  directory?: string;
  /**
   * Variables and secrets over those of wrangler.toml and of this stack. A provider whose key is among them is the real
   * one: GitHub by `GITHUB_APP_ID`, mail by `RESEND_API_KEY`.
   */
  bindings?: Record<string, string>;
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
  /** Throws when GitHub is the real one, which `githubIsReal` tells. */
  readonly github: GitHubSimulator;
  githubIsReal: boolean;
  mail: MailSimulator;
  runner: Runner;
  worker: Worker;
  /** The present Miniflare; a restart makes a new one. */
  readonly miniflare: Miniflare;
  /** D1's own API on the Worker's database. */
  readonly db: D1Database;
  readonly bucket: R2Bucket;
  /** What the parts share: a test signs its own deliveries with these, or speaks to the runner itself. */
  secrets: Secrets;
  /** What the Worker, Miniflare and the runner printed, the newest last. */
  lines: readonly string[];
  /** Ends workerd in good order (or finds it killed) and starts it again on the same port and folder. */
  restartWorker(): Promise<void>;
  /** SIGKILL to workerd; nothing answers until `restartWorker()`. */
  killWorkerd(): Promise<void>;
  /** Fires the cron trigger, every minute's unless told. */
  scheduled(cron?: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulators of the outside world, the runner and the Worker, and resolves when the Worker answers. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const root = options.root ?? resolve(import.meta.dirname, "../..");
  const port = await portIfFree(options.port ?? 0);
  if (port === null) throw new SetupError(`Port ${options.port} is taken: end the program that listens there, or choose another port.`);
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
    const { ports = {} } = options;
    const mail = await startMail({ port: ports.mail, directory: join(directory, "mail"), apiKey: secrets.mailKey, onMail: options.onMail });
    closers.push(mail.close);
    const real = Boolean(options.bindings?.["GITHUB_APP_ID"]);
    const github = real ? null : await startDevelopmentGitHub(url, directory, secrets, ports);
    if (github !== null) closers.push(github.close);
    const runner = new Runner({ root, directory, secret: secrets.runner, port: ports.runner, capacity: options.runnerCapacity, onLine: note("runner") });
    closers.push(() => runner.stop());
    if (options.withoutRunner !== true) await runner.start();

    const bindings = () => ({
      ENVIRONMENT: "development",
      PUBLIC_URL: url,
      RUNNER: runner.url === "" ? NOWHERE : runner.url,
      RUNNER_SECRET: secrets.runner,
      SEALING_KEYS: secrets.sealingKeys,
      ...(!options.bindings?.["RESEND_API_KEY"] ? { RESEND_API_URL: mail.url, RESEND_API_KEY: secrets.mailKey } : {}),
      ...(github === null ? {} : githubBindings(github, secrets)),
      ...options.bindings,
    });
    const worker = new Worker({ root, directory: join(directory, "worker"), port, bindings, beside: options.beside, onLine: note("worker") });
    closers.push(() => worker.stop());
    await worker.start();
    return {
      url,
      get github() {
        if (github === null) throw new Error("GitHub is the real one");
        return github;
      },
      githubIsReal: real,
      mail,
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
      scheduled: (cron = "* * * * *") => worker.scheduled(cron),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function startDevelopmentGitHub(url: string, directory: string, secrets: Secrets, ports: NonNullable<StackOptions["ports"]>): Promise<GitHubSimulator> {
  return startGitHub({
    port: ports.github,
    apiPort: ports.githubApi,
    directory: join(directory, "github"),
    app: {
      ...APP,
      clientSecret: secrets.githubClient,
      webhookSecret: secrets.githubWebhook,
      webhookUrl: `${url}/api/integrations/github/webhook`,
      callbackUrl: `${url}/api/integrations/github/callback`,
    },
  });
}

function githubBindings(github: GitHubSimulator, secrets: Secrets): Record<string, string> {
  return {
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_APP_ID: String(APP.id),
    GITHUB_APP_SLUG: APP.slug,
    GITHUB_APP_PRIVATE_KEY: github.privateKeyPem,
    GITHUB_WEBHOOK_SECRET: secrets.githubWebhook,
    GITHUB_CLIENT_ID: APP.clientId,
    GITHUB_CLIENT_SECRET: secrets.githubClient,
  };
}
