import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a run of git ended, and what it wrote. */
export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: string;
}

export interface Run {
  args: string[];
  cwd: string | undefined;
  env: Record<string, string>;
  input: string | Uint8Array;
}

type Answer = ({ id: number } & Ended) | { id: number; error: string };

const PROGRAM = fileURLToPath(new URL("git_spawner.mjs", import.meta.url));

const waiting = new Map<number, { resolve: (ended: Ended) => void; reject: (error: Error) => void }>();
let spawner: ChildProcess | undefined;
let runs = 0;

/**
 * Runs git, which is ended after 30 s. A small process starts it: starting one stops its parent for as long as the system
 * copies the parent's page tables, which is 20 ms for a process that runs tests, and a push takes some 15 runs.
 */
export function spawnGit(run: Run): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = (spawner ??= start());
    const id = ++runs;
    waiting.set(id, { resolve, reject });
    child.channel?.ref();
    child.send({ id, ...run }, (error) => {
      if (error !== null) settle(id)?.reject(error);
    });
  });
}

function start(): ChildProcess {
  const child = fork(PROGRAM, { execArgv: [], serialization: "advanced" });
  child.on("message", (answer: Answer) => {
    const run = settle(answer.id);
    if ("error" in answer) run?.reject(new Error(`cannot start git: ${answer.error}`));
    else run?.resolve(answer);
  });
  const end = (): void => {
    if (spawner === child) spawner = undefined;
    for (const id of waiting.keys()) settle(id)?.reject(new Error("the process that starts git has ended"));
  };
  child.on("error", end);
  child.on("exit", end);
  // it keeps this process running only while git does
  child.unref();
  return child;
}

/** The run that waits for this answer, which is now there. */
function settle(id: number) {
  const run = waiting.get(id);
  waiting.delete(id);
  if (waiting.size === 0) spawner?.channel?.unref();
  return run;
}
