// Proves that a passkey signs in without a password only when it verified the user, that any of them is a second factor and a confirmation, and
// that no proof works twice, for another site, ceremony or user, or from a copied authenticator.
import { expect } from "vitest";
import type { Stack } from "../../../stack/index.ts";
import { Authenticator, type Algorithm, type CreationOptions, type Flaws, type RequestOptions } from "../../support/authenticator.ts";
import { Client } from "../../support/client.ts";
import { PASSWORD, fromSomewhere, signUp, type Me, type Person } from "../../support/people.ts";
import { inParallel } from "../../support/parallel.ts";
import { enterCode, enterPassword, setUpTotp, totpCode } from "../../support/second_factor.ts";
import { test } from "../../support/test.ts";

const PASSKEYS = "/api/user/passkeys";
const SIGN_IN = "/api/auth/signin/passkey";
const SECOND_FACTOR = "/api/auth/signin/second-factor";
const INVALID = { status: 400, code: "INVALID_PASSKEY" };

interface Added {
  passkey: { id: string; name: string; signsIn: boolean; backedUp: boolean };
  backupCodes: string[] | null;
}

const options = ({ client }: Pick<Person, "client">) => client.ok<CreationOptions>("POST", `${PASSKEYS}/options`, undefined, 200);

async function add(person: Pick<Person, "client">, authenticator: Authenticator, name = "Laptop"): Promise<Added> {
  return person.client.ok<Added>("POST", PASSKEYS, { name, ...authenticator.create(await options(person)) }, 201);
}

const begin = (client: Client, path = SIGN_IN) => client.ok<RequestOptions>("POST", `${path}/options`, undefined, 200);

async function signIn({ url }: Stack, authenticator: Authenticator, flaws: Flaws = {}) {
  const client = new Client(url);
  const body = authenticator.get(await begin(client), flaws);
  const answer = await client.call("POST", SIGN_IN, { body, headers: fromSomewhere() });
  return { client, body, answer };
}

const rpId = ({ url }: Stack) => new URL(url).hostname;

for (const algorithm of ["ES256", "EdDSA", "RS256"] satisfies Algorithm[]) {
  test(`${algorithm}: a passkey is added with backup codes, and signs in without a password`, async ({ stack, owner }) => {
    const authenticator = new Authenticator(stack.url, algorithm);
    const asked = await options(owner);
    expect(asked).toMatchObject({
      rp: { id: rpId(stack), name: "Steward" },
      user: { id: Buffer.from(owner.userId).toString("base64url"), name: owner.email },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
      attestation: "none",
      excludeCredentials: [],
    });
    const { passkey, backupCodes } = await add(owner, authenticator);
    expect(passkey).toMatchObject({ name: "Laptop", signsIn: true, backedUp: false, lastUsedAt: null });
    expect(new Set(backupCodes).size).toBe(10);
    await stack.mail.waitFor({ to: owner.email, kind: "second_factor_added" });
    const { client, answer } = await signIn(stack, authenticator);
    expect([answer.status, (answer.body as Me).user.id]).toEqual([200, owner.userId]);
    expect((await client.call("GET", "/api/auth/me")).status).toBe(200);
    expect(await owner.client.ok("GET", "/api/user/second-factors")).toMatchObject({ passkeys: [{ id: passkey.id, lastUsedAt: expect.any(String) }], backupCodesLeft: 10 });
  });
}

