import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { codeIn, linkIn, tokenIn } from "../../providers/mail/index.ts";
import type { Stack } from "../../stack/index.ts";
import { Program, type Tokens } from "../support/program.ts";
import { PROVIDERS, beginAuthorization, followCallback, authorize, createAccount } from "../support/oauth.ts";
import { Client } from "../support/client.ts";
import { PASSWORD, fromSomewhere, newEmail, sessionCookie, signUp, type Person } from "../support/people.ts";
import { handed, type Secrets } from "./search.ts";

/** Every cookie that a browser holds. */
function cookiesOf({ cookie }: Client, secrets: Secrets): void {
  for (const pair of cookie.split("; ")) secrets.add(pair.includes("session=") ? "session token" : "cookie", pair.split("=")[1] ?? "");
}

/** A request from its own IP address, so that it does not reach the limits on sign-in. */
async function send(client: Client, path: string, body: object): Promise<number> {
  return (await client.call("POST", path, { body, headers: fromSomewhere() })).status;
}

const newPassword = (secrets: Secrets) => secrets.add("new password", `p-${randomBytes(12).toString("hex")}`);

/** The codes and the tokens of links in all mails, by the mail's kind. */
export function mailed({ mail: { mails } }: Stack, secrets: Secrets): void {
  for (const { text, tags } of mails) {
    const kind = tags.find(({ name }) => name === "kind")?.value ?? "";
    for (const [code] of (text ?? "").matchAll(/(?<![\w/=-])\d{6}(?![\w-])/g)) secrets.addCode(kind, code);
    for (const [, token = ""] of (text ?? "").matchAll(/(?:[?&#]token=|[#&]proof=|\/invite\/)([\w-]{20,})/g)) secrets.add(kind, token);
  }
}

/** Signs in by codes and links that are used once, twice and never; resets and changes the password; changes the address. */
export async function byCodesAndLinks(stack: Stack, owner: Person, secrets: Secrets): Promise<void> {
  const { email } = await signUp(stack);
  const client = new Client(stack.url);
  const path = "/api/auth/signin";
  expect(await send(client, `${path}/link`, { email, returnUrl: "/" })).toBe(202);
  const token = tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "sign_in_link" }), "/verify"));
  expect([await send(client, `${path}/link/verify`, { token }), await send(client, `${path}/link/verify`, { token })]).toEqual([200, 400]);
  cookiesOf(client, secrets);
  expect(await send(client, `${path}/code`, { email })).toBe(202);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_in_code" }));
  expect([await send(client, `${path}/code/verify`, { email, code }), await send(client, `${path}/code/verify`, { email, code })]).toEqual([200, 400]);
  cookiesOf(client, secrets);

  expect(await send(client, "/api/auth/password/forgot", { email })).toBe(202);
  const reset = tokenIn(linkIn(await stack.mail.waitFor({ to: email, kind: "reset_password" }), "/reset"));
  const password = newPassword(secrets);
  expect([await send(client, "/api/auth/password/reset", { token: reset, password }), await send(client, "/api/auth/password/reset", { token: reset, password })]).toEqual([200, 400]);
  expect(await send(client, "/api/user/password", { currentPassword: password, newPassword: newPassword(secrets) })).toBe(204);
  const next = newEmail();
  expect(await send(client, "/api/user/email", { email: next })).toBe(202);
  expect(await send(client, "/api/user/email/verify", { code: codeIn(await stack.mail.waitFor({ to: next, kind: "email_code" })) })).toBe(200);
  cookiesOf(client, secrets);

  // a sign-up that waits for its code, and a link whose mail cannot be sent at first
  const waiting = new Client(stack.url);
  const recover = stack.mail.fail(500, 1);
  expect(await send(waiting, "/api/auth/signup", { email: newEmail(), password: newPassword(secrets), name: "Demo Person" })).toBe(202);
  expect(await send(client, `${path}/link`, { email: owner.email })).toBe(202);
  await stack.mail.waitFor({ to: owner.email, kind: "sign_in_link" });
  recover();
  cookiesOf(waiting, secrets);
}

/** Signs in with each provider, uses each callback twice, and once while the provider fails. */
export async function byProviders(stack: Stack, secrets: Secrets): Promise<void> {
  for (const provider of PROVIDERS) {
    for (const fails of [false, true]) {
      const client = new Client(stack.url);
      const url = await handed(beginAuthorization(client, provider));
      secrets.add("state", new URL(url).searchParams.get("state") ?? "");
      cookiesOf(client, secrets);
      const address = await authorize(stack, provider, url, createAccount(stack, provider));
      secrets.add("provider's code", new URL(address).searchParams.get("code") ?? "");
      const { google, slack } = stack;
      const isBroken = fails && provider !== "github";
      const recover = isBroken ? { google, slack }[provider].fail({ path: /token/, status: 500, times: 5 }) : () => undefined;
      expect((await followCallback(client, address)).includes("problem=")).toBe(isBroken);
      recover();
      await followCallback(client, address);
      if (client.cookie !== "") cookiesOf(client, secrets);
    }
  }
  for (const { parameters } of [...stack.google.requests, ...stack.slack.requests]) {
    if (parameters["code_verifier"] !== undefined) secrets.add("code verifier", parameters["code_verifier"]);
    if (parameters["nonce"] !== undefined) secrets.add("nonce", parameters["nonce"]);
  }
}

