/**
 * Operations that the API's description does not have yet, in the shapes that they will have. An entry leaves this file
 * as soon as the generated schema has it.
 */
import type { paths } from "./schema";

/** One operation, as the generated schema writes it. */
type Operation<Answer, Path, Body = undefined, Query = undefined> = {
  parameters: { path: Path } & (Query extends undefined ? { query?: never } : { query?: Query });
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Answer } } };
} & (Body extends undefined ? { requestBody?: never } : { requestBody: { content: { "application/json": Body } } });

type Sessions = paths["/api/user/sessions"]["get"]["responses"][200]["content"]["application/json"];

export type PendingManagementPaths = {
  "/api/estates/{estateId}": { patch: Operation<{ id: string; name: string }, { estateId: string }, { name: string }> };
  "/api/estates/{estateId}/deletion": { post: Operation<undefined, { estateId: string }, { confirmation: string }> };
  "/api/admin/users/{userId}/deletion": { post: Operation<undefined, { userId: string }, { email: string }> };
  "/api/admin/users/{userId}/sessions": { get: Operation<Sessions, { userId: string }, undefined, { limit?: number; cursor?: string }> };
};
