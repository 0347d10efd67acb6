interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Operation {
  operationId: string;
  requestBody?: object;
  parameters?: { name: string; in: string; example?: unknown }[];
  responses: Record<string, unknown>;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  /** By the permission's name. */
  "x-permissions": Record<string, { credentials: string[] }>;
  components: { schemas: Record<string, Schema> };
}

/** Every operation of the API's description. */
export const operationsOf = ({ paths }: Document): Operation[] => Object.values(paths).flatMap((methods) => Object.values(methods));

/**
 * Makes the description stricter than it is published: an answer must not have a property that is not described. The schemas of
 * request bodies say themselves whether they allow further properties.
 */
export function close(document: Document): void {
  const { schemas } = document.components;
  const asked = JSON.stringify(operationsOf(document).map(({ requestBody }) => requestBody));
  const all = Object.entries(schemas).filter(([name]) => !asked.includes(`"#/components/schemas/${name}"`)).flatMap(([, schema]) => withInner(schema));
  // A part of an allOf stays open, and the whole is closed.
  const parts = all.flatMap(({ allOf = [] }) => allOf).map((part) => schemas[part.$ref?.replace("#/components/schemas/", "") ?? ""] ?? part);
  for (const schema of all) {
    if (parts.includes(schema)) continue;
    if (schema.allOf !== undefined) schema.unevaluatedProperties ??= false;
    else if (schema.properties !== undefined) schema.additionalProperties ??= false;
  }
}

function withInner(schema: Schema): Schema[] {
  const { properties = {}, additionalProperties, items, allOf = [], anyOf = [], oneOf = [] } = schema;
  const inner = [...Object.values(properties), ...allOf, ...anyOf, ...oneOf];
  for (const one of [items, additionalProperties]) if (typeof one === "object") inner.push(one);
  return [schema, ...inner.flatMap(withInner)];
}

/** Sets values that exist as the examples of path parameters; returns the names of the parameters without one. */
export function setExamples(document: Document, values: Record<string, string[]>): string[] {
  const unknown = new Set<string>();
  for (const parameter of operationsOf(document).flatMap(({ parameters = [] }) => parameters)) {
    if (parameter.in !== "path") continue;
    const [value] = values[parameter.name] ?? [];
    if (value === undefined) unknown.add(parameter.name);
    else parameter.example = value;
  }
  return [...unknown];
}
