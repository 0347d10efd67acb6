import { randomBytes } from "node:crypto";
import { listen } from "../../providers/http_server.ts";

/** A build that goes on only when the test lets it: behind each gate it says some lines, behind the last it ends. */
export interface GatedBuild {
  /** The repository's files. */
  files: Record<string, string>;
  /** Lets the build pass its gates up to this one, counted from 1. */
  openUpTo(gate: number): void;
  /** Lets it pass all of them and end. */
  open(): void;
}

export interface GatedLog {
  gates: number;
  linesPerGate?: number;
  /** Every second line goes to standard error. The order of the two streams is then nobody's promise. */
  errors?: boolean;
}

export interface Gates {
  /** Says `line 1`, `line 2`, …; `value` is its configuration. */
  build(log: GatedLog, value: unknown): GatedBuild;
  /** Whoever still waits fails. */
  close(): Promise<void>;
}

/** Serves gates on a free port of 127.0.0.1; builds ask there for leave to go on. */
export async function serveGates(): Promise<Gates> {
  const waiting = new Map<string, () => void>();
  const opened = new Set<string>();
  const server = await listen(async (request, response) => {
    const gate = request.url ?? "/";
    if (!opened.has(gate)) await new Promise<void>((resolve) => waiting.set(gate, resolve));
    response.end();
  });
  return {
    build: ({ gates, linesPerGate = 1, errors = false }, value) => {
      const path = `/${randomBytes(6).toString("hex")}`;
      const openUpTo = (last: number) => {
        for (let gate = 1; gate <= last; gate += 1) {
          opened.add(`${path}/${gate}`);
          waiting.get(`${path}/${gate}`)?.();
        }
      };
      const configuration = `let line = 0;
for (let gate = 1; gate <= ${gates}; gate += 1) {
  await fetch("${server.url}${path}/" + gate);
  for (const last = line + ${linesPerGate}; line < last; ) {
    line += 1;
    if (${errors} && line % 2 === 0) console.error("line " + line);
    else console.log("line " + line);
  }
}
await fetch("${server.url}${path}/${gates + 1}");
export default ${JSON.stringify(value)};
`;
      return { files: { "steward.config.mjs": configuration }, openUpTo, open: () => openUpTo(gates + 1) };
    },
    close: () => server.close(),
  };
}
