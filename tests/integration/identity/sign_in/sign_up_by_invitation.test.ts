// Proves that the link in an invitation's email signs its recipient up without a code, and that its proof is good for that address
// and that invitation, once, while the invitation is pending, and is in no link that an admin can copy.
import { expect } from "vitest";
import { linkIn, type Mail } from "../../../providers/mail/index.ts";
import type { Stack } from "../../../stack/index.ts";
import { audited, roles } from "../../support/audit.ts";
import { Client } from "../../support/client.ts";
import { hashOf } from "../../support/hash.ts";
import { PASSWORD, fromSomewhere, newEmail, sessionCookie, signUp, type Me, type Person } from "../../support/people.ts";
import { test } from "../../support/test.ts";

const path = "/api/auth/signup/invitation";
const INVALID = { status: 400, code: "INVALID_CODE", field: "proof" };

interface Body {
  email: string;
  invitation: string;
  proof: string;
  name: string;
  password: string;
}

const invitationsOf = ({ organizationId }: Person) => `/api/organizations/${organizationId}/invitations`;
const usersOf = ({ db }: Stack, email: string) => db.prepare("SELECT count(*) AS count FROM user WHERE email = ?1").bind(email).first("count");

/** The body of a sign-up with the link in a mail. */
function bodyOf(mail: Mail): Body {
  const link = linkIn(mail, "/invite");
  const fragment = new URLSearchParams(link.hash.slice(1));
  return { email: fragment.get("email") ?? "", invitation: link.pathname.split("/").at(-1) ?? "", proof: fragment.get("proof") ?? "", name: "New Person", password: PASSWORD };
}

async function invite(stack: Stack, owner: Person, email = newEmail(), role = "member"): Promise<{ id: string; url: string; mail: Mail; body: Body }> {
  const after = stack.mail.find({ to: email, kind: "invitation" }).at(-1);
  const { invitation, url } = await owner.client.ok<{ invitation: { id: string }; url: string }>("POST", invitationsOf(owner), { email, role }, 201);
  const mail = await stack.mail.waitFor({ to: email, kind: "invitation", ...(after === undefined ? {} : { after }) });
  return { id: invitation.id, url, mail, body: bodyOf(mail) };
}

const send = ({ url }: Stack, body: object, headers = fromSomewhere()) => new Client(url).call("POST", path, { body, headers });
const refused = ({ url }: Stack, body: object, headers = fromSomewhere()) => new Client(url).refused("POST", path, { body, headers });

test("the emailed link creates a verified user who is a member, with a session, in one request", async ({ stack, owner }) => {
  const { id, body } = await invite(stack, owner, `new+person-${newEmail()}`, "admin");
  expect(body.proof).toMatch(/^[\w-]{43}$/);
  const client = new Client(stack.url);
  const answer = await client.call("POST", path, { body: { ...body, email: body.email.toUpperCase() }, headers: fromSomewhere() });
  expect([answer.status, answer.headers.getSetCookie().slice(0, 1)]).toEqual([201, [expect.stringMatching(/^steward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/)]]);
  const me = answer.body as Me;
  expect(me).toMatchObject({
    user: { email: body.email, name: "New Person", emailVerified: true, emailProven: true, hasPassword: true },
    session: { kind: "browser" },
    organizations: [{ id: owner.organizationId, role: "admin" }],
  });
  expect(me.organizations).toHaveLength(1);
  expect(await client.ok("GET", "/api/auth/me")).toEqual(me);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner", [me.user.id]: "admin" });
  expect(await stack.db.prepare("SELECT status, uses FROM invitation WHERE id = ?1").bind(id).first()).toEqual({ status: "accepted", uses: 1 });
  for (const action of ["auth.signUpByInvitation", "invitation.accept"]) {
    expect((await audited(stack, owner.organizationId, action)).map(({ actorId }) => actorId), action).toEqual([me.user.id]);
  }
  const { results } = await stack.db.prepare("SELECT name FROM outbox_event WHERE organization_id = ?1 ORDER BY name").bind(owner.organizationId).all<{ name: string }>();
  expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(["organization:invitations:changed", "organization:members:changed"]));
  expect(stack.mail.find({ to: body.email, kind: "sign_up_code" })).toEqual([]);
  expect(await new Client(stack.url).ok("POST", "/api/auth/signin", { email: body.email, password: PASSWORD }, 200)).toMatchObject({ user: { id: me.user.id } });
});

