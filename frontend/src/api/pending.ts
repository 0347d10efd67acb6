/**
 * Operations that the API's description does not have yet, in the shapes that they will have. An entry leaves this file
 * as soon as the generated schema has it.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** One operation, as the generated schema writes it. */
export type Operation<Answer, Body = undefined, Path = undefined, Query = undefined> = {
  parameters: (Path extends undefined ? { path?: never } : { path: Path }) & (Query extends undefined ? { query?: never } : { query?: Query });
  responses: {
    200: { headers: Record<string, unknown>; content: { "application/json": Answer } };
    400: { headers: Record<string, unknown>; content: { "application/json": Schemas["ErrorBody"] } };
  };
} & (Body extends undefined ? { requestBody?: never } : { requestBody: { content: { "application/json": Body } } });

export type PendingUser = Schemas["User"];
export type PendingMe = Schemas["Me"];
export type PendingOrganization = Schemas["Organization"];
