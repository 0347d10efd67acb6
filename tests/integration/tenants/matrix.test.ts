// Proves, for every operation, every role, every kind of credential and every tenant, who is admitted and how everybody else is refused:
// as declared by the operation, by the table of permissions and by the rules for each kind of credential, and by nothing else.
import { afterAll, expect } from "vitest";
import { startOidcProvider } from "../../providers/sso/index.ts";
import { parametersOf, rowOf } from "../../stack/rows.ts";
import type { Stack } from "../../stack/index.ts";
import { watch } from "../support/changes.ts";
import type { Answer as Response, CallOptions } from "../support/client.ts";
import { CREDENTIAL_KINDS, description, type Operation } from "../support/description.ts";
import { inParallel } from "../support/parallel.ts";
import { newEmail, signUp } from "../support/people.ts";
import { bodyFor, isAdmitted, pathOf, wrongBodyFor } from "../support/requests.ts";
import { connectSso, newDomain } from "../support/sso.ts";
import { integration } from "../support/test.ts";
import { REVIEWED, ROLES, answerTo, type Answer } from "./access.ts";
import { Cast, type Player } from "./cast.ts";
import { REVIEWED_OPERATIONS, declaredOperations } from "./operations.ts";
import { hiddenIn, newRows, openToDomain, placeOf, quiet, tenantOf, unseen } from "./tenant.ts";

const LIMIT = "1000000";
const oidc = await startOidcProvider();
const test = integration({ bindings: { PRIVATE_HOSTS: oidc.host, API_LIMIT_PER_MINUTE: LIMIT, ANONYMOUS_LIMIT_PER_MINUTE: LIMIT } });
afterAll(() => oidc.close());

/** Requests without a body change something once they are admitted, and an export is in the audit log; all others are refused for a wrong body, or read. */
const hasEffect = ({ id, method, media }: Operation) => (method !== "GET" && media.length === 0) || id === "organization.export";

/** Whose kinds of credential are tried outside of organizations and estates, where the roles there play no part. */
const isOutside = ({ name, kind }: Player) => name.startsWith("owner") || kind === "nobody" || kind === "provisioner";

const playersOf = ({ players }: Cast, { audience, requirement }: Operation): Player[] =>
  players.filter((player) => requirement !== null || isOutside(player) || (audience === "administrator" && player.isAdministrator === true));

/** The status and the code of an answer. */
function codeOf({ status, body }: Response): string {
  const { error } = (body ?? {}) as { error?: string | { code: string } };
  return status < 400 ? String(status) : `${status} ${typeof error === "string" ? error : error?.code ?? ""}`;
}

interface Case {
  operation: Operation;
  player: Player;
  expected: Answer;
}

const casesOf = (cast: Cast): Case[] =>
  description.operations.flatMap((operation) => playersOf(cast, operation).map((player) => ({ operation, player, expected: answerTo(player, operation) })));

/** Sends the requests of cases; resolves with those that were not answered as expected. */
async function wrongAnswers(cast: Cast, cases: Case[], ids: Record<string, string>, bodyOf: (operation: Operation) => CallOptions): Promise<string[]> {
  const wrong = await inParallel(cases, async ({ operation, player, expected }) => {
    const response = await cast.call(player, operation.requirement?.permission ?? "", operation.method, pathOf(operation, ids), bodyOf(operation));
    const answer = isAdmitted(operation, response.status) ? "admitted" : codeOf(response);
    return answer === expected ? [] : [`${operation.id} as ${player.name}: ${answer} instead of ${expected}`];
  });
  return wrong.flat();
}

test("each permission belongs to the reviewed roles and kinds of credential", () => {
  const yesOrNo = (has: boolean) => (has ? "yes" : "no");
  const found = Object.entries(description.permissions).map(([name, { roles, credentials, denial }]) => [
    name,
    [...ROLES.map((role) => yesOrNo(roles.includes(role))), ...CREDENTIAL_KINDS.map((kind) => yesOrNo(credentials.includes(kind))), denial].join(" "),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(REVIEWED).map(([name, row]) => [name, row.replace(/\s+/g, " ")])));
  expect([...new Set(description.within().map(({ requirement }) => requirement.permission))].sort()).toEqual(Object.keys(description.permissions).sort());
});

test("each operation needs what was reviewed", () => {
  expect(declaredOperations()).toEqual(REVIEWED_OPERATIONS);
});

test("every caller of every operation is admitted or refused as declared, and a refused request changes nothing", async ({ stack }) => {
  const domain = newDomain();
  const owner = await signUp(stack, newEmail(domain));
  const tenant = await tenantOf(stack, owner);
  await openToDomain(stack, owner, domain);
  const cast = await Cast.of(stack, owner, (await connectSso(stack, owner, oidc)).domain);
  const ids = { ...tenant, userCode: await rowOf("userCode").insert(placeOf(stack, owner)), scimId: cast.provisionedId };
  const cases = casesOf(cast);
  const effects = cases.filter(({ operation, expected }) => hasEffect(operation) && expected === "admitted");
  await quiet(stack);
  await unseen(stack);
  const changes = await watch(stack);
  const harmless = cases.filter((one) => !effects.includes(one));
  expect(harmless.length).toBeGreaterThan(10_000);
  const wrong = await wrongAnswers(cast, harmless, ids, wrongBodyFor);
  expect(await changes()).toEqual([]);

  expect(effects.length).toBeGreaterThan(300);
  const restore = await snapshot(stack);
  for (const one of effects) {
    await restore();
    const rows = { ...ids, ...(await newRows(stack, owner, one.operation)), scimId: cast.provisionedId };
    wrong.push(...(await wrongAnswers(cast, [one], rows, wrongBodyFor)));
  }
  expect(wrong).toEqual([]);
}, 600_000);