test("a registration with a flaw adds nothing", async ({ stack, owner }) => {
  const flaws: Record<string, Flaws> = {
    "another origin": { origin: "https://elsewhere.example" },
    "another site's id": { rpId: "elsewhere.example" },
    "the other ceremony": { type: "webauthn.get" },
    "a frame of another site": { crossOrigin: true },
    "an unknown challenge": { challenge: Buffer.alloc(32, 7).toString("base64url") },
    "nobody present": { isUserPresent: false },
    "backed up without being eligible": { isBackedUp: true },
    "trailing bytes": { trailing: Buffer.from([0]) },
  };
  for (const [name, flaw] of Object.entries(flaws)) {
    const body = { name: "Laptop", ...new Authenticator(stack.url).create(await options(owner), flaw) };
    expect(await owner.client.refused("POST", PASSKEYS, { body }), name).toEqual(INVALID);
  }
  const asked = await options(owner);
  for (const attestationObject of ["", "oA", "not base64url!", "o2NmbXRkbm9uZQ"]) {
    const body = { name: "Laptop", ...new Authenticator(stack.url).create(asked), attestationObject };
    expect((await owner.client.refused("POST", PASSKEYS, { body })).status, attestationObject).toBe(400);
  }
  const other = await signUp(stack);
  const stolen = { name: "Laptop", ...new Authenticator(stack.url).create(await options(other)) };
  expect(await owner.client.refused("POST", PASSKEYS, { body: stolen })).toEqual(INVALID);
  expect(await stack.db.prepare("SELECT count(*) AS count FROM passkey WHERE user_id IN (?1, ?2)").bind(owner.userId, other.userId).first("count")).toBe(0);

  const authenticator = new Authenticator(stack.url);
  const body = { name: "Laptop", ...authenticator.create(await options(owner)) };
  await owner.client.ok("POST", PASSKEYS, body, 201);
  expect(await owner.client.refused("POST", PASSKEYS, { body })).toEqual(INVALID); // the challenge is used
  expect(await other.client.refused("POST", PASSKEYS, { body: { name: "Mine", ...authenticator.create(await options(other)) } })).toEqual({ status: 409, code: "CONFLICT" });
});

test("a proof with a flaw signs nobody in", async ({ stack, owner }) => {
  const authenticator = new Authenticator(stack.url);
  await add(owner, authenticator);
  const flaws: Record<string, Flaws> = {
    "another origin": { origin: "https://elsewhere.example" },
    "another site's id": { rpId: "elsewhere.example" },
    "the other ceremony": { type: "webauthn.create" },
    "a frame of another site": { crossOrigin: true },
    "an unknown challenge": { challenge: Buffer.alloc(32, 7).toString("base64url") },
    "nobody present": { isUserPresent: false },
    "the user not verified": { isUserVerified: false },
    "another user's handle": { userHandle: Buffer.from("usr_01k9zqt3m8e7tbm3hz0c3x6w5r").toString("base64url") },
    "an unknown credential": { id: Buffer.alloc(20, 7).toString("base64url") },
    "another signature": { signature: Buffer.from(new Authenticator(stack.url).get({ challenge: "", rpId: "", userVerification: "", allowCredentials: [] }).signature, "base64url").toString("base64url") },
    "no signature": { signature: "" },
    "trailing bytes": { trailing: Buffer.from([0]) },
  };
  for (const [name, flaw] of Object.entries(flaws)) {
    const { client, answer } = await signIn(stack, authenticator, flaw);
    expect([answer.status, (answer.body as { error: { code: string } }).error.code], name).toEqual([400, "INVALID_PASSKEY"]);
    expect(client.cookie, name).not.toContain("steward_session");
  }
  const good = await signIn(stack, authenticator);
  expect(good.answer.status).toBe(200);
  expect((await new Client(stack.url).call("POST", SIGN_IN, { body: good.body })).status).toBe(400); // used
  const copied = await signIn(stack, authenticator, { signCount: 2 });
  expect(copied.answer.status).toBe(400);
  const late = new Client(stack.url);
  const asked = await begin(late);
  await stack.db.prepare("UPDATE verification SET expires_at = ?1 WHERE identifier LIKE 'passkey-sign-in:%'").bind(Date.now() - 1).run();
  expect((await late.call("POST", SIGN_IN, { body: authenticator.get(asked, { signCount: 1000 }) })).status).toBe(400);
  await stack.db.prepare("UPDATE user SET banned = 1 WHERE id = ?1").bind(owner.userId).run();
  expect((await signIn(stack, authenticator, { signCount: 1001 })).answer.status).toBe(403);
});

test("one proof sent several times at once starts one session", async ({ stack, owner }) => {
  const authenticator = new Authenticator(stack.url);
  await add(owner, authenticator);
  const client = new Client(stack.url);
  const body = authenticator.get(await begin(client));
  const answers = await inParallel([1, 2, 3, 4], () => new Client(stack.url).call("POST", SIGN_IN, { body }));
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
});

