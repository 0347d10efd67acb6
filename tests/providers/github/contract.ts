import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { RecordedRequest } from "./requests.ts";
import type { Delivery } from "./webhooks.ts";

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: object;
  "x-multi-segment"?: boolean;
}

interface Body {
  required?: boolean;
  content?: Record<string, { schema: { properties?: Record<string, unknown>; additionalProperties?: unknown } }>;
}

interface Operation {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Body;
  responses: Record<string, Body | { $ref: string }>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  "x-webhooks": Record<string, { post: { requestBody: Body } }>;
}

/** Answers that GitHub gives everywhere and describes only here and there. */
const COMMON_STATUSES = [400, 401, 403, 404, 422, 429, 500, 502, 503];

/** GitHub's published OpenAPI description of the REST API and of its webhooks, from npm's `@octokit/openapi`. */
export class GitHubContract {
  private readonly description: Description;
  private readonly ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    const file = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
    // `nullable` beside a combination is OpenAPI 3.0's; Ajv knows it only beside a `type`.
    this.description = JSON.parse(readFileSync(file, "utf8"), (_, value: unknown) => withoutNullable(value)) as Description;
    correct(this.description);
    addFormats.default(this.ajv);
    this.ajv.addSchema(this.description, "github");
  }

  /** What is wrong with the requests that were made, and with the answers they got; one sentence each. */
  problems(requests: readonly RecordedRequest[]): string[] {
    return requests.flatMap((request) => {
      const found = [...this.requestProblems(request), ...this.responseProblems(request)];
      return found.map((problem) => `${request.method} ${request.path}${request.query}: ${problem}`);
    });
  }

  /** What is wrong with a request: an unknown operation, parameter or property, or a value that does not fit. */
  requestProblems(request: RecordedRequest): string[] {
    const found = this.find(request.method, request.path);
    if (found === null) return ["is no operation that GitHub describes"];
    const { operation, pathValues, pointer } = found;
    const problems: string[] = [];
    if (!request.headers["user-agent"]) problems.push("has no User-Agent");

    const query = new URLSearchParams(request.query);
    const parameters = (operation.parameters ?? []).map((parameter) => this.resolve<Parameter>(parameter));
    for (const parameter of parameters) {
      const value = parameter.in === "path" ? pathValues[parameter.name] : query.get(parameter.name);
      if (value === undefined || value === null) {
        if (parameter.required === true && parameter.in === "query") problems.push(`lacks the parameter ${parameter.name}`);
        continue;
      }
      const at = `${pointer}/parameters/${parameter.name}`;
      problems.push(...this.check(at, parameter.schema, typed(value, parameter.schema)).map((problem) => `${parameter.name} ${problem}`));
    }
    for (const name of query.keys()) {
      if (!parameters.some((parameter) => parameter.in === "query" && parameter.name === name)) problems.push(`has the unknown parameter ${name}`);
    }
    return [...problems, ...this.bodyProblems(operation, pointer, request)];
  }

  private bodyProblems(operation: Operation, pointer: string, request: RecordedRequest): string[] {
    if (request.body === "") return operation.requestBody?.required === true ? ["lacks a body"] : [];
    const schema = operation.requestBody?.content?.["application/json"]?.schema;
    if (schema === undefined) return ["has a body where none belongs"];
    if (!(request.headers["content-type"] ?? "").startsWith("application/json")) return ["has a body that is not declared as JSON"];
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return ["has a body that is not JSON"];
    }
    const known = schema.properties;
    const strange = known === undefined || schema.additionalProperties !== undefined ? [] : Object.keys(body ?? {}).filter((name) => !(name in known));
    return [
      ...strange.map((name) => `has the unknown property ${name}`),
      ...this.check(`${pointer}/requestBody/content/application~1json/schema`, null, body),
    ];
  }

  /** What is wrong with the simulator's own answer. */
  responseProblems({ method, path, status, response }: RecordedRequest): string[] {
    const found = this.find(method, path);
    if (found === null) return [];
    const documented = found.operation.responses[String(status)];
    if (documented === undefined) return COMMON_STATUSES.includes(status) ? [] : [`answered with the undocumented status ${status}`];
    const reference = "$ref" in documented ? documented.$ref : `${found.pointer}/responses/${status}`;
    const media = this.resolve<Body>(documented).content;
    const type = Object.keys(media ?? {}).find((name) => name.includes("json"));
    if (type === undefined) return response === "" ? [] : [`answered ${status} with a body where none belongs`];
    const pointer = `${reference}/content/${type.replace("/", "~1")}/schema`;
    return this.check(pointer, null, JSON.parse(response)).map((problem) => `answered ${status} where ${problem}`);
  }

  /** What is wrong with the payload of a delivery, by GitHub's description of its webhooks. */
  deliveryProblems({ event, action, request }: Delivery): string[] {
    const name = [event.replaceAll("_", "-"), ...(action === null ? [] : [action.replaceAll("_", "-")])].join("-");
    if (this.description["x-webhooks"][name] === undefined) return [`${name} is no event that GitHub describes`];
    const pointer = `#/x-webhooks/${name}/post/requestBody/content/application~1json/schema`;
    return this.check(pointer, null, JSON.parse(request.body)).map((problem) => `${name}: ${problem}`);
  }

  private find(method: string, path: string): { operation: Operation; pathValues: Record<string, string>; pointer: string } | null {
    // Undocumented, but where GitHub redirects to after a rename: the same operations under the repository's id.
    const alias = /^\/repositories\/\d+(\/.*)?$/.exec(path);
    const wanted = alias === null ? path : `/repos/owner/name${alias[1] ?? ""}`;
    let best: { template: string; values: Record<string, string> } | null = null;
    for (const [template, operations] of Object.entries(this.description.paths)) {
      const operation = operations[method.toLowerCase()];
      if (operation === undefined) continue;
      const values = this.match(template, operation, wanted);
      const literal = (text: string) => text.replace(/\{\w+\}/g, "").length;
      if (values !== null && (best === null || literal(template) > literal(best.template))) best = { template, values };
    }
    if (best === null) return null;
    const operation = this.description.paths[best.template]?.[method.toLowerCase()];
    if (operation === undefined) return null;
    const pointer = `#/paths/${best.template.replaceAll("/", "~1")}/${method.toLowerCase()}`;
    return { operation, pathValues: best.values, pointer };
  }

  private match(template: string, operation: Operation, path: string): Record<string, string> | null {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
    if (names.length === 0) return template === path ? {} : null;
    if (!path.startsWith(template.slice(0, template.indexOf("{")))) return null;
    const parameters = (operation.parameters ?? []).map((parameter) => this.resolve<Parameter>(parameter));
    const several = (name: string) => parameters.some((parameter) => parameter.name === name && parameter["x-multi-segment"] === true);
    const source = template.replace(/\{(\w+)\}/g, (_, name: string) => (several(name) ? "(.+)" : "([^/]+)"));
    const match = new RegExp(`^${source.replaceAll(".", "\\.").replaceAll("(\\.+)", "(.+)")}$`).exec(path);
    if (match === null) return null;
    return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
  }

  private resolve<Type>(value: Type | { $ref: string }): Type {
    if (typeof value !== "object" || value === null || !("$ref" in value)) return value as Type;
    const steps = value.$ref.slice(2).split("/");
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], this.description) as Type;
  }

  /** Validates by the schema at a pointer of the description, or by one given beside its name. */
  private check(pointer: string, schema: object | null, value: unknown): string[] {
    let validate = this.compiled.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile(schema === null ? { $ref: `github${encodeURI(pointer)}` } : rebased(schema));
      this.compiled.set(pointer, validate);
    }
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "it"} ${message}`);
  }
}

/**
 * Puts right what the description says wrongly: the items of this one list would have to be a user and an enterprise
 * at once, where the schema `installation` has either.
 */
function correct(description: Description): void {
  const list = description.paths["/app/installations"]?.["get"]?.responses["200"] as Body;
  const content = list.content?.["application/json"];
  if (content !== undefined) content.schema = { type: "array", items: { $ref: "#/components/schemas/installation" } } as typeof content.schema;
}

/** References inside a schema that stands by itself point into the description. */
function rebased(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/')) as object;
}

/** A path's or query's text as the type that its schema wants. */
function typed(value: string, schema: object): unknown {
  const type = (schema as { type?: string }).type;
  if ((type === "integer" || type === "number") && /^-?\d+$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function withoutNullable(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { nullable, ...schema } = value as Record<string, unknown>;
  if (nullable !== true || ("type" in schema && typeof schema["type"] === "string")) return value;
  return { anyOf: [{ type: "null" }, schema] };
}