test("only the hash of a proof is stored, and the API never answers with one", async ({ stack, owner }) => {
  const { id, url, mail, body } = await invite(stack, owner);
  expect(mail.text).toContain(`${url}#`);
  expect(url).not.toContain("#");
  const { results } = await stack.db.prepare("SELECT * FROM verification WHERE secret_hash = ?1").bind(hashOf(body.proof)).all();
  expect(results).toMatchObject([{ identifier: `invitation:${hashOf(body.invitation)}`, value: JSON.stringify({ email: body.email }), value_sealed: null }]);
  const resent = await owner.client.call("POST", `${invitationsOf(owner)}/${id}/resend`);
  const listed = await owner.client.call("GET", invitationsOf(owner));
  const shown = await new Client(stack.url).call("GET", `/api/invitations/${body.invitation}`);
  const proofs = [body.proof, bodyOf(await stack.mail.waitFor({ to: body.email, kind: "invitation", after: mail })).proof];
  for (const { status, text } of [resent, listed, shown]) {
    expect(status).toBe(200);
    for (const proof of proofs) expect(text).not.toContain(proof);
  }
  const link = await owner.client.ok<{ url: string }>("POST", invitationsOf(owner), { role: "member" }, 201);
  expect(link.url).not.toContain("#");
  const linkHash = hashOf(link.url.split("/").at(-1) ?? "");
  expect(await stack.db.prepare("SELECT count(*) AS count FROM verification WHERE identifier = ?1").bind(`invitation:${linkHash}`).first("count")).toBe(0);
  // what an admin can copy proves nothing
  for (const invitation of [body.invitation, link.url.split("/").at(-1) ?? ""]) {
    for (const proof of [invitation, "", "x".repeat(43)]) expect(await refused(stack, { ...body, invitation, proof })).toEqual(INVALID);
  }
  expect(await usersOf(stack, body.email)).toBe(0);
});

test("a proof is good for its address and its invitation alone", async ({ stack, owner }) => {
  const first = await invite(stack, owner);
  const second = await invite(stack, owner);
  const elsewhere = await invite(stack, await signUp(stack), first.body.email);
  expect(await refused(stack, { ...first.body, email: newEmail() })).toEqual(INVALID);
  expect(await refused(stack, { ...first.body, email: second.body.email })).toEqual(INVALID);
  for (const { body } of [second, elsewhere]) {
    expect(await refused(stack, { ...first.body, proof: body.proof })).toEqual(INVALID);
    expect(await refused(stack, { ...first.body, invitation: body.invitation })).toEqual(INVALID);
  }
  // nor is it good for another purpose
  const client = new Client(stack.url);
  const { proof } = first.body;
  expect(await client.refused("POST", "/api/auth/signin/link/verify", { body: { token: proof }, headers: fromSomewhere() })).toMatchObject({ code: "INVALID_CODE" });
  expect(await client.refused("POST", "/api/auth/password/reset", { body: { token: proof, password: PASSWORD }, headers: fromSomewhere() })).toMatchObject({ code: "INVALID_CODE" });
  for (const { body } of [first, second]) {
    expect(await usersOf(stack, body.email)).toBe(0);
    expect((await send(stack, body)).status).toBe(201);
  }
});

