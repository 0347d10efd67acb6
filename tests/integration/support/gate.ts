import { listen } from "../../providers/http_server.ts";
import { until } from "./poll.ts";

/** A gate at which a build waits: its configuration sends a request, which is answered when the test opens the gate. */
export interface Gate {
  /** A configuration in JavaScript that says `waiting at <name>`, waits at the gate of that name, and then is `value`. */
  configuration(name: string, value: unknown): Record<string, string>;
  /** Resolves when a build waits there. */
  reached(name: string): Promise<void>;
  open(name: string): void;
  close(): Promise<void>;
}

/** Opens gates on a free port of 127.0.0.1, all of them shut. */
export async function openGates(): Promise<Gate> {
  const waiting = new Map<string, () => void>();
  const opened = new Set<string>();
  const server = await listen(async (request, response) => {
    const name = (request.url ?? "/").slice(1);
    if (!opened.has(name)) await new Promise<void>((resolve) => waiting.set(name, resolve));
    response.end("open");
  });
  return {
    configuration: (name, value) => ({
      "steward.config.mjs": `console.log(${JSON.stringify(`waiting at ${name}`)});
await fetch(${JSON.stringify(`${server.url}/${name}`)});
export default ${JSON.stringify(value)};
`,
    }),
    reached: async (name) => {
      await until(`a build to wait at ${name}`, () => waiting.has(name));
    },
    open: (name) => {
      opened.add(name);
      waiting.get(name)?.();
    },
    close: () => server.close(),
  };
}
