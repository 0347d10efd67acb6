// Proves that no secret can be read anywhere afterwards: not in D1, not in R2, not in the objects' storage, not in a log,
// not in an answer; searched for in the files themselves, after everything that handles secrets has happened.
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Stack } from "../../stack/index.ts";
import { configuration, connect, ended, pushOne } from "../support/builds.ts";
import { answers } from "../support/client.ts";
import { dump } from "../support/database.ts";
import { deliver } from "../support/deliveries.ts";
import { readLog } from "../support/log.ts";
import { PASSWORD, signInAgain, type Person } from "../support/people.ts";
import { Socket } from "../support/socket.ts";
import { integration } from "../support/test.ts";

const directory = await mkdtemp(join(tmpdir(), "steward-secrets-"));
const test = integration({ directory });

/** Every secret that was in use, by name. */
function secretsOf({ github, secrets }: Stack, people: Person[]): Map<string, string> {
  const found = new Map<string, string>([
    ["password", PASSWORD],
    ["runner secret", secrets.runner],
    ["webhook secret", secrets.githubWebhook],
    ["client secret", secrets.githubClient],
    ["sealing key", secrets.sealingKeys.split(":")[1] ?? ""],
    ["private key", github.privateKeyPem.split("\n")[3] ?? ""],
  ]);
  people.forEach(({ client }, index) => found.set(`session token ${index}`, client.cookie.split("=")[1] ?? ""));
  const minted = github.requests.filter(({ path, status }) => path.endsWith("/access_tokens") && status === 201);
  minted.forEach(({ response }, index) => found.set(`installation token ${index}`, (JSON.parse(response) as { token: string }).token));
  return found;
}

/** What looks like one of GitHub's tokens. */
const TOKEN = /gh[osur]_[A-Za-z0-9]{16,}/;
/** What looks like a JSON Web Token, the App's own. */
const JWT = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./;

async function filesOf(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, text: (await readFile(path)).toString("latin1") })));
}

test("after sign-in, installation, builds that succeed and fail, failing calls and a sweep, no secret is to be found", async ({ stack, owner }) => {
  const again = await signInAgain(stack, owner);
  await owner.client.refused("POST", "/api/auth/signin", { body: { email: owner.email, password: `${PASSWORD} not quite` } });
  const socket = await Socket.open(owner);
  const { build, fullName } = await connect(stack, owner, { "steward.config.mjs": "console.log(JSON.stringify(process.env)); export default { ...process.env };" });
  expect((await ended(owner, build.id)).status).toBe("complete");
  const failing = await pushOne(stack, fullName, { "steward.config.mjs": "import { execSync } from 'node:child_process'; console.log(execSync('git config --list --show-origin; git remote -v; env').toString()); throw new Error(JSON.stringify(process.env))" });
  expect((await ended(owner, failing)).status).toBe("failed");
  await stack.db.prepare("UPDATE config_source SET clone_url = ?2 WHERE estate_id = ?1").bind(owner.estateId, `${stack.github.url}/${fullName}-gone.git`).run();
  const gone = await pushOne(stack, fullName, { ...configuration({}), "steward.config.mjs": null });
  expect((await ended(owner, gone)).failure?.code).toBe("clone_failed");
  await deliver(stack, "push", { ref: "refs/heads/main" }, { signature: "sha256=00" });
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

  const secrets = secretsOf(stack, [owner, again]);
  expect([...secrets.keys()].filter((name) => name.startsWith("installation token")).length).toBeGreaterThanOrEqual(3);
  expect([...secrets.values()].every((secret) => secret.length >= 16)).toBe(true);
  const places = new Map<string, string>([
    ["rows", JSON.stringify(await dump(stack))],
    ["logs", stack.lines.join("\n")],
    ["answers", answers.join("\n")],
  ]);
  const { objects } = await stack.bucket.list();
  expect(objects.length).toBeGreaterThanOrEqual(2);
  for (const { key } of objects) places.set(`R2 ${key}`, `${key}\n${await (await stack.bucket.get(key))?.text()}`);
  for (const { path, text } of [...(await filesOf(join(directory, "worker"))), ...(await filesOf(join(directory, "runner", "builds")))]) places.set(path, text);
  expect([...places.keys()].filter((place) => place.includes("EstateBuildManager")).length).toBeGreaterThan(0);

  const leaks = [...places].flatMap(([place, text]) => [
    ...[...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${place}`),
    ...[TOKEN, JWT].filter((pattern) => pattern.test(text)).map((pattern) => `${pattern.exec(text)?.[0].slice(0, 8)}… in ${place}`),
  ]);
  expect(leaks).toEqual([]);
  const sealed = await stack.db.prepare("SELECT access_token_sealed FROM account WHERE user_id = ?1 AND provider_id = 'github-app'").bind(owner.userId).first<string>("access_token_sealed");
  expect(sealed).toMatch(/^k1\./);
  await rm(directory, { recursive: true, force: true });
});
