// Who may do what. The rows are permissions and the columns roles; which operation needs which permission is declared by the
// operation itself. A change of kernel/src/permission.rs shows here, and only here.
import { description, type Audience, type Operation, type Requirement } from "../support/description.ts";

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
export type Role = (typeof ROLES)[number];

/**
 * The kinds of credential: a browser with fresh or old confirmation, an administrator in a browser who impersonates the user, a
 * program with the user's access token, an app with the user's access token, an API key, the token of an organization's
 * provisioning, and none or one that is not valid.
 */
export type Kind = "person" | "stale" | "impersonation" | "program" | "app" | "apiKey" | "provisioner" | "nobody";

/** Who calls, in which organization and with which credential. */
export interface Caller {
  name: string;
  kind: Kind;
  /** The role in the organization; null for who has none. */
  role: Role | null;
  /** The role on the estate, which gives only the permissions that are an estate's. */
  onEstate: Role | null;
  /** The permissions of the custom role, which limits the role, and to which a role on the estate adds nothing. */
  custom?: readonly string[] | undefined;
  isAdministrator?: boolean;
  /** Whether the confirmation of an impersonation, which only the user could renew, is old. */
  isOld?: boolean;
  /** What a credential that is not valid looks like, before it is looked up. */
  form?: "program" | "app" | "apiKey";
  /** What the caller lacks of what the organization, or the credential, demands: the scope is that of the operation. */
  lacks?: "scope" | "single sign-on" | "second factor" | null;
}

export type Answer = "admitted" | `${401 | 403 | 404} ${string}`;

const OF_ESTATES = ["estate.view", "estate.update", "estate.delete", "repository.manage", "build.manage"];

const DENIED = "403 PERMISSION_DENIED";
const PROGRAM = "403 PROGRAM_REFUSED";
const KEY = "403 API_KEY_REFUSED";
const UNAUTHENTICATED = "401 UNAUTHENTICATED";

/** By audience and kind of credential. An administrator's operations refuse who is none before they look at the kind. */
const AUDIENCES: Record<Exclude<Audience, "anyone" | "browser" | "provisioner">, Record<Exclude<Kind, "provisioner" | "nobody">, Answer>> = {
  signed_in:     { person: "admitted", stale: "admitted", impersonation: "admitted", program: "admitted", app: PROGRAM, apiKey: KEY },
  person_only:   { person: "admitted", stale: "admitted", impersonation: "admitted", program: PROGRAM,    app: PROGRAM, apiKey: KEY },
  user_only:     { person: "admitted", stale: "admitted", impersonation: DENIED,     program: PROGRAM,    app: PROGRAM, apiKey: KEY },
  administrator: { person: "admitted", stale: "admitted", impersonation: DENIED,     program: PROGRAM,    app: PROGRAM, apiKey: KEY },
};

/** By kind of credential: its column in `REVIEWED`, and how it is refused a permission that is not open to it. */
const KINDS: Record<Exclude<Kind, "provisioner" | "nobody">, ["person" | "impersonation" | "program" | "apiKey", Answer]> = {
  person: ["person", "admitted"],
  stale: ["person", "admitted"],
  impersonation: ["impersonation", DENIED],
  program: ["program", PROGRAM],
  app: ["program", PROGRAM],
  apiKey: ["apiKey", DENIED],
};

/** Operations for every caller that take the access token of an app themselves; a program's own has no scope for them. */
export const FOR_APPS = ["oauth.getUserInfo", "oauth.postUserInfo"];
/** Operations that refuse a key and an app by the form of the credential, before they look anything up. */
const BY_FORM = ["user.me"];
/** The page of Turnstile's widget, which does not exist where Turnstile is not configured. */
const WITHOUT_TURNSTILE = ["auth.showHumanCheck"];
/** Operations on all sessions of a browser, which an administrator who impersonates a user must leave alone. */
const OF_ALL_SESSIONS = ["auth.parkSession", "auth.signOutEverybody"];

/** The answer to a caller of an operation, out of what the operation declares and these tables alone. */
export function answerTo(caller: Caller, operation: Operation): Answer {
  const { audience, requirement, isStepUp } = operation;
  const { kind, form } = caller;
  if (FOR_APPS.includes(operation.id)) return kind === "app" ? "admitted" : kind === "program" || form === "program" ? "403 insufficient_scope" : "401 invalid_token";
  if (WITHOUT_TURNSTILE.includes(operation.id)) return "404 NOT_FOUND";
  if (OF_ALL_SESSIONS.includes(operation.id) && kind === "impersonation") return DENIED;
  if (audience === "anyone" || audience === "browser") return "admitted";
  if (audience === "provisioner") return kind === "provisioner" ? "admitted" : "401 ";
  if (BY_FORM.includes(operation.id) && form === "apiKey") return KEY;
  if (BY_FORM.includes(operation.id) && form === "app") return PROGRAM;
  if (kind === "provisioner" || kind === "nobody") return UNAUTHENTICATED;
  const isConfirmed = !isStepUp || (kind !== "stale" && caller.isOld !== true);
  const unconfirmed = kind === "stale" ? "403 STEP_UP_REQUIRED" : DENIED;
  if (audience !== null) {
    const answer = AUDIENCES[audience][kind];
    if (audience === "administrator" && caller.isAdministrator !== true && kind !== "app" && kind !== "apiKey") return DENIED;
    return answer === "admitted" && !isConfirmed ? unconfirmed : answer;
  }
  if (requirement === null) throw new Error(`${operation.id} declares nothing`);
  return inTenant(caller, kind, requirement) ?? (isConfirmed ? "admitted" : unconfirmed);
}

/** The refusal within an organization or an estate; none for who has the permission. */
function inTenant({ role, onEstate, custom, lacks }: Caller, kind: Exclude<Kind, "provisioner" | "nobody">, { permission, within }: Requirement): Answer | undefined {
  const { roles = [], credentials = [], denial } = description.permissions[permission] ?? {};
  const isGranted = custom === undefined && within === "estate" && onEstate !== null && OF_ESTATES.includes(permission) && roles.includes(onEstate);
  // a guest sees the granted estates only
  if (role === null || role === "external" || (role === "guest" && within === "estate" && onEstate === null)) return "404 NOT_FOUND";
  if (!isGranted && !roles.includes(role)) return denial === "not_found" || role === "guest" ? "404 NOT_FOUND" : DENIED;
  if (custom !== undefined && !custom.includes(permission)) return denial === "not_found" ? "404 NOT_FOUND" : DENIED;
  const [column, refusal] = KINDS[kind];
  if (!credentials.includes(column)) return refusal;
  if (lacks === "scope") return DENIED;
  if (lacks === "single sign-on") return "403 SSO_REQUIRED";
  return lacks === "second factor" ? "403 SECOND_FACTOR_REQUIRED" : undefined;
}
