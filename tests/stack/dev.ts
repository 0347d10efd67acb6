// The entry of `cargo xtask dev`: everything on this machine, its state in .dev/, until Ctrl-C.
import { createWriteStream, existsSync, mkdirSync, readFileSync, type WriteStream } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { unstable_readConfig as readConfig } from "wrangler";
import type { Mail } from "../providers/mail/index.ts";
import { tick } from "./development/crons.ts";
import { NAME, OWNER } from "./development/demo_repository.ts";
import { ownVariables } from "./development/own_variables.ts";
import { portsOf } from "./development/ports.ts";
import { DEMO, seed } from "./development/seed.ts";
import { SetupError, startStack, type Stack } from "./index.ts";

const EXIT_SETUP = 2;
const root = resolve(import.meta.dirname, "../..");

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    directory: { type: "string", default: join(root, ".dev") },
    verbose: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const directory = resolve(values.directory);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SetupError(`--port ${values.port} is not a port: use a number up to 65535.`);
  mkdirSync(directory, { recursive: true });
  const logs = { worker: createWriteStream(join(directory, "worker.log")), runner: createWriteStream(join(directory, "runner.log")) };
  const own = join(root, ".dev.vars");
  const stack = await startStack({
    root,
    port,
    ports: await portsOf(directory, port),
    directory,
    bindings: { API_LIMIT_PER_MINUTE: "600", ...(existsSync(own) ? ownVariables(readFileSync(own, "utf8")) : {}) },
    onLine: (source, line) => show(line, logs[source]),
    onMail: showMail,
  });
  const crons = readConfig({ config: join(root, "wrangler.toml") }).triggers.crons ?? [];
  const stopCrons = tick(crons, (cron) => stack.scheduled(cron));
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    stopCrons();
    void stack.close().finally(() => process.exit(code));
  };
  process.on("SIGINT", () => end(0));
  process.on("SIGTERM", () => end(0));
  process.on("SIGHUP", () => end(0));
  try {
    await seed(stack, directory);
  } catch (error) {
    process.stderr.write(`The demo could not be prepared. The next start will try again: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.stdout.write(banner(stack, directory));
}

/** Writes all lines to the log file, and errors and lines that are not log lines to the terminal too. */
function show(line: string, log: WriteStream): void {
  log.write(`${line}\n`);
  const quiet = line.startsWith("{") && !/"level":"(?:error|warn)"/i.test(line);
  if (values.verbose || !quiet) process.stderr.write(`${line}\n`);
}

function showMail({ to, subject, text }: Mail): void {
  process.stdout.write(`\n--- email to ${to.join(", ")}: ${subject}\n${text ?? "(HTML only, see the inbox)"}\n---\n`);
}

function banner(stack: Stack, directory: string): string {
  const lines: [string, string][] = [
    ["Steward", stack.url],
    ["Sign in as", `${DEMO.email}, password ${DEMO.password}`],
  ];
  if (stack.githubIsReal) lines.push(["GitHub", "the real one, with the keys in .dev.vars"]);
  else {
    lines.push(
      ["Demo repository", `git clone ${stack.github.pushUrl(`${OWNER}/${NAME}`)}`],
      ["", "change steward.config.ts, commit, `git push`: the build appears on the page"],
      ["GitHub, simulated", stack.github.url],
    );
  }
  const near = relative(process.cwd(), directory) || ".";
  const shown = near.startsWith("..") ? directory : near;
  lines.push(["Inbox", stack.mail.url]);
  if (!stack.dnsIsReal) lines.push(["Domain records", stack.dns.pageUrl]);
  lines.push(["Logs", `${shown}/worker.log, ${shown}/runner.log`]);
  return `\n${lines.map(([name, value]) => `  ${name.padEnd(18)} ${value}`).join("\n")}\n\n  Ctrl-C ends everything.\n\n`;
}

main().catch((error: unknown) => {
  const setup = error instanceof SetupError;
  process.stderr.write(`${setup ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(setup ? EXIT_SETUP : 1);
});