test("a security key that does not verify the user is a second factor, and none on its own; a challenge of another ceremony is none", async ({ stack, owner }) => {
  const key = new Authenticator(stack.url, "ES256", false);
  const { passkey, backupCodes } = await add(owner, key, "Security key");
  expect(passkey.signsIn).toBe(false);
  expect((await signIn(stack, key)).answer.status).toBe(400);
  const { client, answer } = await enterPassword(stack, owner);
  expect(answer.body).toMatchObject({ secondFactor: { methods: ["passkey", "backupCode"] } });
  expect(await client.ok("GET", SECOND_FACTOR)).toMatchObject({ methods: ["passkey", "backupCode"] });
  const foreign = await begin(new Client(stack.url));
  expect(await client.refused("POST", `${SECOND_FACTOR}/passkey`, { body: key.get(foreign) })).toEqual(INVALID);
  const asked = await begin(client, `${SECOND_FACTOR}/passkey`);
  expect(asked.allowCredentials).toEqual([{ id: key.id.toString("base64url"), type: "public-key", transports: ["internal"] }]);
  const other = new Authenticator(stack.url);
  const stranger = await signUp(stack);
  await add(stranger, other);
  expect(await client.refused("POST", `${SECOND_FACTOR}/passkey`, { body: other.get(asked) })).toEqual(INVALID);
  const body = key.get(await begin(client, `${SECOND_FACTOR}/passkey`));
  expect(await new Client(stack.url).refused("POST", `${SECOND_FACTOR}/passkey`, { body })).toEqual({ status: 409, code: "SIGN_IN_EXPIRED" });
  const { status, body: me } = await client.call("POST", `${SECOND_FACTOR}/passkey`, { body });
  expect([status, (me as Me).user.id]).toEqual([200, owner.userId]);
  // recovery: a backup code in place of a lost key
  const lost = (await enterPassword(stack, owner)).client;
  expect((await enterCode(lost, backupCodes?.[0] ?? "")).status).toBe(200);
});

test("a passkey confirms who the user is, and its removal needs a confirmation", async ({ stack, owner }) => {
  const authenticator = new Authenticator(stack.url);
  const { passkey } = await add(owner, authenticator);
  const path = `${PASSKEYS}/${passkey.id}`;
  await stack.db.prepare("UPDATE session SET confirmed_at = 0 WHERE user_id = ?1").bind(owner.userId).run();
  expect(await owner.client.refused("DELETE", path)).toEqual({ status: 403, code: "STEP_UP_REQUIRED" });
  expect(await owner.client.ok("GET", "/api/auth/confirm")).toEqual({ items: ["passkey", "code"] });
  expect(await owner.client.refused("POST", "/api/auth/confirm", { body: { password: PASSWORD } })).toEqual({ status: 400, code: "VALIDATION_ERROR", field: "password" });
  const foreign = await begin(new Client(stack.url));
  expect(await owner.client.refused("POST", "/api/auth/confirm", { body: { passkey: authenticator.get(foreign) } })).toEqual(INVALID);
  const asked = await owner.client.ok<RequestOptions>("POST", "/api/auth/confirm/passkey");
  await owner.client.ok("POST", "/api/auth/confirm", { passkey: authenticator.get(asked) });
  expect(await owner.client.ok("PATCH", path, { name: "Work laptop" })).toMatchObject({ name: "Work laptop" });
  const stranger = await signUp(stack);
  for (const [method, body] of [["PATCH", { name: "Theirs" }], ["DELETE", undefined]] as const) {
    expect(await stranger.client.refused(method, path, body === undefined ? {} : { body }), method).toEqual({ status: 404, code: "NOT_FOUND" });
  }
  await owner.client.ok("DELETE", path, undefined, 204);
  await stack.mail.waitFor({ to: owner.email, kind: "second_factor_removed" });
  expect(await owner.client.ok("GET", "/api/user/second-factors")).toEqual({ totp: null, passkeys: [], backupCodesLeft: 0 });
  expect((await signIn(stack, authenticator)).answer.status).toBe(400);
});

test("the backup codes last as long as any second factor", async ({ stack, owner }) => {
  const { secret } = await setUpTotp(stack, owner);
  const { passkey, backupCodes } = await add(owner, new Authenticator(stack.url));
  expect(backupCodes).toBe(null);
  const left = async () => (await owner.client.ok<{ backupCodesLeft: number }>("GET", "/api/user/second-factors")).backupCodesLeft;
  await owner.client.ok("POST", "/api/user/second-factors/totp/removal", { code: await totpCode(secret) }, 204);
  expect(await left()).toBe(10);
  await owner.client.ok("DELETE", `${PASSKEYS}/${passkey.id}`, undefined, 204);
  expect(await left()).toBe(0);
});
