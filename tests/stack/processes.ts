import { execFileSync, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";

/** A sentence for the person at the terminal: what is wrong with the machine or the set-up, and what to do. */
export class SetupError extends Error {}

/** Process ids of this process's children with that program name, dead ones left out. */
export function childrenNamed(name: string): number[] {
  return listing()
    .filter((process_) => process_.parent === process.pid && process_.name.startsWith(name) && process_.alive)
    .map(({ id }) => id);
}

export function isAlive(id: number): boolean {
  return listing().some((process_) => process_.id === id && process_.alive);
}

/** Kills a process and resolves when it has ended, so that its port is free. */
export async function killAndWait(id: number): Promise<void> {
  process.kill(id, "SIGKILL");
  const deadline = Date.now() + 10_000;
  while (isAlive(id)) {
    if (Date.now() > deadline) throw new Error(`process ${id} did not end within 10 s of SIGKILL`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Sees to it that a child does not outlive this process, however this process ends: a shell waits for the end of a
 * pipe that only this process holds, and then kills the child. Returns what calls it off.
 */
export function endWithUs(id: number): () => void {
  const guard = spawn("sh", ["-c", "cat > /dev/null; kill -9 $0", String(id)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.unref();
  guard.stdin.on("error", () => undefined);
  (guard.stdin as unknown as { unref(): void }).unref(); // a pipe to a child is a socket
  return () => guard.kill("SIGKILL");
}

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152): one of those can be
 * taken by another connection between the check and its use, or while a killed program restarts on it.
 */
const QUIET_PORTS: [number, number] = [20_000, 32_000];
const TRIES = 100;

/** Whether a program may listen on this port of 127.0.0.1; port 0 asks for any. Resolves with the port, or null. */
export async function portIfFree(port: number): Promise<number | null> {
  if (port !== 0) return probe(port);
  for (let at = 0; at < TRIES; at++) {
    const found = await probe(randomInt(...QUIET_PORTS));
    if (found !== null) return found;
  }
  return null;
}

function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const { port: given } = server.address() as AddressInfo;
      server.close(() => resolve(given));
    });
  });
}

interface Process {
  id: number;
  parent: number;
  name: string;
  alive: boolean;
}

function listing(): Process[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  const found: Process[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      const [state, parent] = stat.slice(end + 2).split(" ");
      found.push({ id: Number(entry), parent: Number(parent), name: stat.slice(stat.indexOf("(") + 1, end), alive: state !== "Z" && state !== "X" });
    } catch {
      continue; // it ended between the two looks
    }
  }
  return found;
}

function fromPs(): Process[] {
  const lines = execFileSync("ps", ["-axo", "pid=,ppid=,state=,comm="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [id, parent, state, ...command] = line.trim().split(/\s+/);
    const name = command.join(" ").split("/").at(-1) ?? "";
    return { id: Number(id), parent: Number(parent), name, alive: !state?.startsWith("Z") };
  });
}
