// Who may do what. The rows are permissions and the columns roles; which operation needs which permission is declared by the
// operation itself. A change of kernel/src/permission.rs shows here, and only here.
import { description, type Requirement } from "../support/description.ts";

/** By permission: whether each role has it, whether API keys can have it, and how it is denied to a role without it. */
export const REVIEWED: Record<string, string> = {
  //                       owner admin member viewer guest external  key  denial
  "organization.view":     "yes   yes   yes    yes    yes   no        yes  not_found",
  "organization.update":   "yes   yes   no     no     no    no        no   forbidden",
  "organization.transfer": "yes   no    no     no     no    no        no   forbidden",
  "organization.delete":   "yes   no    no     no     no    no        no   forbidden",
  "organization.leave":    "yes   yes   yes    yes    yes   no        no   not_found",
  "domain.manage":         "yes   no    no     no     no    no        no   forbidden",
  "member.view":           "yes   yes   yes    yes    no    no        yes  forbidden",
  "member.invite":         "yes   yes   no     no     no    no        yes  forbidden",
  "member.update":         "yes   yes   no     no     no    no        no   forbidden",
  "member.remove":         "yes   yes   no     no     no    no        yes  forbidden",
  "apiKey.manage":         "yes   yes   no     no     no    no        no   forbidden",
  "audit.view":            "yes   yes   no     no     no    no        yes  forbidden",
  "estate.view":           "yes   yes   yes    yes    yes   no        yes  not_found",
  "estate.create":         "yes   yes   no     no     no    no        yes  forbidden",
  "estate.update":         "yes   yes   no     no     no    no        yes  forbidden",
  "estate.delete":         "yes   yes   no     no     no    no        no   forbidden",
  "repository.manage":     "yes   yes   yes    no     no    no        yes  forbidden",
  "build.manage":          "yes   yes   yes    no     no    no        yes  forbidden",
};

export const ROLES = ["owner", "admin", "member", "viewer", "guest", "external"] as const;

/**
 * Who calls: a user of each role, a guest with a grant for the estate, and two API keys of an owner, of which one has only the
 * permission in question and the other every permission that keys can have but that one.
 */
export const CALLERS = [...ROLES, "granted", "key", "otherKey"] as const;
export type Caller = (typeof CALLERS)[number];

export const roleOf = (caller: Caller): (typeof ROLES)[number] => {
  if (caller === "granted") return "guest";
  return caller === "key" || caller === "otherKey" ? "owner" : caller;
};

/** The answer to a caller of an operation with this requirement. */
export function answerTo(caller: Caller, { permission, within }: Requirement): "admitted" | 403 | 404 {
  const { roles = [], byKey = false, denial } = description.permissions[permission] ?? {};
  const role = roleOf(caller);
  // a guest sees the granted estates only
  if (caller === "guest" && within === "estate") return 404;
  // a guest and an external person do not see what is denied to them
  if (!roles.includes(role)) return denial === "not_found" || role === "guest" || role === "external" ? 404 : 403;
  if (caller === "key") return byKey ? "admitted" : 403;
  return caller === "otherKey" ? 403 : "admitted";
}
