import type { Person } from "./people.ts";

/** One server-sent event of a build's log. */
export interface LogEvent {
  event: string;
  id: string | null;
  data: { first?: number; lines?: [at: number, stream: string, step: string | null, text: string][]; status?: string };
}

const OPEN_MS = 60_000;

/** Reads a build's log as a browser's EventSource does, until `enough` says so or the server closes the stream. */
export async function readLog(
  { client, estateId }: Person,
  buildId: string,
  options: { lastEventId?: number; enough?: (events: LogEvent[]) => boolean } = {},
): Promise<{ events: LogEvent[]; isClosed: boolean }> {
  const { lastEventId, enough = () => false } = options;
  const headers = { cookie: client.cookie, accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }) };
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(OPEN_MS)]);
  const response = await fetch(`${client.url}/api/estates/${estateId}/builds/${buildId}/log`, { headers, signal });
  if (response.status !== 200 || response.body === null) throw new Error(`the log was answered ${response.status}: ${await response.text()}`);
  if (response.headers.get("content-type") !== "text/event-stream") throw new Error("the log is no event stream");
  const events: LogEvent[] = [];
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    events.push(...blocks.flatMap(parse));
    if (!enough(events)) continue;
    leaving.abort();
    return { events, isClosed: false };
  }
  return { events, isClosed: true };
}

/** The lines in the order in which they came. */
export function linesOf(events: LogEvent[]): { number: number; stream: string; text: string }[] {
  return events.flatMap(({ data: { first = 1, lines = [] } }) => lines.map(([, stream, , text], index) => ({ number: first + index, stream, text })));
}

function parse(block: string): LogEvent[] {
  const fields = new Map(block.split("\n").filter((line) => !line.startsWith(":")).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
  }));
  const data = fields.get("data");
  if (data === undefined) return [];
  return [{ event: fields.get("event") ?? "message", id: fields.get("id") ?? null, data: JSON.parse(data) as LogEvent["data"] }];
}
