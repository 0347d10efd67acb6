import { ProcessCpu, pause } from "./cpu.ts";
import { ended, push, signUpBuilder, type Builder } from "./building.ts";
import type { Extent } from "./extent.ts";
import type { Bench, Measured } from "./part.ts";
import { shown, type Line } from "./report.ts";
import { signUp, type Person } from "./scene.ts";
import { median } from "./statistics.ts";

const MOST_MICROSECONDS_PER_LINE = 5;
const MOST_MS_AFTER_RUNNER = 1_000;
const MOST_SLOWER = 1.2;
const MOST_FOR_WATCHERS = 2;
const WATCHERS = 20;
const REQUESTS = 60;

const printing = (lines: number) => `for (let line = 1; line <= ${lines}; line += 1) console.log("a line of a build's log, number " + line);\nexport default {};\n`;

/** (k) What a build that prints much costs the runner, the object and the Worker, and everybody else. */
export async function measureLogs({ stack, cpu }: Bench, { logLines }: Extent): Promise<Measured> {
  if (stack.runner.pid === null) throw new Error("the runner is down");
  const runner = new ProcessCpu(stack.runner.pid);
  const builder = await signUpBuilder(stack, "bench-logs");
  const neighbour = await signUp(stack, "bench-neighbour");
  await stack.db.prepare("UPDATE estate SET cancel_superseded_builds = 0 WHERE id = ?1").bind(builder.estateId).run();

  const quiet = await latency(neighbour);
  const silent = await costOf(cpu, runner, () => build(stack, builder, 1, 0));
  const alone = await costOf(cpu, runner, () => build(stack, builder, logLines, 0));
  const watched = await costOf(cpu, runner, () => build(stack, builder, logLines, 1));
  const crowded = await costOf(cpu, runner, () => build(stack, builder, logLines, WATCHERS));
  const during: { latency: number } = { latency: 0 };
  const beside = await costOf(cpu, runner, () => build(stack, builder, logLines, 1, async () => void (during.latency = await latency(neighbour))));

  const perLine = (cost: Cost) => (cost.microseconds - silent.microseconds) / logLines;
  const ofRunner = (cost: Cost) => (cost.runner - silent.runner) / logLines;
  const lines: Line[] = [alone, watched, crowded, beside].map((cost, index) => ({
    name: ["with nobody watching", "watched by one", `watched by ${WATCHERS}`, "watched by one, beside a neighbour"][index] ?? "",
    figures: { "CPU µs/line": shown(perLine(cost)), "of it the runner": shown(ofRunner(cost)), "ms after the runner": shown(cost.afterRunner) },
    targets: [
      ...(index < 2 ? [{ name: "CPU", figure: perLine(cost), limit: MOST_MICROSECONDS_PER_LINE, unit: "µs/line" }] : []),
      { name: "end", figure: cost.afterRunner, limit: MOST_MS_AFTER_RUNNER, unit: "ms" },
    ],
  }));
  const ratio = crowded.microseconds / watched.microseconds;
  lines.push({ name: `${WATCHERS} watchers beside one`, figures: {}, targets: [{ name: "CPU", figure: ratio, limit: MOST_FOR_WATCHERS, unit: "times" }] });
  lines.push({ name: "a neighbour's GET /api/auth/me, beside a quiet time", figures: {}, targets: [{ name: "latency", figure: during.latency / quiet, limit: MOST_SLOWER, unit: "times" }] });
  return { title: `(k) a build that prints ${logLines.toLocaleString("en-US")} lines`, lines };
}

interface Cost {
  /** Of workerd and of the runner's own process. */
  microseconds: number;
  /** Of the runner's alone. */
  runner: number;
  /** From the runner's end to the moment at which the API shows it, in milliseconds. */
  afterRunner: number;
}

async function costOf(workerd: ProcessCpu, runner: ProcessCpu, work: () => Promise<number>): Promise<Cost> {
  const before = await runner.rest();
  const { result, microseconds } = await workerd.of(work);
  const ofRunner = (await runner.rest()) - before;
  return { microseconds: microseconds + ofRunner, runner: ofRunner, afterRunner: result };
}

/** Builds, with so many readers of the log; resolves with the milliseconds from the runner's end to the build's. */
async function build(stack: Bench["stack"], builder: Builder, lines: number, watchers: number, meanwhile?: () => Promise<void>): Promise<number> {
  const id = await push(stack, builder, printing(lines));
  const readers = Array.from({ length: watchers }, () => read(builder, id));
  const other = meanwhile?.();
  await Promise.all(readers);
  const { steps } = await ended(builder, id);
  const seen = Date.now();
  await other;
  return seen - Math.max(...steps.map(({ completedAt }) => Date.parse(completedAt ?? "")));
}

/** Reads a log to its end. */
async function read({ browser, estateId }: Person, buildId: string): Promise<void> {
  const headers = { cookie: browser.cookie, accept: "text/event-stream" };
  const response = await fetch(`${browser.url}/api/estates/${estateId}/builds/${buildId}/log`, { headers });
  if (!response.ok || response.body === null) throw new Error(`the log was answered ${response.status}`);
  let rest = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest = (rest + decoder.decode(piece, { stream: true })).slice(-200);
    if (rest.includes("event: end")) return;
  }
}

/** The median time of a request, in milliseconds. */
async function latency({ browser }: Person): Promise<number> {
  const times: number[] = [];
  for (let request = 0; request < REQUESTS; request += 1) {
    const start = performance.now();
    await browser.expect("GET", "/api/auth/me");
    times.push(performance.now() - start);
    await pause(10);
  }
  return median(times);
}
