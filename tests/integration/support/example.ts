/** The part of JSON Schema that the API's description uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  example?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  minItems?: number;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const FORMATS: Record<string, string> = {
  email: "nobody@steward.localhost",
  password: "a long enough password",
  "date-time": "2099-01-01T00:00:00.000Z",
};

/**
 * A value that fits a schema. Of an object it has the properties that are required; where none is, it has all of them, so
 * that a request with it is never empty.
 */
export function exampleOf(schema: Schema, resolve: (ref: string) => Schema): unknown {
  if (schema.$ref !== undefined) return exampleOf(resolve(schema.$ref), resolve);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, resolve)));
  const choice = (schema.oneOf ?? schema.anyOf)?.find(({ type }) => type !== "null");
  if (choice !== undefined) return exampleOf(choice, resolve);
  switch ([schema.type].flat().find((type) => type !== "null")) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "array":
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => exampleOf(schema.items ?? {}, resolve));
    default:
      return objectOf(schema, resolve);
  }
}

function objectOf({ properties = {}, required = [] }: Schema, resolve: (ref: string) => Schema): object {
  const names = required.length > 0 ? required : Object.keys(properties);
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name] ?? {}, resolve)]));
}

function textOf({ format, pattern, minLength = 1, maxLength = Infinity }: Schema): string {
  const word = FORMATS[format ?? ""] ?? "example";
  const text = word.repeat(Math.max(1, Math.ceil(minLength / word.length))).slice(0, maxLength);
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) throw new Error(`no text is known for the pattern ${pattern}: give the field an example in its Rust type, #[schema(example = "…")]`);
  return text;
}
