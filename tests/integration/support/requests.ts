import { parametersOf, rowOf } from "../../stack/rows.ts";
import type { CallOptions } from "./client.ts";
import { description, type Operation } from "./description.ts";
import { png } from "./pictures.ts";

/** Values of the right form that belong to nothing, by path parameter. */
export const UNKNOWN: Record<string, string> = Object.fromEntries(
  description.operations.flatMap(({ path, parameters }) =>
    parametersOf(path).map((name) => [name, rowOf(name).example ?? String(description.exampleOf(parameters.find((parameter) => parameter.name === name)?.schema ?? {}))]),
  ),
);

/** An operation's path with these ids, and with what its query must have. */
export function pathOf({ path, parameters }: Operation, ids: Record<string, string>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${path}: the test has no id for {${name}}`);
    return id;
  });
  const needed = parameters.filter((parameter) => parameter.in === "query" && parameter.required === true);
  const query = new URLSearchParams(needed.map(({ name, schema }): [string, string] => [name, String(description.exampleOf(schema))]));
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

/** A body that fits the operation's description; nothing for an operation without one. */
export function bodyFor(operation: Operation): CallOptions {
  const { id, media } = operation;
  const [type] = media;
  if (type === undefined) return {};
  if (media.includes("application/json")) return { body: jsonFor(operation) };
  if (media.includes("application/x-www-form-urlencoded")) {
    return { raw: new URLSearchParams(jsonFor(operation) as Record<string, string>).toString(), headers: { "content-type": type } };
  }
  if (media.includes("image/png")) return { raw: png(), headers: { "content-type": "image/png" } };
  throw new Error(`${id} takes ${type}: add a body of that type to tests/integration/support/requests.ts`);
}

/** The same as a value, before it is written as JSON. */
export const jsonFor = ({ body }: Operation): object => description.exampleOf(body ?? {}) as object;

/** A body that every operation refuses, after it has admitted the caller. */
export function wrongBodyFor({ media }: Pick<Operation, "media">): CallOptions {
  const [type] = media;
  if (type === undefined) return {};
  if (media.includes("application/json")) return { body: { surprise: 1 } };
  return { raw: "surprise=1", headers: { "content-type": type } };
}

const REFUSALS = [401, 403, 404, 413, 415, 429];

/**
 * Whether the answer to a request with `wrongBodyFor` shows that the caller was admitted: the body is refused, or, where
 * there is none, the operation has a documented answer that is neither a refusal nor an error of the server.
 */
export function isAdmitted({ media, statuses }: Operation, status: number): boolean {
  if (media.length > 0) return status === 400;
  return statuses.includes(status) && status < 500 && !REFUSALS.includes(status);
}
