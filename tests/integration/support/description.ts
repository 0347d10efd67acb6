import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  $ref?: string;
}

interface Documented {
  content?: Record<string, { schema: Schema }>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
}

interface DescribedOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Documented;
  responses: Record<string, Documented>;
}

/** One operation of the API, as its description lists it. */
export interface Operation {
  id: string;
  /** In upper case. */
  method: string;
  /** With the names of its parameters in braces. */
  path: string;
  parameters: Parameter[];
  /** The media types of the bodies that it takes. */
  media: string[];
  /** The statuses that it may be answered with. */
  statuses: number[];
}

/** openapi.json, which the Worker's code writes: what every answer of the API is held against. */
class Description {
  readonly operations: Operation[] = [];
  /** Each permission: the roles that have it, and whether an API key can. */
  readonly permissions: Record<string, { roles: string[]; byKey: boolean }>;
  private readonly described = new Map<string, DescribedOperation>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    const file = resolve(import.meta.dirname, "../../../openapi.json");
    const document = JSON.parse(readFileSync(file, "utf8")) as {
      paths: Record<string, Record<string, DescribedOperation>>;
      components: { schemas: Record<string, Schema> };
      "x-permissions": Record<string, { roles: string[]; byKey: boolean }>;
    };
    this.permissions = document["x-permissions"];
    addFormats.default(this.ajv);
    close(document.components.schemas);
    this.ajv.addSchema(document, "steward");
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const { operationId: id, parameters = [], requestBody, responses } = operation;
        this.described.set(id, operation);
        this.operations.push({
          id,
          method: method.toUpperCase(),
          path,
          parameters,
          media: Object.keys(requestBody?.content ?? {}),
          statuses: Object.keys(responses).map(Number),
        });
      }
    }
  }

  /** The operation that a request is for. */
  find(method: string, path: string): Operation | undefined {
    // a path without parameters goes before one with them, as in the router
    const isWhole = this.operations.some((operation) => operation.path === path);
    const matches = (template: string) => (isWhole ? template === path : new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path));
    return this.operations.find((operation) => operation.method === method && matches(operation.path));
  }

  /** What is wrong with an answer: a status that is not described, or a body that has not the described shape. */
  problems(method: string, path: string, status: number, type: string | null, body: string): string[] {
    const operation = this.find(method, path);
    if (operation === undefined) return [];
    const documented = this.described.get(operation.id)?.responses[String(status)];
    const name = `${operation.id} ${status}`;
    if (documented === undefined) return [`${name} is not described`];
    const described = Object.keys(documented.content ?? {});
    const media = type?.split(";")[0] ?? "";
    if (described.length === 0) return body === "" ? [] : [`${name} has a body where none is described`];
    if (!described.includes(media)) return [`${name} is ${media || "nothing"} where ${described.join(" or ")} is described`];
    if (media !== "application/json") return [];
    return this.check(`#/paths/${operation.path.replaceAll("/", "~1")}/${method.toLowerCase()}/responses/${status}`, body).map((problem) => `${name}: ${problem}`);
  }

  private check(response: string, body: string): string[] {
    const pointer = `${response}/content/application~1json/schema`;
    let validate = this.compiled.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: `steward${encodeURI(pointer)}` });
      this.compiled.set(pointer, validate);
    }
    if (validate(JSON.parse(body)) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || "it"} ${message} ${JSON.stringify(params)}`);
  }
}

/** An answer with a property that nobody described is a mistake too. What is part of something larger stays open. */
function close(schemas: Record<string, Schema>): void {
  const parts = new Set(Object.values(schemas).flatMap(({ allOf = [] }) => allOf.map(({ $ref }) => $ref)));
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.type === "object" && schema.properties !== undefined && !parts.has(`#/components/schemas/${name}`)) schema.additionalProperties ??= false;
  }
}

export const description = new Description();
