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

export type PendingUser = Schemas["User"] & {
  emailVerified: boolean;
  debugMode: boolean;
  hasPassword: boolean;
};
export type PendingMyOrganization = Schemas["MyOrganization"] & { slug: string; logo: string | null; defaultEstateId: string | null };
export type PendingMe = {
  user: PendingUser;
  session: Schemas["CurrentSession"] & { kind: "browser" | "api"; impersonatedBy: { id: string; name: string; email: string } | null };
  organizations: PendingMyOrganization[];
};
export type PendingOrganization = {
  id: string;
  name: string;
  slug: string;
  logo: string | null;
  role: Schemas["Role"];
  defaultEstateId: string | null;
  createdAt: string;
  updatedAt: string;
};
/** A code or a link is on its way to this address, if there is an account. */
export type PendingSent = { email: string; expiresAt: string };
export type PendingDevice = {
  userCode: string;
  clientId: string;
  ipAddress: string | null;
  place: string | null;
  createdAt: string;
  expiresAt: string;
  status: "pending" | "approved" | "denied";
};
export type PendingShownInvitation = {
  organization: { name: string; logo: string | null };
  invitedBy: { id: string; name: string } | null;
  role: Schemas["Role"];
  email: string | null;
  status: "pending" | "accepted" | "declined" | "revoked" | "expired";
  expiresAt: string;
};
export type PendingSuggestion = { organizationId: string; name: string; logo: string | null };

export type PendingPaths = {
  "/api/auth/me": { get: Operation<PendingMe> };
  "/api/auth/signup": { post: Operation<PendingSent, { email: string; password: string; name: string; invitation?: string }> };
  "/api/auth/signup/verify": { post: Operation<PendingMe, { email: string; code: string }> };
  "/api/auth/signin": { post: Operation<PendingMe, { email: string; password: string }> };
  "/api/auth/signin/link": { post: Operation<PendingSent, { email: string; returnUrl?: string }> };
  "/api/auth/signin/link/verify": { post: Operation<{ me: PendingMe; returnUrl: string | null }, { token: string }> };
  "/api/auth/signin/code": { post: Operation<PendingSent, { email: string }> };
  "/api/auth/signin/code/verify": { post: Operation<PendingMe, { email: string; code: string }> };
  "/api/auth/password/forgot": { post: Operation<PendingSent, { email: string }> };
  "/api/auth/password/reset": { post: Operation<PendingMe, { token: string; password: string }> };
  "/api/auth/providers": { get: Operation<{ items: { id: "google" | "github" | "slack"; name: string }[] }> };
  "/api/auth/oauth/{provider}": { post: Operation<{ url: string }, { returnUrl?: string }, { provider: string }> };
  "/api/auth/impersonation/stop": { post: Operation<PendingMe> };
  "/api/auth/device/{userCode}": { get: Operation<PendingDevice, undefined, { userCode: string }> };
  "/api/auth/device/{userCode}/approve": { post: Operation<undefined, undefined, { userCode: string }> };
  "/api/auth/device/{userCode}/deny": { post: Operation<undefined, undefined, { userCode: string }> };
  "/api/organizations": { post: Operation<{ organization: { id: string; name: string; slug: string }; estate: { id: string; name: string } }, { name: string; slug?: string }> };
  "/api/organizations/by-slug/{slug}": { get: Operation<PendingOrganization, undefined, { slug: string }> };
  "/api/organizations/{organizationId}/join": { post: Operation<PendingOrganization, undefined, { organizationId: string }> };
  "/api/user/email": { post: Operation<PendingSent, { email: string }> };
  "/api/user/email/verify": { post: Operation<PendingUser, { code: string }> };
  "/api/user/suggestions": { get: Operation<{ items: PendingSuggestion[] }> };
  "/api/invitations/{token}": { get: Operation<PendingShownInvitation, undefined, { token: string }> };
  "/api/invitations/{token}/accept": { post: Operation<{ organizationId: string; slug: string; estateId: string | null }, undefined, { token: string }> };
  "/api/invitations/{token}/decline": { post: Operation<undefined, undefined, { token: string }> };
};
