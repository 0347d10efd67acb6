/**
 * Operations of accounts, organizations and administrators that the API's description does not have yet, in the shapes
 * that they will have. An entry leaves this file as soon as the generated schema has it.
 */
import type { Operation, PendingMe, PendingOrganization, PendingUser } from "./pending";
import type { components } from "./schema";

type Schemas = components["schemas"];
type Role = Schemas["Role"];
type Named = { id: string; name: string };
type Page<Item> = { items: Item[]; nextCursor?: string | null };
type Paging = { limit?: number; cursor?: string | null };
type InOrganization = { organizationId: string };

export type PendingUserSession = {
  id: string;
  kind: "browser" | "api";
  current: boolean;
  userAgent?: string | null;
  ipAddress?: string | null;
  place?: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  impersonated: boolean;
};
export type PendingAccount = { id: string; provider: "credential" | "google" | "github" | "slack"; label?: string | null; createdAt: string };
export type PendingMember = {
  userId: string;
  name: string;
  email: string;
  image?: string | null;
  role: Role;
  isBot: boolean;
  slack?: { username: string; realName: string; channels: string[] } | null;
  estateIds?: string[] | null;
  lastSeenAt?: string | null;
  createdAt: string;
};
export type PendingDomain = {
  id: string;
  domain: string;
  record: { name: string; value: string };
  verifiedAt?: string | null;
  autoJoin: boolean;
  role: Role;
};
export type PendingInvitation = {
  id: string;
  email?: string | null;
  role: Role;
  estateIds: string[];
  status: "pending" | "accepted" | "declined" | "revoked" | "expired";
  invitedBy?: Named | null;
  uses: number;
  expiresAt: string;
  createdAt: string;
};
export type PendingApiKey = {
  id: string;
  name: string;
  start: string;
  scopes: string[];
  createdBy: Named;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
  createdAt: string;
};
export type PendingAuditLine = {
  id: string;
  sequence?: number | null;
  hash?: string | null;
  actor: { type: "user" | "key" | "webhook" | "system"; id?: string | null; name?: string | null };
  impersonatedBy?: Named | null;
  action: string;
  resourceType: string;
  resourceId?: string | null;
  estateId?: string | null;
  before?: unknown;
  after?: unknown;
  detail?: unknown;
  ipAddress?: string | null;
  userAgent?: string | null;
  requestId?: string | null;
  createdAt: string;
};
export type PendingAuditVerification = {
  checkedFrom: number;
  checkedTo: number;
  latestSequence: number;
  latestHash?: string | null;
  complete: boolean;
  broken?: { sequence: number; id?: string | null; reason: "altered" | "missing" | "truncated" } | null;
};
export type PendingAdminUser = {
  id: string;
  name: string;
  email: string;
  image?: string | null;
  role: "user" | "admin";
  emailVerified: boolean;
  isBot: boolean;
  banned: boolean;
  banReason?: string | null;
  banExpiresAt?: string | null;
  lastSeenAt?: string | null;
  createdAt: string;
  organizationCount: number;
};
export type PendingAdminUserDetail = PendingAdminUser & { organizations: { id: string; name: string; slug: string; role: Role }[] };
export type PendingAdminOrganization = { id: string; name: string; slug: string; memberCount: number; estateCount: number; createdAt: string };
export type PendingAdminEstate = {
  id: string;
  name: string;
  organization: Named;
  repository?: string | null;
  lastBuild?: { id: string; status: Schemas["Build"]["status"]; createdAt: string } | null;
  createdAt: string;
};
export type PendingAdminBuild = {
  id: string;
  status: Schemas["Build"]["status"];
  estate: Named;
  organization: Named;
  commitHash: string;
  createdAt: string;
  completedAt?: string | null;
};
export type PendingAdminSession = {
  user: PendingUser;
  session: PendingMe["session"];
  request: { ipAddress?: string | null; userAgent?: string | null; country?: string | null };
  environment: string;
  version: string;
};
export type PendingSealing = {
  activeKeyId: string;
  keys: {
    id: string;
    createdAt?: string | null;
    ageDays?: number | null;
    active: boolean;
    known: boolean;
    counts: { table: string; column: string; count: number }[];
    total: number;
  }[];
  oldestSealedUnderOldKey?: string | null;
  pending: number;
  lost: number;
};
type Secret = { key: PendingApiKey; secret: string };
type AuditFilter = { actorId?: string; action?: string; resourceType?: string; resourceId?: string; from?: string; to?: string };

