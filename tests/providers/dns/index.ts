import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { escapeHtml as text, listen, readBody } from "../http_server.ts";
import { page } from "../page.ts";
import { SERVER_FAILURE, TYPES, Zone, asTxtData, type ZoneRecord } from "./zone.ts";

export interface DnsOptions {
  port?: number | undefined;
  /** Where records are kept over restarts; in memory only when absent. */
  directory?: string | undefined;
}

export interface DnsSimulator {
  /** The DNS over HTTPS endpoint; its host shows the records in a browser. */
  url: string;
  pageUrl: string;
  /** Replaces the TXT records of a name; a long text is divided into strings of 255 bytes, as zones do. */
  setTxt(name: string, values: string | string[], ttl?: number): void;
  /** Makes a name another one's alias. */
  setCname(name: string, target: string, ttl?: number): void;
  /** Removes every record of a name. */
  remove(name: string): void;
  /** The next questions fail: SERVFAIL in a good answer, or an HTTP status. What it returns ends the failure before its time. */
  fail(how: "SERVFAIL" | number, times: number): () => void;
  /** Ends every failure that was ordered. */
  recover(): void;
  /** Every question, oldest first. */
  questions: readonly { name: string; type: number }[];
  close(): Promise<void>;
}

const FILE = "records.json";
const KEPT_QUESTIONS = 1_000;
const KNOWN = ["name", "type", "do", "cd"];
const BOOLEAN = ["", "0", "1", "false", "true"];

class BadRequest extends Error {}

/**
 * Starts a resolver with Cloudflare's JSON API on 127.0.0.1. It knows the records that it was given and nothing else.
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */
export async function startDns(options: DnsOptions = {}): Promise<DnsSimulator> {
  const resolver = new Resolver(options.directory);
  const server = await listen((request, response) => resolver.handle(request, response), options.port);
  return {
    url: `${server.url}/dns-query`,
    pageUrl: server.url,
    setTxt: (name, values, ttl = 300) => resolver.change((zone) => zone.set(name, "TXT", Array.isArray(values) ? values : [values], ttl)),
    setCname: (name, target, ttl = 300) => resolver.change((zone) => zone.set(name, "CNAME", [target], ttl)),
    remove: (name) => resolver.change((zone) => zone.remove(name)),
    fail: (how, times) => resolver.fail(how, times),
    recover: () => resolver.recover(),
    questions: resolver.questions,
    close: server.close,
  };
}

class Resolver {
  readonly questions: { name: string; type: number }[] = [];
  private readonly zone: Zone;
  private readonly directory: string | undefined;
  private readonly failures: { how: "SERVFAIL" | number; times: number }[] = [];

  constructor(directory: string | undefined) {
    this.directory = directory;
    this.zone = new Zone(directory === undefined ? [] : read(directory));
  }

  change(change: (zone: Zone) => void): void {
    change(this.zone);
    if (this.directory === undefined) return;
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(join(this.directory, `${FILE}.new`), JSON.stringify(this.zone.records, null, 1));
    renameSync(join(this.directory, `${FILE}.new`), join(this.directory, FILE));
  }

  fail(how: "SERVFAIL" | number, times: number): () => void {
    const failure = { how, times };
    this.failures.push(failure);
    return () => {
      failure.times = 0;
    };
  }

