import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../../http_server.ts";
import type { GitHub } from "../github.ts";
import { ApiError, notFound, type Answer } from "./answer.ts";
import { appOperations } from "./apps.ts";
import { identify, type Caller } from "./caller.ts";
import { clientOperations } from "./clients.ts";
import { hookOperations } from "./hooks.ts";
import { repositoryOperations } from "./repositories.ts";
import { userOperations } from "./users.ts";

export interface Context {
  github: GitHub;
  caller: Caller;
  url: URL;
  parameters: Record<string, string>;
  body: unknown;
}

export type Operation = (context: Context) => Answer | Promise<Answer>;

interface Route {
  method: string;
  pattern: RegExp;
  names: string[];
  operation: Operation;
}

/** `{name}` is one segment of the path, `{name*}` the rest of it. */
function route(method: string, template: string, operation: Operation): Route {
  const names: string[] = [];
  const source = template.replace(/\{(\w+)(\*?)\}/g, (_, name: string, rest: string) => {
    names.push(name);
    return rest === "*" ? "(.+)" : "([^/]+)";
  });
  return { method, pattern: new RegExp(`^${source}$`), names, operation };
}

const ROUTES = [...appOperations, ...clientOperations, ...repositoryOperations, ...userOperations, ...hookOperations].map(([method, template, operation]) =>
  route(method, template, operation),
);

const USER_AGENT_MISSING =
  "Request forbidden by administrative rules. Please make sure your request has a User-Agent header " +
  "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). " +
  "Check https://developer.github.com for other possible causes.\n";

/** https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSIONS = ["2022-11-28", "2026-03-10"];
const RATE_WINDOW_SECONDS = 3600;

/** Answers one request to api.github.com and records it. */
export async function handleApi(github: GitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", github.hosts.api);
  const body = (await readBody(request)).toString("utf8");
  let caller: Caller = { kind: "anonymous" };
  const selectedVersion = String(request.headers["x-github-api-version"] ?? API_VERSIONS[0]);
  let answer: Answer;
  try {
    const outage = github.takeOutage(request.method ?? "GET", url.pathname);
    if (outage !== null) throw new ApiError(outage.status, outage.status === 503 ? "Service Unavailable" : "Server Error");
    checkHeaders(request, selectedVersion);
    caller = identify(request.headers.authorization, github.store, github.app, github.oauthApp);
    github.rateLimit.spend(caller);
    answer = await dispatch(github, caller, request.method ?? "GET", url, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    answer = error.answer();
  }
  const text = answer.body === null ? "" : typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) }),
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": selectedVersion,
    "x-github-request-id": randomBytes(16).toString("hex").toUpperCase(),
    ...github.rateLimit.headers(caller, RATE_WINDOW_SECONDS),
    ...answer.headers,
  });
  response.end(text);
  github.requests.add({
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.search,
    headers: headersToKeep(request),
    body,
    caller: caller.kind,
    status: answer.status,
    response: text,
    at: Date.now(),
  });
}

function checkHeaders(request: IncomingMessage, version: string): void {
  if (!request.headers["user-agent"]) throw new ApiError(403, USER_AGENT_MISSING.trim());
  const accept = request.headers.accept;
  if (accept !== undefined && !/\*\/\*|application\/(?:json|vnd\.github[\w.+-]*|\*)/.test(accept)) {
    throw new ApiError(415, `Unsupported 'Accept' header: '${accept}'. Must accept 'application/json'.`);
  }
  if (!API_VERSIONS.includes(version)) {
    throw new ApiError(400, `Version '${version}' is not a supported version. Supported versions are: ${API_VERSIONS.join(", ")}.`);
  }
}

async function dispatch(github: GitHub, caller: Caller, method: string, url: URL, text: string): Promise<Answer> {
  const path = canonical(github, url.pathname);
  for (const { method: wanted, pattern, names, operation } of ROUTES) {
    const match = wanted === method || (method === "HEAD" && wanted === "GET") ? pattern.exec(path) : null;
    if (match === null) continue;
    const parameters = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
    return await operation({ github, caller, url, parameters, body: parse(text, method) });
  }
  throw notFound();
}

/** `/repositories/{id}/…` is another name of `/repos/{owner}/{repo}/…`, to which GitHub redirects after a rename. */
function canonical(github: GitHub, path: string): string {
  const match = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  const repository = match === null ? undefined : github.store.repositoryById(Number(match[1]));
  return repository === undefined ? path : `/repos/${repository.owner}/${repository.name}${match?.[2] ?? ""}`;
}

function parse(text: string, method: string): unknown {
  if (text === "" || method === "GET" || method === "HEAD") return null;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new ApiError(400, "Body should be a JSON object");
  return body;
}

/** Every header but the secret in Authorization. */
function headersToKeep(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  if (headers["authorization"] !== undefined) headers["authorization"] = headers["authorization"].split(" ")[0] ?? "";
  return headers;
}
