import type { Stack } from "../../stack/index.ts";
import type { Answer } from "./client.ts";
import { until } from "./poll.ts";

/** What the Worker logs of one request. */
export interface Logged {
  method: string;
  path: string;
  status: number;
  duration_ms: number;
  d1_statements: number;
  d1_round_trips: number;
}

/** The one line that the Worker has logged at the end of the request that was answered so. */
export function logged({ lines }: Stack, { headers }: Answer): Promise<Logged> {
  const id = headers.get("x-request-id") ?? "";
  return until(`the log line of request ${id}`, () => {
    const found = lines.filter((line) => line.startsWith("{") && line.includes(id)).map((line) => JSON.parse(line) as Logged & { message: string });
    return found.find(({ message }) => message === "request");
  });
}
