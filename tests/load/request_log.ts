/** The Worker's log line of a request. */
export interface Logged {
  statements: number;
  roundTrips: number;
}

interface Line {
  message?: string;
  requestId?: string;
  d1_statements?: number;
  d1_round_trips?: number;
}

/** Listens to the Worker's log for the lines of chosen requests. */
export class RequestLog {
  private readonly awaited = new Map<string, (logged: Logged) => void>();
  /** Lines of a request may come before its answer was read. */
  private recent: Line[] = [];
  private listening = false;

  line(text: string): void {
    if (!this.listening || !text.startsWith("{")) return;
    const line = JSON.parse(text) as Line;
    if (line.message !== "request" || line.requestId === undefined) return;
    const awaited = this.awaited.get(line.requestId);
    if (awaited === undefined) this.recent.push(line);
    else awaited(loggedOf(line));
  }

  /** What was logged of the one request that `send` makes and whose id it resolves with. */
  async of(send: () => Promise<string>): Promise<Logged> {
    this.listening = true;
    try {
      const id = await send();
      const known = this.recent.find(({ requestId }) => requestId === id);
      if (known !== undefined) return loggedOf(known);
      return await new Promise<Logged>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`the Worker logged nothing of request ${id} within 5 s`)), 5_000);
        this.awaited.set(id, (logged) => {
          clearTimeout(timer);
          this.awaited.delete(id);
          resolve(logged);
        });
      });
    } finally {
      this.listening = false;
      this.recent = [];
    }
  }
}

function loggedOf({ d1_statements: statements, d1_round_trips: roundTrips }: Line): Logged {
  if (statements === undefined || roundTrips === undefined) throw new Error("the Worker's log line counts no statements");
  return { statements, roundTrips };
}
