import { randomBytes } from "node:crypto";
import { listen } from "../../providers/http_server.ts";

/** A build that waits at gates: after each gate it writes some lines, after the last it completes. */
export interface GatedBuild {
  files: Record<string, string>;
  /** Opens the gates up to this one, counted from 1. */
  openUpTo(gate: number): void;
  /** Opens all gates, so that the build completes. */
  open(): void;
}

export interface GatedLog {
  gates: number;
  linesPerGate?: number;
  /** Writes every second line to standard error. The order of the two streams is then not guaranteed. */
  errors?: boolean;
}

export interface Gates {
  /** A build that writes `line 1`, `line 2`, … and whose configuration is `value`. */
  build(log: GatedLog, value: unknown): GatedBuild;
  /** Closes the server. Builds that still wait fail. */
  close(): Promise<void>;
}

/** Serves gates on a free port of 127.0.0.1, where builds wait for a response. */
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