/** Rows that an admitted request may take away, those that others refer to first. */
const TAKEN = ["team", "organization_user_membership", "estate_grant", "team_member", "team_estate", "service_account", "service_account_estate", "oauth_client", "oauth_consent", "session", "api_key", "sso_connection", "passkey", "scim_token"];

/** Resolves with a function that puts back what is there now and gone later. */
async function snapshot({ db }: Stack): Promise<() => Promise<unknown>> {
  const rows = await Promise.all(TAKEN.map(async (table) => (await db.prepare(`SELECT * FROM ${table}`).all<Record<string, unknown>>()).results));
  const statements = TAKEN.map((table, index) => {
    const columns = Object.keys(rows[index]?.[0] ?? {});
    return { sql: `INSERT OR ${table === "scim_token" ? "REPLACE" : "IGNORE"} INTO ${table} (${columns.join(", ")}) SELECT ${columns.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each(?1)`, rows: JSON.stringify(rows[index]) };
  });
  return () =>
    db.batch([
      db.prepare("UPDATE organization SET deleted_at = NULL"),
      db.prepare("UPDATE config_source SET deactivated_at = NULL"),
      ...statements.map(({ sql, rows: values }) => db.prepare(sql).bind(values)),
    ]);
}

/** The kinds of credential of an owner, with which another tenant is entered. */
const isIntruder = ({ name, lacks }: Player) => name.startsWith("owner") && (lacks ?? null) === null;
/** The parameters of a path that name what others than its holder must not see. */
const tenantParameters = ({ path }: Operation) => parametersOf(path).filter((name) => rowOf(name).visibleTo !== "platform");
/** A picture and an invitation can be read by every caller that has the address, and an invitation is for another person. */
const isForBearers = ({ method, path }: Operation) => method === "GET" && parametersOf(path).some((name) => rowOf(name).visibleTo === "bearer");
/** A user who has the organization's link may ask to join, and one at an open domain may join: these operations check it themselves. */
const ASKED_BY_LINK = ["joinRequest.createByLink"];

test("an id of another tenant anywhere in a path is not found, reveals nothing and changes nothing", async ({ stack, owner }) => {
  const foreign = await tenantOf(stack, await signUp(stack));
  const own = await tenantOf(stack, owner);
  const cast = await Cast.of(stack, owner, (await connectSso(stack, owner, oidc)).domain);
  const hidden = hiddenIn(foreign);
  await quiet(stack);
  await unseen(stack);
  const changes = await watch(stack);
  const operations = description.operations.filter((operation) => operation.audience !== "administrator" && !isForBearers(operation) && !ASKED_BY_LINK.includes(operation.id) && tenantParameters(operation).length > 0);
  expect(operations.length).toBeGreaterThanOrEqual(50);
  // each id alone, and all together
  const cases = operations.flatMap((operation) => {
    const names = tenantParameters(operation);
    const sets = names.length > 1 ? [...names.map((name) => [name]), names] : [names];
    return sets.flatMap((set) => cast.players.filter(isIntruder).map((player) => ({ operation, player, set })));
  });
  expect(cases.length).toBeGreaterThan(900);
  const wrong = await inParallel(cases, async ({ operation, player, set }) => {
    const ids = { ...own, ...Object.fromEntries(set.map((name) => [name, foreign[name] ?? ""])) };
    const answer = await cast.call(player, operation.requirement?.permission ?? "", operation.method, pathOf(operation, ids), bodyFor(operation));
    const shown = hidden.filter((id) => answer.text.includes(id));
    const found = `${codeOf(answer)}${shown.length > 0 ? ` with ${shown.join()}` : ""}`;
    const expected = foreignAnswer(player, operation, set);
    return found === expected ? [] : [`${operation.id} as ${player.name} with the ${set.join(" and ")} of others: ${found} instead of ${expected}`];
  });
  expect(wrong.flat()).toEqual([]);
  expect(await changes()).toEqual([]);
}, 300_000);

/** An administrator does not act with the user's authorization at GitHub, whichever repository it is. */
const WITH_AUTHORIZATION = ["integrations.listGithubBranches"];

/** Where organization or estate are another tenant's, nobody has a role; an invitation is for another person. */
function foreignAnswer(player: Player, operation: Operation, set: string[]): Answer | `409 ${string}` {
  const isElsewhere = operation.requirement !== null && set.includes(`${operation.requirement.within}Id`);
  const answer = answerTo(isElsewhere ? { ...player, role: null, onEstate: null } : player, operation);
  if (answer !== "admitted") return answer;
  if (WITH_AUTHORIZATION.includes(operation.id) && player.kind === "impersonation") return "409 GITHUB_AUTHORIZATION_REQUIRED";
  return set.includes("token") ? "409 EMAIL_MISMATCH" : "404 NOT_FOUND";
}
