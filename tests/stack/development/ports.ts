import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError, portIfFree } from "../processes.ts";

export interface Ports {
  github: number;
  githubApi: number;
  mail: number;
  runner: number;
  google: number;
  slack: number;
  dns: number;
}

/** In the order of their ports. */
const NAMES: Record<keyof Ports, string> = {
  github: "simulated GitHub",
  githubApi: "simulated GitHub's API",
  mail: "inbox",
  runner: "build runner",
  google: "simulated Google",
  slack: "simulated Slack",
  dns: "simulated DNS",
};

/**
 * The ports of everything but the page: those after the page's, or free ones, and the same again at the next start,
 * for clones and database rows hold addresses with them.
 */
export async function portsOf(directory: string, pagePort: number): Promise<Ports> {
  const file = join(directory, "ports.json");
  const ports = read(file);
  for (const [name, port] of Object.entries(ports)) {
    if ((await portIfFree(port)) !== null) continue;
    const who = NAMES[name as keyof Ports];
    throw new SetupError(`Port ${port}, which the ${who} has used since the first start, is in use: stop the program that uses it, or delete ${directory} to start over.`);
  }
  const taken = new Set<number>(Object.values(ports));
  const next = async (wish: number): Promise<number> => {
    const port = (pagePort > 0 && !taken.has(wish) ? await portIfFree(wish) : null) ?? (await portIfFree(0));
    if (port === null) throw new Error("no free port");
    if (taken.has(port)) return next(wish);
    taken.add(port);
    return port;
  };
  for (const [at, name] of (Object.keys(NAMES) as (keyof Ports)[]).entries()) ports[name] ??= await next(pagePort + 1 + at);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify(ports));
  return ports as Ports;
}

/** Those of the starts before; a folder of an earlier version lacks some. */
function read(file: string): Partial<Ports> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Ports>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