test("a proof is good once, also when it is used concurrently", async ({ stack, owner }) => {
  const { body } = await invite(stack, owner);
  const attempts = await Promise.all(Array.from({ length: 4 }, () => send(stack, body)));
  expect(attempts.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
  for (const { status, headers } of attempts) expect(headers.getSetCookie().length).toBe(status === 201 ? 2 : 0);
  expect(await refused(stack, body)).toEqual(INVALID);
  expect(await usersOf(stack, body.email)).toBe(1);
  const sessions = await stack.db.prepare("SELECT count(*) AS count FROM session JOIN user ON user.id = session.user_id WHERE user.email = ?1").bind(body.email).first("count");
  expect(sessions).toBe(1);
});

test("a proof ends when the invitation is revoked, also with its inviter, is resent, or has expired", async ({ stack, owner }) => {
  const ENDED = { status: 409, code: "INVITATION_ENDED" };
  const revoked = await invite(stack, owner);
  await owner.client.ok("DELETE", `${invitationsOf(owner)}/${revoked.id}`, undefined, 204);
  expect(await refused(stack, revoked.body)).toEqual(ENDED);
  const again = await invite(stack, owner, revoked.body.email);
  expect(await refused(stack, { ...again.body, proof: bodyOf(revoked.mail).proof })).toEqual(INVALID);

  const removed = await signUp(stack);
  await stack.db.prepare("INSERT INTO organization_user_membership (id, organization_id, user_id, role, created_at, updated_at) VALUES (?1, ?2, ?3, 'admin', 1, 1)").bind(`member_${removed.userId.slice(4)}`, owner.organizationId, removed.userId).run();
  const ofRemoved = await invite(stack, { ...removed, organizationId: owner.organizationId });
  await owner.client.ok("DELETE", `/api/organizations/${owner.organizationId}/members/${removed.userId}`, undefined, 204);
  expect(await refused(stack, ofRemoved.body)).toEqual(ENDED);

  const resent = await invite(stack, owner);
  await owner.client.ok("POST", `${invitationsOf(owner)}/${resent.id}/resend`);
  const latest = bodyOf(await stack.mail.waitFor({ to: resent.body.email, kind: "invitation", after: resent.mail }));
  expect(await refused(stack, resent.body)).toEqual(INVALID);
  expect((await send(stack, latest)).status).toBe(201);

  const expired = await invite(stack, owner);
  const life = await stack.db.prepare("SELECT invitation.expires_at = verification.expires_at AS same FROM invitation, verification WHERE invitation.id = ?1 AND verification.secret_hash = ?2").bind(expired.id, hashOf(expired.body.proof)).first("same");
  expect(life).toBe(1);
  await stack.db.prepare("UPDATE invitation SET expires_at = ?2 WHERE id = ?1").bind(expired.id, Date.now() - 1).run();
  expect(await refused(stack, expired.body)).toEqual(ENDED);
  await stack.db.prepare("UPDATE verification SET expires_at = ?2 WHERE secret_hash = ?1").bind(hashOf(expired.body.proof), Date.now() - 1).run();
  expect(await refused(stack, expired.body)).toEqual(INVALID);
  for (const { body } of [revoked, ofRemoved, expired]) expect(await usersOf(stack, body.email)).toBe(0);
});

test("an account that has the address is left alone", async ({ stack, owner }) => {
  const person = await signUp(stack);
  const { id, body } = await invite(stack, owner, person.email);
  const passwordOf = () => stack.db.prepare("SELECT password_hash FROM account WHERE user_id = ?1").bind(person.userId).first("password_hash");
  const before = await passwordOf();
  const client = new Client(stack.url);
  expect(await client.refused("POST", path, { body: { ...body, password: "the password of somebody else" }, headers: fromSomewhere() })).toEqual(INVALID);
  expect(sessionCookie(client)).toBe("");
  expect(await passwordOf()).toBe(before);
  expect(await roles(stack, owner.organizationId)).toEqual({ [owner.userId]: "owner" });
  await person.client.ok("POST", `/api/invitations/${body.invitation}/accept`);
  expect(await stack.db.prepare("SELECT status FROM invitation WHERE id = ?1").bind(id).first("status")).toBe("accepted");
  expect(await refused(stack, body)).toMatchObject({ status: 409 });

  await stack.db.prepare("UPDATE user SET email_verified = 0 WHERE id = ?1").bind(owner.userId).run();
  const unverified = await invite(stack, await signUp(stack), owner.email);
  expect(await refused(stack, unverified.body)).toEqual(INVALID);
  expect(await stack.db.prepare("SELECT email_verified FROM user WHERE id = ?1").bind(owner.userId).first("email_verified")).toBe(0);
});

test("the form is checked as at a sign-up, and wrong proofs are limited by address", async ({ stack, owner }) => {
  const { body } = await invite(stack, owner);
  for (const [field, value] of [["email", "nobody"], ["password", "short"], ["name", " "]] as const) {
    expect(await refused(stack, { ...body, [field]: value })).toEqual({ status: 400, code: "VALIDATION_ERROR", field });
  }
  const headers = fromSomewhere();
  for (let attempt = 1; attempt <= 20; attempt += 1) expect(await refused(stack, { ...body, proof: "x".repeat(43) }, headers)).toEqual(INVALID);
  expect(await refused(stack, body, headers)).toMatchObject({ status: 429 });
  expect(await new Client(stack.url).refused("POST", path, { body, headers: { ...fromSomewhere(), origin: "https://elsewhere.example" } })).toMatchObject({ status: 403 });
  expect((await send(stack, body)).status).toBe(201);
});
