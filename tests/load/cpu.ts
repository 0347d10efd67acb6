import { readFileSync, readdirSync } from "node:fs";

/** The interval at which threads are sampled: of a thread that ends, at most this much CPU time is missed. */
const LOOK_MS = 20;
/** A process rests when it used no more than QUIET_MICROSECONDS during QUIET_MS. */
const QUIET_MS = 80;
const QUIET_MICROSECONDS = 500;

/**
 * The CPU time of a process, from the nanoseconds that Linux keeps for each thread (/proc/PID/task/TID/schedstat).
 * The system forgets a thread that has ended, so what was last seen of it is kept here.
 */
export class ProcessCpu {
  private readonly tasks: string;
  private readonly seen = new Map<string, number>();
  private ended = 0;

  constructor(pid: number) {
    this.tasks = `/proc/${pid}/task`;
  }

  /** Microseconds so far. */
  microseconds(): number {
    const alive = new Set(readdirSync(this.tasks));
    for (const thread of alive) this.look(thread);
    for (const [thread, nanoseconds] of this.seen) {
      if (alive.has(thread)) continue;
      this.ended += nanoseconds;
      this.seen.delete(thread);
    }
    let total = this.ended;
    for (const nanoseconds of this.seen.values()) total += nanoseconds;
    return total / 1_000;
  }

  private look(thread: string): void {
    let nanoseconds: number;
    try {
      nanoseconds = Number(readFileSync(`${this.tasks}/${thread}/schedstat`, "latin1").split(" ", 1)[0]);
    } catch {
      return; // it ended between the two looks; what was last seen of it counts
    }
    const before = this.seen.get(thread) ?? 0;
    if (nanoseconds < before) this.ended += before; // another thread got the number of one that ended
    this.seen.set(thread, nanoseconds);
  }

  /** Resolves when the process has nothing left to do, with the microseconds so far. */
  async rest(withinMs = 60_000): Promise<number> {
    const deadline = performance.now() + withinMs;
    let before = this.microseconds();
    for (;;) {
      await pause(QUIET_MS);
      const now = this.microseconds();
      if (now - before <= QUIET_MICROSECONDS) return now;
      if (performance.now() > deadline) throw new Error(`workerd did not come to rest within ${withinMs} ms`);
      before = now;
    }
  }

  /** What `work` costs, with all that it sets off: until the process rests again. */
  async of<Result>(work: () => Promise<Result>): Promise<{ result: Result; microseconds: number }> {
    const before = await this.rest();
    const timer = setInterval(() => this.microseconds(), LOOK_MS);
    try {
      const result = await work();
      return { result, microseconds: (await this.rest()) - before };
    } finally {
      clearInterval(timer);
    }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
