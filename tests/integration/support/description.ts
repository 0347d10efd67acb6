import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { exampleOf, type Schema } from "./example.ts";

interface Documented {
  content?: Record<string, { schema: Schema }>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
}

const AUDIENCES = ["anyone", "provisioner", "browser", "signed_in", "person_only", "user_only", "administrator"] as const;
/** Who may call an operation that needs no permission. */
export type Audience = (typeof AUDIENCES)[number];

export const CREDENTIAL_KINDS = ["person", "impersonation", "program", "apiKey"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** A row of `x-permissions`. */
export interface Permission {
  roles: string[];
  /** The kinds of credential that can have it. */
  credentials: CredentialKind[];
  denial: "forbidden" | "not_found";
}

interface DescribedOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Documented & { required?: boolean };
  responses: Record<string, Documented>;
  "x-audience"?: string;
  "x-permission"?: string;
  "x-step-up"?: true;
}

interface Document {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, Schema> };
  "x-permissions": Record<string, Permission>;
}

/** A permission in the organization or the estate that a path names. */
export interface Requirement {
  permission: string;
  within: "organization" | "estate";
}

/** One operation of the API, as its description lists it. */
export interface Operation {
  id: string;
  /** In upper case. */
  method: string;
  /** With the names of its parameters in braces. */
  path: string;
  /** What its caller needs in the path's organization or estate, or else who may call it: one of the two is null. */
  requirement: Requirement | null;
  audience: Audience | null;
  /** Whether a person must have confirmed who they are shortly before. */
  isStepUp: boolean;
  parameters: Parameter[];
  /** The media types of the bodies that it takes. */
  media: string[];
  /** The schema of its body; null for an operation without one. */
  body: Schema | null;
  /** Whether it refuses a request without a body. */
  isBodyRequired: boolean;
  /** The schema of its successful answer; null unless that is JSON. */
  answer: Schema | null;
  /** The statuses that it may be answered with. */
  statuses: number[];
}

/** openapi.json, which is generated from the Worker's code. Every answer of the API is compared with it. */
class Description {
  readonly operations: Operation[] = [];
  readonly permissions: Record<string, Permission>;
  private readonly schemas: Record<string, Schema>;
  /** By the path of operations: the paths of requests to it. */
  private readonly patterns = new Map<string, RegExp>();
  private readonly described = new Map<string, DescribedOperation>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    const file = resolve(import.meta.dirname, "../../../openapi.json");
    const document = JSON.parse(readFileSync(file, "utf8")) as Document;
    this.permissions = document["x-permissions"];
    this.schemas = document.components.schemas;
    addFormats.default(this.ajv);
    close(document.components.schemas);
    this.ajv.addSchema(document, "steward");
    for (const [path, methods] of Object.entries(document.paths)) {
      this.patterns.set(path, new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`));
      for (const [method, operation] of Object.entries(methods)) {
        const { operationId: id, parameters = [], requestBody, responses } = operation;
        this.described.set(id, operation);
        this.operations.push({
          id,
          method: method.toUpperCase(),
          path,
          ...this.accessTo(path, operation),
          isStepUp: operation["x-step-up"] === true,
          parameters,
          media: Object.keys(requestBody?.content ?? {}),
          body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
          isBodyRequired: requestBody?.required === true,
          answer: responses["200"]?.content?.["application/json"]?.schema ?? null,
          statuses: Object.keys(responses).map(Number),
        });
      }
    }
  }

  /** The operations of an audience. */
  forAudience(audience: Audience): Operation[] {
    return this.operations.filter((operation) => operation.audience === audience);
  }

  /** The operations that need a permission, all or only those of organizations or of estates. */
  within(tenant?: Requirement["within"]): (Operation & { requirement: Requirement })[] {
    const isWanted = (operation: Operation): operation is Operation & { requirement: Requirement } => operation.requirement !== null && (tenant === undefined || operation.requirement.within === tenant);
    return this.operations.filter(isWanted);
  }

  /** A value that fits a schema of the description. */
  exampleOf(schema: Schema): unknown {
    return exampleOf(schema, (ref) => this.resolve({ $ref: ref }));
  }

  /** The schema that a reference names; any other schema as it is. */
  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const found = this.schemas[schema.$ref.replace("#/components/schemas/", "")];
    if (found === undefined) throw new Error(`the API's description has no ${schema.$ref}`);
    return found;
  }

  /** The problems of the JSON body of a request. */
  bodyProblems({ id, path, method }: Operation, body: unknown): string[] {
    return this.check(`#/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}/requestBody`, "application/json", JSON.stringify(body)).map((problem) => `${id}: ${problem}`);
  }

  private accessTo(path: string, { operationId, "x-audience": audience, "x-permission": permission }: DescribedOperation): Pick<Operation, "requirement" | "audience"> {
    const known = AUDIENCES.find((candidate) => candidate === audience);
    if (permission === undefined && known !== undefined) return { requirement: null, audience: known };
    if (audience !== undefined || permission === undefined || this.permissions[permission] === undefined) {
      throw new Error(`${operationId} must have either an x-permission of x-permissions, or an x-audience of ${AUDIENCES.join(", ")}`);
    }
    const within = (["estate", "organization"] as const).find((tenant) => path.includes(`{${tenant}Id}`));
    if (within === undefined) throw new Error(`${operationId} needs ${permission}, and its path names neither an organization nor an estate`);
    return { requirement: { permission, within }, audience: null };
  }

  /** The operation that a request is for. */
  find(method: string, path: string): Operation | undefined {
    // a path without parameters goes before one with them, as in the router
    const isWhole = this.patterns.has(path);
    return this.operations.find((operation) => operation.method === method && (isWhole ? operation.path === path : this.patterns.get(operation.path)?.test(path)));
  }

  /** The problems of an answer: an undocumented status, or a body that does not fit its schema. */
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
    return this.check(`#/paths/${operation.path.replaceAll("/", "~1")}/${method.toLowerCase()}/responses/${status}`, media, body).map((problem) => `${name}: ${problem}`);
  }

  private check(documented: string, media: string, body: string): string[] {
    const pointer = `${documented}/content/${media.replace("/", "~1")}/schema`;
    let validate = this.compiled.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: `steward${encodeURI(pointer)}` });
      this.compiled.set(pointer, validate);
    }
    if (validate(JSON.parse(body)) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || "it"} ${message} ${JSON.stringify(params)}`);
  }
}

/** Makes a property that is not described an error. Parts of an allOf stay open. */
function close(schemas: Record<string, Schema>): void {
  const parts = new Set(Object.values(schemas).flatMap(({ allOf = [] }) => allOf.map(({ $ref }) => $ref)));
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.type === "object" && schema.properties !== undefined && !parts.has(`#/components/schemas/${name}`)) schema.additionalProperties ??= false;
  }
}

export const description = new Description();