  recover(): void {
    this.failures.length = 0;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname === "/dns-query") return this.query(request, response, url);
    if (url.pathname === "/records" && request.method === "POST") return this.form(request, response);
    const found = url.pathname === "/";
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(found ? recordsPage(this.zone.records) : "");
  }

  private query(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const json = (status: number, body: unknown) => void response.writeHead(status, { "content-type": "application/dns-json" }).end(JSON.stringify(body));
    const failure = this.failures.find(({ times }) => times > 0);
    try {
      const { name, type } = asked(request, url);
      this.questions.push({ name, type });
      if (this.questions.length > KEPT_QUESTIONS) this.questions.shift();
      if (failure !== undefined) failure.times -= 1;
      if (typeof failure?.how === "number") return void response.writeHead(failure.how).end();
      const { status, answers } = failure === undefined ? this.zone.resolve(name, type) : { status: SERVER_FAILURE, answers: [] };
      const flags = { Status: status, TC: false, RD: true, RA: true, AD: false, CD: isTrue(url.searchParams.get("cd")) };
      const records = answers.map((record) => ({ name: `${record.name}.`, type: TYPES[record.kind], TTL: record.ttl, data: dataOf(record) }));
      const soa = { name: "example.", type: 6, TTL: 900, data: "ns.example. hostmaster.example. 1 7200 900 1209600 900" };
      json(200, {
        ...flags,
        Question: [{ name: `${name}.`, type }],
        ...(records.length > 0 ? { Answer: records } : {}),
        ...(status !== SERVER_FAILURE && records.length === 0 ? { Authority: [soa] } : {}),
      });
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      json(400, { error: error.message });
    }
  }

  /** The buttons of the page. */
  private async form(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams((await readBody(request)).toString("utf8"));
    const [removed, name, value] = [form.get("remove"), form.get("name") ?? "", form.get("value") ?? ""];
    if (removed !== null) this.change((zone) => zone.remove(removed));
    else if (name !== "" && value !== "") this.change((zone) => zone.set(name, "TXT", [...zone.valuesOf(name, "TXT"), value], 300));
    response.writeHead(303, { location: "/" }).end();
  }
}

/** The question, or what Cloudflare would refuse. */
function asked(request: IncomingMessage, url: URL): { name: string; type: number } {
  if (request.method !== "GET") throw new BadRequest("Only GET is allowed for JSON");
  const accept = (request.headers.accept ?? "").split(",").map((one) => one.split(";")[0]?.trim());
  if (!accept.includes("application/dns-json")) throw new BadRequest("Invalid media type: accept application/dns-json");
  for (const name of url.searchParams.keys()) if (!KNOWN.includes(name)) throw new BadRequest(`Unknown parameter \`${name}\``);
  for (const flag of ["do", "cd"]) if (!BOOLEAN.includes(url.searchParams.get(flag) ?? "")) throw new BadRequest(`Invalid value of \`${flag}\``);
  const name = (url.searchParams.get("name") ?? "").replace(/\.$/, "").toLowerCase();
  const labels = name.split(".");
  if (name.length > 253 || labels.some((label) => !/^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) throw new BadRequest("Invalid query name");
  const wanted = (url.searchParams.get("type") ?? "A").toUpperCase();
  const type = TYPES[wanted as keyof typeof TYPES] ?? (/^\d{1,5}$/.test(wanted) ? Number(wanted) : undefined);
  if (type === undefined || type > 65_535) throw new BadRequest(`Invalid query type \`${wanted}\``);
  return { name, type };
}

function isTrue(value: string | null): boolean {
  return value === "1" || value === "true";
}

function dataOf({ kind, value }: ZoneRecord): string {
  return kind === "TXT" ? asTxtData(value) : `${value}.`;
}

function recordsPage(records: readonly ZoneRecord[]): string {
  const rows = records.map(
    ({ name, kind, value }) => `<tr><td>${text(name)}</td><td>${kind}</td><td><code>${text(value)}</code></td>
<td><form method="post" action="/records"><button name="remove" value="${text(name)}">Remove</button></form></td></tr>`,
  );
  const body = `<table>${rows.join("") || "<tr><td>No records yet</td></tr>"}</table>
<form method="post" action="/records">
<p><label>Name <input name="name" size="30" placeholder="_steward.acme.example" required></label>
<label>TXT <input name="value" size="40" placeholder="steward-verification=…" required></label> <button>Add</button></p></form>`;
  return page("Records · DNS (simulated)", body);
}

function read(directory: string): ZoneRecord[] {
  try {
    return JSON.parse(readFileSync(join(directory, FILE), "utf8")) as ZoneRecord[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
