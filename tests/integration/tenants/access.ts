// Who may do what. The rows are permissions and the columns roles; which operation needs which permission is declared by the
// operation itself. A change of kernel/src/permission.rs shows here, and only here.
import { description, type Requirement } from "../support/description.ts";

/** By permission: whether each role has it, whether each kind of credential can have it, and how it is denied to a role without it. */
export const REVIEWED: Record<string, string> = {
  //                       owner admin member viewer guest external  person impersonation program apiKey  denial
  "organization.view":    "yes   yes   yes    yes    yes   no        yes    yes           yes     yes     not_found",
  "organization.update":  "yes   yes   no     no     no    no        yes    yes           yes     no      forbidden",
  "organization.transfer":"yes   no    no     no     no    no        yes    no            no      no      forbidden",
  "organization.delete":  "yes   no    no     no     no    no        yes    no            no      no      forbidden",
  "organization.leave":   "yes   yes   yes    yes    yes   no        yes    no            no      no      not_found",
  "domain.manage":        "yes   no    no     no     no    no        yes    no            no      no      forbidden",
  "security.manage":      "yes   no    no     no     no    no        yes    no            no      no      forbidden",
  "member.view":          "yes   yes   yes    yes    no    no        yes    yes           no      no      forbidden",
  "member.invite":        "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "member.update":        "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "member.remove":        "yes   yes   no     no     no    no        yes    yes           no      no      forbidden",
  "customRole.manage":    "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "team.manage":          "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "apiKey.manage":        "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "serviceAccount.manage":"yes  yes   no     no     no    no        yes    no            no      no      forbidden",
  "oauthClient.manage":   "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "audit.view":           "yes   yes   no     no     no    no        yes    yes           yes     yes     forbidden",
  "audit.manage":         "yes   yes   no     no     no    no        yes    no            no      no      forbidden",
  "estate.view":          "yes   yes   yes    yes    yes   no        yes    yes           yes     yes     not_found",
  "estate.create":        "yes   yes   no     no     no    no        yes    yes           yes     yes     forbidden",
  "estate.update":        "yes   yes   no     no     no    no        yes    yes           yes     yes     forbidden",
  "estate.delete":        "yes   yes   no     no     no    no        yes    yes           yes     no      forbidden",
  "repository.manage":    "yes   yes   yes    no     no    no        yes    yes           yes     yes     forbidden",
  "build.manage":         "yes   yes   yes    no     no    no        yes    yes           yes     yes     forbidden",
};

export const ROLES = ["owner", "admin", "member", "viewer", "guest", "external"] as const;

/**
 * Who calls: a user of each role, a guest with a grant for the estate, a viewer with the role member on it, a guest of a team
 * with the role admin on it, an admin with a custom role of which that is the only permission, besides those of all, and one with every other, who has
 * the role admin on the estate besides, an administrator who impersonates an owner, a program
 * with an owner's access token, and two API keys of an owner, of which one has only the permission in question and the other
 * every permission that keys can have but that one.
 */
export const CALLERS = [...ROLES, "granted", "onEstate", "ofTeam", "custom", "otherCustom", "impersonation", "program", "key", "otherKey"] as const;
export type Caller = (typeof CALLERS)[number];

export const roleOf = (caller: Caller): (typeof ROLES)[number] => {
  if (caller === "granted" || caller === "ofTeam") return "guest";
  if (caller === "onEstate") return "viewer";
  if (caller === "custom" || caller === "otherCustom") return "admin";
  return ["impersonation", "program", "key", "otherKey"].includes(caller) ? "owner" : (caller as (typeof ROLES)[number]);
};

/** The roles on the estate, which give only the permissions that are an estate's. */
const ON_ESTATE: Partial<Record<Caller, (typeof ROLES)[number]>> = { granted: "viewer", onEstate: "member", ofTeam: "admin" };
const OF_ESTATES = ["estate.view", "estate.update", "estate.delete", "repository.manage", "build.manage"];

/** The code of a refusal by the kind of the credential. */
const REFUSALS = { impersonation: "PERMISSION_DENIED", program: "PROGRAM_REFUSED", key: "PERMISSION_DENIED" } as const;

/** The answer to a caller of an operation with this requirement. */
export function answerTo(caller: Caller, { permission, within }: Requirement): "admitted" | `${403 | 404} ${string}` {
  const { roles = [], credentials = [], denial } = description.permissions[permission] ?? {};
  const role = roleOf(caller);
  // a guest sees the granted estates only
  if (caller === "guest" && within === "estate") return "404 NOT_FOUND";
  if (within === "estate" && OF_ESTATES.includes(permission) && roles.includes(ON_ESTATE[caller] ?? "external")) return "admitted";
  // a guest and an external person do not see what is denied to them
  if (!roles.includes(role)) return denial === "not_found" || role === "guest" || role === "external" ? "404 NOT_FOUND" : "403 PERMISSION_DENIED";
  // a role on an estate adds nothing to a custom role
  if (caller === "otherCustom") return denial === "not_found" ? "404 NOT_FOUND" : "403 PERMISSION_DENIED";
  if (caller === "otherKey") return "403 PERMISSION_DENIED";
  if (caller === "key") return credentials.includes("apiKey") ? "admitted" : `403 ${REFUSALS.key}`;
  if (caller === "impersonation" || caller === "program") return credentials.includes(caller) ? "admitted" : `403 ${REFUSALS[caller]}`;
  return "admitted";
}
