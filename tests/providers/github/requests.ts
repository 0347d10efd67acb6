/** One request that reached the REST API, with its answer, kept for the tests. */
export interface RecordedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: string;
  /** Names in lower case; the Authorization header keeps its scheme only. */
  headers: Record<string, string>;
  /** As it came; empty when there was none. */
  body: string;
  /** How the caller had authenticated. */
  caller: "app" | "client" | "installation" | "user" | "anonymous";
  status: number;
  response: string;
  at: number;
}

const KEPT = 10_000;

/** The newest requests; older ones are forgotten so that a long development session does not grow. */
export class RequestLog {
  readonly items: RecordedRequest[] = [];

  add(request: RecordedRequest): void {
    this.items.push(request);
    if (this.items.length > KEPT) this.items.shift();
  }
}
