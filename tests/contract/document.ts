interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  unevaluatedProperties?: boolean;
  allOf?: { $ref?: string }[];
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; example?: unknown }[];
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Every operation of the API's description. */
export const operationsOf = ({ paths }: Document): Operation[] => Object.values(paths).flatMap((methods) => Object.values(methods));

/** The description, stricter than it is published: an answer with a property that nobody described is a mistake too. */
export function close({ components: { schemas } }: Document): void {
  const parts = new Set(Object.values(schemas).flatMap(({ allOf = [] }) => allOf.map(({ $ref }) => $ref)));
  for (const [name, schema] of Object.entries(schemas)) {
    if (parts.has(`#/components/schemas/${name}`)) continue;
    if (schema.allOf !== undefined) schema.unevaluatedProperties ??= false;
    else if (schema.properties !== undefined) schema.additionalProperties ??= false;
  }
}

/** Gives the parameters of the paths what is really there as their examples; resolves with the names of the others. */
export function show(document: Document, there: Record<string, string[]>): string[] {
  const unknown = new Set<string>();
  for (const parameter of operationsOf(document).flatMap(({ parameters = [] }) => parameters)) {
    if (parameter.in !== "path") continue;
    const [value] = there[parameter.name] ?? [];
    if (value === undefined) unknown.add(parameter.name);
    else parameter.example = value;
  }
  return [...unknown];
}
