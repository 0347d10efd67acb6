// Proves that no secret can be read afterwards in D1, R2, the objects' storage, a log, a response, an event or a frame. It searches
// the files themselves, after everything that handles secrets has happened.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { connect, ended, pushOne } from "../support/builds.ts";
import { answers, keepAnswers } from "../support/client.ts";
import { deliver } from "../support/deliveries.ts";
import { readLog } from "../support/log.ts";
import { PASSWORD, sessionCookie, signInAgain } from "../support/people.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";
import { Secrets, leaks } from "./search.ts";
import { byCodesAndLinks, byInvitation, byProviders, byPrograms, mailed, refused } from "./sign_ins.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-secrets-"));
keepAnswers(true);
afterAll(async () => {
  keepAnswers(false);
  await rm(directory, { recursive: true, force: true });
});
const test = integration({ directory });

/** The platform's own secrets. */
function ofPlatform({ github, secrets }: Stack): Secrets {
  const found = new Secrets();
  found.add("password", PASSWORD);
  found.add("runner secret", secrets.runner);
  found.add("webhook secret", secrets.githubWebhook);
  found.add("client secret", secrets.githubClient);
  found.add("mail key", secrets.mailKey);
  found.add("sealing key", secrets.sealingKeys.split(":")[1] ?? "");
  found.add("private key", github.privateKeyPem.split("\n")[3] ?? "");
  return found;
}

test("no secret is found after an installation, builds that complete and fail, and failing calls", async ({ stack, owner }) => {
  const again = await signInAgain(stack, owner);
  await owner.client.refused("POST", "/api/auth/signin", { body: { email: owner.email, password: `${PASSWORD} not quite` } });
  const socket = await Socket.open(owner);
  const { build, fullName } = await connect(stack, owner, { "steward.config.mjs": "console.log(JSON.stringify(process.env)); export default { ...process.env };" });
  expect((await ended(owner, build.id)).status).toBe("complete");
  const failing = await pushOne(stack, fullName, { "steward.config.mjs": "import { execSync } from 'node:child_process'; console.log(execSync('git config --list --show-origin; git remote -v; env').toString()); throw new Error(JSON.stringify(process.env))" });
  expect((await ended(owner, failing)).status).toBe("failed");
  await stack.db.prepare("UPDATE config_source SET clone_url = ?2 WHERE estate_id = ?1").bind(owner.estateId, `${stack.github.url}/${fullName}-gone.git`).run();
  const { id: gone } = await owner.client.ok<{ id: string }>("POST", `/api/estates/${owner.estateId}/builds`, {});
  expect((await ended(owner, gone)).failure?.code).toBe("clone_failed");
  await deliver(stack, "push", { ref: "refs/heads/main" }, { signature: "sha256=00" });
  const replaced = stack.github.userTokens();
  await stack.db.prepare("UPDATE account SET access_token_expires_at = 1 WHERE user_id = ?1 AND provider_id = 'github-user'").bind(owner.userId).run();
  await owner.client.call("GET", `/api/estates/${owner.estateId}/github/repositories`);
  const recover = stack.github.fail({ path: /access_tokens$/, status: 500, times: 2 });
  await owner.client.refused("POST", `/api/estates/${owner.estateId}/builds`, { body: {} });
  recover();
  for (const id of [build.id, failing, gone]) {
    answers.push(JSON.stringify((await readLog(owner, id)).events));
    await owner.client.call("GET", `/api/estates/${owner.estateId}/builds/${id}`);
    await owner.client.call("GET", `/api/estates/${owner.estateId}/builds/${id}/configuration`);
  }
  answers.push(JSON.stringify(socket.frames));
  socket.cut();
  await stack.scheduled();

  const secrets = ofPlatform(stack);
  for (const { client } of [owner, again]) secrets.add("session token", sessionCookie(client).split("=")[1] ?? "");
  const minted = stack.github.requests.filter(({ path, status }) => path.endsWith("/access_tokens") && status === 201);
  for (const { response } of minted) secrets.add("installation token", (JSON.parse(response) as { token: string }).token);
  expect(minted.length).toBeGreaterThanOrEqual(3);
  const tokens = [...replaced, ...stack.github.userTokens()];
  expect(tokens.length).toBeGreaterThanOrEqual(4);
  for (const token of tokens) secrets.add("user token", token);
  expect((await stack.bucket.list()).objects.length).toBeGreaterThanOrEqual(2);
  expect(await leaks(stack, directory, secrets)).toEqual([]);
  const sealed = await stack.db.prepare("SELECT access_token_sealed FROM account WHERE user_id = ?1 AND provider_id = 'github-user'").bind(owner.userId).first<string>("access_token_sealed");
  expect(sealed).toMatch(/^k1\./);
});

test("no secret is found after every way to sign in, with keys, devices, invitations and failures", async ({ stack, owner }) => {
  const secrets = ofPlatform(stack);
  const socket = await Socket.open(owner);
  await byCodesAndLinks(stack, owner, secrets);
  await byProviders(stack, secrets);
  await byPrograms(stack, owner, secrets);
  await byInvitation(stack, owner, secrets);
  await refused(stack, owner, secrets);
  for (const path of ["/api/auth/me", "/api/user/export", "/api/user/sessions", `/api/organizations/${owner.organizationId}/audit?limit=100`, `/api/organizations/${owner.organizationId}/audit/export?format=csv`, `/api/organizations/${owner.organizationId}/keys`, `/api/organizations/${owner.organizationId}/invitations`]) {
    expect((await owner.client.call("GET", path)).status, path).toBe(200);
  }
  answers.push(JSON.stringify(socket.frames));
  socket.cut();
  await stack.scheduled();
  mailed(stack, secrets);
  const names = new Set(secrets.names);
  for (const name of ["sign_up_code", "sign_in_code", "email_code", "sign_in_link", "reset_password", "invitation", "proof", "state", "code verifier", "provider's code", "access token", "refresh token", "API key", "device code", "user code", "session token", "new password"]) expect(names, name).toContain(name);
  expect(await leaks(stack, directory, secrets)).toEqual([]);

  // the search itself works: it finds these
  const open = new Secrets();
  open.add("address", owner.email);
  open.addCode("code", "123456");
  expect(open.in('{"code":"123456"}')).toEqual(["code 0"]);
  const places = (await leaks(stack, directory, open)).join("\n");
  for (const place of ["in rows of user", "in answer", ".sqlite"]) expect(places).toContain(place);
  expect(stack.lines.join("\n")).toContain("/api/invitations/…/accept");
}, 120_000);
