import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SetupError, endWithUs, portIfFree } from "./processes.ts";

const START_MS = 10_000;
const STOP_MS = 5_000;

/** Variables by which a machine says where packages come from; builds need them where they are set. */
const PACKAGE_SOURCES = [
  "npm_config_registry",
  "npm_config_userconfig",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
];

export interface RunnerOptions {
  /** The repository, where the binary is. */
  root: string;
  directory: string;
  secret: string;
  /** A free one when absent. */
  port?: number | undefined;
  /** See runner/README.md. Builds of tests wait for servers of this machine, which isolated builds cannot reach. */
  isolation?: "auto" | "required" | "one_organization" | "trusted" | undefined;
  /** Builds at one time. */
  capacity?: number | undefined;
  onLine: (line: string) => void;
}

/** The build runner as its own process, on a port that it keeps over restarts. */
export class Runner {
  url = "";
  private readonly options: RunnerOptions;
  private child: ChildProcess | null = null;
  private callOff: () => void = () => undefined;

  constructor(options: RunnerOptions) {
    this.options = options;
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts it and resolves when it listens. */
  async start(): Promise<void> {
    const { directory, secret, capacity, isolation, onLine } = this.options;
    const work = join(directory, "runner");
    mkdirSync(work, { recursive: true });
    const userConfiguration = process.env["npm_config_userconfig"] ?? join(homedir(), ".npmrc");
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      ...(existsSync(userConfiguration) ? { npm_config_userconfig: userConfiguration } : {}),
    };
    const passed = PACKAGE_SOURCES.filter((name) => environment[name]);
    const port = this.url === "" ? (this.options.port ?? (await portIfFree(0)) ?? 0) : new URL(this.url).port;
    const child = spawn(binary(this.options.root), {
      env: {
        ...environment,
        RUNNER_SECRET: secret,
        RUNNER_ADDRESS: `127.0.0.1:${port}`,
        RUNNER_WORK_DIRECTORY: work,
        RUNNER_ALLOW_HTTP_CLONE: "true",
        RUNNER_CAPACITY: String(capacity ?? 2),
        RUNNER_ISOLATION: isolation ?? "trusted",
        RUNNER_ESBUILD: join(this.options.root, "node_modules/.bin/esbuild"),
        RUNNER_PASS_ENVIRONMENT: passed.join(","),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    if (child.pid !== undefined) this.callOff = endWithUs(child.pid);
    createInterface({ input: child.stderr }).on("line", onLine);
    const lines = createInterface({ input: child.stdout });
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the runner did not listen within ${START_MS} ms`)), START_MS);
      const end = (error: Error) => {
        clearTimeout(timer);
        reject(error);
      };
      child.once("error", end);
      child.once("exit", (code) => end(new Error(`the runner ended with code ${code} before it listened`)));
      lines.on("line", (line) => {
        const listening = /^\{"listening":"(http:\/\/[^"]+)"\}$/.exec(line)?.[1];
        if (listening === undefined) return onLine(line);
        clearTimeout(timer);
        resolve(listening);
      });
    });
  }

  /** Kills it, as a crash would, without cleaning up. */
  kill(): Promise<void> {
    return this.end("SIGKILL");
  }

  /** Asks it to end, and insists after a while. */
  stop(): Promise<void> {
    return this.end("SIGTERM");
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = null;
    this.callOff();
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill(signal);
    });
  }
}

function binary(root: string): string {
  const candidates = ["target/release/steward-runner", "target/debug/steward-runner"].map((path) => join(root, path)).filter((path) => existsSync(path));
  // the newer one: what was built last is what is meant
  const [found] = candidates.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (found === undefined) throw new SetupError("The build runner is not built: run `cargo xtask build`, or `cargo build --package steward-runner`.");
  return found;
}