/** Signs in programs: by tokens that are refreshed and used twice, by an API key, and by a device code that is approved. */
export async function byPrograms(stack: Stack, owner: Person, secrets: Secrets): Promise<void> {
  const program = new Program(stack.url);
  const keep = ({ accessToken, refreshToken }: Tokens) => {
    program.token = secrets.add("access token", accessToken);
    return secrets.add("refresh token", refreshToken);
  };
  const refreshToken = keep(await handed(program.ok<Tokens>("POST", "/api/auth/login", { email: owner.email, password: PASSWORD }, 200)));
  const second = keep(await handed(program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken }, 200)));
  await program.ok("GET", "/api/auth/me");
  keep(await handed(program.ok<Tokens>("POST", "/api/auth/refresh", { refreshToken }, 200)));
  await program.ok("POST", "/api/auth/logout", { refreshToken: second }, 204);
  expect(await program.refused("POST", "/api/auth/refresh", { body: { refreshToken } })).toMatchObject({ status: 401 });

  const { secret } = await handed(owner.client.ok<{ secret: string }>("POST", `/api/organizations/${owner.organizationId}/keys`, { name: "Demo", scopes: ["estate.view"] }, 201));
  const key = new Program(stack.url, secrets.add("API key", secret));
  await key.ok("GET", `/api/estates/${owner.estateId}`);
  expect(await key.refused("GET", "/api/auth/me")).toMatchObject({ status: 403 });

  const post = async (path: string, fields: Record<string, string>) => (await (await fetch(`${stack.url}/api/auth/device/${path}`, { method: "POST", body: new URLSearchParams(fields) })).json()) as Record<string, string>;
  const device = await post("code", { client_id: "steward-cli" });
  const [deviceCode, userCode] = [secrets.add("device code", device["device_code"] ?? ""), secrets.add("user code", device["user_code"] ?? "")];
  await handed(owner.client.ok("GET", `/api/auth/device/${userCode}`));
  await owner.client.ok("POST", `/api/auth/device/${userCode}/approve`, undefined, 204);
  const polled = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "steward-cli", device_code: deviceCode };
  const tokens = await post("token", polled);
  secrets.add("access token", tokens["access_token"] ?? "");
  secrets.add("refresh token", tokens["refresh_token"] ?? "");
  expect((await post("token", polled))["error"]).toBe("invalid_grant");
}

/** Invitations by mail: shown, refused to another user, accepted by its recipient; signed up with, also with a wrong proof. */
export async function byInvitation(stack: Stack, owner: Person, secrets: Secrets): Promise<void> {
  const [invited, other] = [await signUp(stack), await signUp(stack)];
  const path = `/api/organizations/${owner.organizationId}/invitations`;
  const { url } = await handed(owner.client.ok<{ url: string }>("POST", path, { email: invited.email, role: "viewer" }, 201));
  const token = secrets.add("invitation", url.split("/").at(-1) ?? "");
  await stack.mail.waitFor({ to: invited.email, kind: "invitation" });
  await new Client(stack.url).ok("GET", `/api/invitations/${token}`);
  expect(await other.client.refused("POST", `/api/invitations/${token}/accept`)).toMatchObject({ status: 409 });
  await invited.client.ok("POST", `/api/invitations/${token}/accept`);
  for (const { client } of [invited, other]) secrets.add("session token", sessionCookie(client).split("=")[1] ?? "");

  const email = newEmail();
  await handed(owner.client.ok("POST", path, { email, role: "viewer" }, 201));
  const link = linkIn(await stack.mail.waitFor({ to: email, kind: "invitation" }), "/invite");
  const proof = secrets.add("proof", new URLSearchParams(link.hash.slice(1)).get("proof") ?? "");
  const body = { email, name: "Demo Person", password: newPassword(secrets), invitation: link.pathname.split("/").at(-1), proof };
  const client = new Client(stack.url);
  expect(await send(client, "/api/auth/signup/invitation", { ...body, email: newEmail() })).toBe(400);
  expect([await send(client, "/api/auth/signup/invitation", body), await send(new Client(stack.url), "/api/auth/signup/invitation", body)]).toEqual([201, 400]);
  cookiesOf(client, secrets);
}

/** Invalid requests with a secret in or beside the invalid field. The answer must name the field and not its value. */
export async function refused(stack: Stack, { client, email }: Person, secrets: Secrets): Promise<void> {
  const secret = secrets.add("sent wrongly", randomBytes(16).toString("hex"));
  const bodies: [string, string][] = [
    ["/api/auth/signin", `{"email":"${email}","password":"${secret}"`],
    ["/api/auth/signin", `{"email":"${email}","password":"${secret}" "${secret}"}`],
    ["/api/auth/signin", `{"email":"${email}","password":["${secret}"]}`],
    ["/api/auth/signin", `{"password":"${secret}"}`],
    ["/api/auth/signup", `{"email":"${email}","password":"${secret}","name":7}`],
    ["/api/auth/signin/link/verify", `{"token":"${secret}"}`],
    ["/api/auth/signup/invitation", `{"email":"${email}","password":"${secret}","name":"Demo","invitation":"${secret}","proof":"${secret}"}`],
    ["/api/auth/password/reset", `{"token":"${secret}","password":"short"}`],
    ["/api/auth/refresh", `{"refreshToken":"${secret}"}`],
    ["/api/user/password", `{"currentPassword":"${secret}","newPassword":"${secret}"}`],
  ];
  for (const [path, raw] of bodies) {
    const headers = { ...fromSomewhere(), "content-type": "application/json" };
    expect((await client.call("POST", path, { raw, headers })).status, raw).toBeGreaterThanOrEqual(400);
  }
  for (const token of [secret, `steward_${secret}`, `eyJ.${secret}.x`]) await new Program(stack.url, token).refused("GET", "/api/auth/me");
  for (const query of [`code=${secret}&state=${secret}`, `error=${secret}&state=${secret}`]) await client.call("GET", `/api/auth/oauth/google/callback?${query}`);
  await client.refused("GET", `/api/invitations/${secret}`);
}
