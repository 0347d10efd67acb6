import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError, portIfFree } from "../processes.ts";

export interface Ports {
  github: number;
  githubApi: number;
  mail: number;
  runner: number;
}

const NAMES = { github: "simulated GitHub", githubApi: "simulated GitHub's API", mail: "inbox", runner: "build runner" };

/**
 * The ports of everything but the page: those after the page's, or free ones, and the same again at the next start,
 * for clones and database rows hold addresses with them.
 */
export async function portsOf(directory: string, pagePort: number): Promise<Ports> {
  const file = join(directory, "ports.json");
  let ports: Ports | null = null;
  try {
    ports = JSON.parse(readFileSync(file, "utf8")) as Ports;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (ports !== null) {
    for (const [name, port] of Object.entries(ports)) {
      if ((await portIfFree(port)) !== null) continue;
      const who = NAMES[name as keyof Ports];
      throw new SetupError(`Port ${port}, which the ${who} has had since the first start, is taken: end the program that listens there, or remove ${directory} to begin anew.`);
    }
    return ports;
  }
  const taken = new Set<number>();
  const next = async (wish: number): Promise<number> => {
    const port = (pagePort > 0 && !taken.has(wish) ? await portIfFree(wish) : null) ?? (await portIfFree(0));
    if (port === null) throw new Error("no free port");
    if (taken.has(port)) return next(wish);
    taken.add(port);
    return port;
  };
  ports = { github: await next(pagePort + 1), githubApi: await next(pagePort + 2), mail: await next(pagePort + 3), runner: await next(pagePort + 4) };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