export type PendingManagementPaths = {
  "/api/user": { patch: Operation<PendingUser, { name?: string; debugMode?: boolean }> };
  "/api/user/picture": { put: Operation<PendingUser, Blob>; delete: Operation<PendingUser> };
  "/api/user/password": { post: Operation<undefined, { currentPassword?: string; newPassword: string }> };
  "/api/user/sessions": { get: Operation<Page<PendingUserSession>, undefined, undefined, Paging>; delete: Operation<undefined> };
  "/api/user/sessions/{sessionId}": { delete: Operation<undefined, undefined, { sessionId: string }> };
  "/api/user/accounts": {
    get: Operation<{ items: PendingAccount[] }>;
    post: Operation<{ url: string }, { provider: "google" | "github" | "slack"; returnUrl?: string }>;
  };
  "/api/user/accounts/{accountId}": { delete: Operation<undefined, undefined, { accountId: string }> };
  "/api/user/deletion": {
    get: Operation<{ deletedOrganizations: Named[]; organizationsToHandOver: Named[] }>;
    post: Operation<undefined, { email: string }>;
  };
  "/api/organizations/{organizationId}": {
    patch: Operation<PendingOrganization, { name?: string; slug?: string; defaultEstateId?: string }, InOrganization>;
  };
  "/api/organizations/{organizationId}/logo": {
    put: Operation<PendingOrganization, Blob, InOrganization>;
    delete: Operation<PendingOrganization, undefined, InOrganization>;
  };
  "/api/organizations/{organizationId}/leave": { post: Operation<undefined, undefined, InOrganization> };
  "/api/organizations/{organizationId}/transfer": { post: Operation<PendingOrganization, { userId: string }, InOrganization> };
  "/api/organizations/{organizationId}/deletion": { post: Operation<undefined, { confirmation: string }, InOrganization> };
  "/api/organizations/{organizationId}/members": {
    get: Operation<Page<PendingMember>, undefined, InOrganization, Paging & { q?: string; kind?: "internal" | "external"; role?: Role }>;
  };
  "/api/organizations/{organizationId}/members/{userId}": {
    patch: Operation<PendingMember, { role?: Role; estateIds?: string[] }, InOrganization & { userId: string }>;
    delete: Operation<undefined, undefined, InOrganization & { userId: string }>;
  };
  "/api/organizations/{organizationId}/domains": {
    get: Operation<{ items: PendingDomain[] }, undefined, InOrganization>;
    post: Operation<PendingDomain, { domain: string }, InOrganization>;
  };
  "/api/organizations/{organizationId}/domains/{domainId}": {
    patch: Operation<PendingDomain, { autoJoin?: boolean; role?: Role }, InOrganization & { domainId: string }>;
    delete: Operation<undefined, undefined, InOrganization & { domainId: string }>;
  };
  "/api/organizations/{organizationId}/domains/{domainId}/verify": {
    post: Operation<PendingDomain, undefined, InOrganization & { domainId: string }>;
  };
  "/api/estates/{estateId}": { patch: Operation<Named, { name: string }, { estateId: string }> };
  "/api/estates/{estateId}/deletion": { post: Operation<undefined, { confirmation: string }, { estateId: string }> };
  "/api/organizations/{organizationId}/invitations": {
    get: Operation<Page<PendingInvitation>, undefined, InOrganization, Paging & { status?: PendingInvitation["status"] }>;
    post: Operation<{ invitation: PendingInvitation; url: string }, { email?: string; role: Role; estateIds?: string[] }, InOrganization>;
  };
  "/api/organizations/{organizationId}/invitations/{invitationId}": {
    delete: Operation<undefined, undefined, InOrganization & { invitationId: string }>;
  };
  "/api/organizations/{organizationId}/invitations/{invitationId}/resend": {
    post: Operation<PendingInvitation, undefined, InOrganization & { invitationId: string }>;
  };
  "/api/organizations/{organizationId}/keys": {
    get: Operation<Page<PendingApiKey>, undefined, InOrganization, Paging>;
    post: Operation<Secret, { name: string; scopes: string[]; expiresAt?: string }, InOrganization>;
  };
  "/api/organizations/{organizationId}/keys/{keyId}": { delete: Operation<undefined, undefined, InOrganization & { keyId: string }> };
  "/api/organizations/{organizationId}/audit": { get: Operation<Page<PendingAuditLine>, undefined, InOrganization, Paging & AuditFilter> };
  "/api/organizations/{organizationId}/audit/verification": {
    get: Operation<PendingAuditVerification, undefined, InOrganization, { after?: number }>;
  };
  "/api/admin/users": { get: Operation<Page<PendingAdminUser>, undefined, undefined, Paging & { q?: string; banned?: boolean }> };
  "/api/admin/users/{userId}": { get: Operation<PendingAdminUserDetail, undefined, { userId: string }> };
  "/api/admin/users/{userId}/ban": { post: Operation<PendingAdminUser, { reason: string; until?: string }, { userId: string }> };
  "/api/admin/users/{userId}/unban": { post: Operation<PendingAdminUser, undefined, { userId: string }> };
  "/api/admin/users/{userId}/impersonate": { post: Operation<PendingMe, undefined, { userId: string }> };
  "/api/admin/users/{userId}/deletion": { post: Operation<undefined, { email: string }, { userId: string }> };
  "/api/admin/users/{userId}/sessions": {
    get: Operation<Page<PendingUserSession>, undefined, { userId: string }, Paging>;
    delete: Operation<undefined, undefined, { userId: string }>;
  };
  "/api/admin/organizations": { get: Operation<Page<PendingAdminOrganization>, undefined, undefined, Paging & { q?: string }> };
  "/api/admin/estates": { get: Operation<Page<PendingAdminEstate>, undefined, undefined, Paging & { q?: string }> };
  "/api/admin/estates/{estateId}/rebuild": { post: Operation<Schemas["Build"], undefined, { estateId: string }> };
  "/api/admin/builds": { get: Operation<Page<PendingAdminBuild>, undefined, undefined, Paging & { status?: Schemas["Build"]["status"] }> };
  "/api/admin/sealing": { get: Operation<PendingSealing> };
  "/api/admin/session": { get: Operation<PendingAdminSession> };
};
