import type { Stack } from "../../stack/index.ts";
import type { Answer } from "./client.ts";
import { until } from "./poll.ts";

/** The Worker's log line of one request. */
export interface Logged {
  method: string;
  path: string;
  status: number;
  duration_ms: number;
  d1_statements: number;
  d1_round_trips: number;
  /** Absent for none. */
  password_checks?: number;
}

/** The line that the Worker logged at the end of the request with this answer. */
export function logged({ lines }: Stack, { headers }: Pick<Answer, "headers">): Promise<Logged> {
  const id = headers.get("x-request-id") ?? "";
  return until(`the log line of request ${id}`, () => {
    const found = lines.filter((line) => line.startsWith("{") && line.includes(id)).map((line) => JSON.parse(line) as Logged & { message: string });
    return found.find(({ message }) => message === "request");
  });
}
