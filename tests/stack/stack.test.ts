// The stack by itself, with a small Worker: that wrangler.toml is what configures it, what a SIGKILL of workerd leaves
// and what it takes, and how queues behave here (README.md says the same in words).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startStack, type Stack } from "./index.ts";
import { childrenNamed, isAlive } from "./processes.ts";
import { Runner } from "./runner.ts";

const root = join(import.meta.dirname, "fixture");
let directory: string;
let stack: Stack;

const post = async (path: string, body: string | object) => {
  const response = await fetch(stack.url + path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
  expect(response.status).toBe(204);
};

/** The texts of the notes of a kind, oldest first. */
const notes = async (kind: string) => {
  const { results } = await stack.db.prepare("SELECT text FROM note WHERE kind = ?1 ORDER BY rowid").bind(kind).all<{ text: string }>();
  return results.map(({ text }) => text);
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-stack-test-"));
  stack = await startStack({ root, directory, withoutRunner: true, bindings: { GREETING: "from the test", MAIL_TRANSPORT: "send_email" } });
});

afterAll(async () => {
  await stack.close();
  await rm(directory, { recursive: true });
  expect(childrenNamed("workerd")).toEqual([]);
});

test("variables, assets and migrations are those of wrangler.toml", async () => {
  expect(await (await fetch(`${stack.url}/api/health`)).json()).toEqual({ publicUrl: stack.url, greeting: "from the test" });
  expect(await (await fetch(`${stack.url}/some/page`)).text()).toContain("<title>fixture</title>");
  expect((await fetch(`${stack.url}/api/unknown`)).status).toBe(404);
  const { results } = await stack.db.prepare("SELECT name FROM d1_migrations").all();
  expect(results).toEqual([{ name: "0001_note.sql" }]);
});

test("rows, files and alarms survive SIGKILL on the same port; an alarm that came due meanwhile rings without a request", async () => {
  await post("/api/note", "kept");
  const due = Date.now() + 500;
  await post("/api/alarm", "500");
  const { url } = stack;
  const before = stack.worker.pid;
  await stack.killWorkerd();
  await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  await expect.poll(() => Date.now()).toBeGreaterThan(due); // the alarm comes due while nothing runs
  await stack.restartWorker();
  expect(stack.url).toBe(url);
  expect(stack.worker.pid).not.toBe(before);
  expect(await notes("note")).toEqual(["kept"]);
  expect(await (await stack.bucket.get("note"))?.text()).toBe("kept");
  await expect.poll(() => notes("alarm"), { timeout: 5_000 }).toEqual([""]);
  expect((await stack.db.prepare("SELECT COUNT(*) AS count FROM d1_migrations").first("count"))).toBe(1);
});

test("what waits in a queue is lost by a kill, and by a restart in good order too", async () => {
  await post("/api/send", { name: "before the kill", delaySeconds: 1 });
  await stack.killWorkerd();
  await stack.restartWorker();
  await post("/api/send", { name: "before the restart", delaySeconds: 1 });
  await stack.restartWorker();
  await post("/api/send", { name: "after", delaySeconds: 1 });
  await expect.poll(() => notes("fixture-events"), { timeout: 5_000 }).toEqual(['{"name":"after","attempts":1}']);
});

test("with max_batch_timeout 0 a message is delivered immediately, and a refused one 1 + max_retries times before it is a dead letter", async () => {
  const start = Date.now();
  await post("/api/send", { name: "refused", refuse: true });
  await expect.poll(() => notes("fixture-dead-letters"), { timeout: 5_000, interval: 10 }).toEqual(['{"name":"refused","refuse":true,"attempts":1}']);
  // with the second that is waited for without this setting, six attempts and the dead letter take seven
  expect(Date.now() - start).toBeLessThan(5_000);
  const attempts = (await notes("fixture-events")).filter((text) => text.includes("refused"));
  expect(attempts.length).toBe(6);
});

test("crons fire when asked, and pushes reach the Worker as webhooks", async () => {
  await stack.scheduled();
  expect(await notes("cron")).toEqual(["* * * * *"]);
  await stack.github.createRepository({ owner: "acme-demo", name: "hello", files: { "a.txt": "a" } });
  stack.github.addInstallation({ account: "acme-demo" });
  const { deliveries } = await stack.github.commit("acme-demo/hello", { files: { "a.txt": "b" }, message: "Change a" });
  expect(await deliveries).toMatchObject([{ status: "OK", statusCode: 202 }]);
  await stack.github.settled();
  expect((await notes("webhook")).sort()).toEqual(["installation", "push"]);
});

test("the simulators are those that the variables name", async () => {
  const { bindings } = (await (await fetch(`${stack.url}/api/variables`)).json()) as { bindings: Record<string, string> };
  const { google, slack, dns, github, mail } = stack;
  expect(bindings).toMatchObject({
    GOOGLE_AUTHORIZE_URL: google.authorizeUrl,
    GOOGLE_TOKEN_URL: google.tokenUrl,
    GOOGLE_REVOKE_URL: google.revokeUrl,
    GOOGLE_KEYS_URL: google.keysUrl,
    GOOGLE_ISSUER: google.url,
    SLACK_URL: slack.url,
    DNS_URL: dns.url,
    GITHUB_URL: github.url,
    RESEND_API_URL: mail.url,
    TESTING_ROUTER: "on",
  });
  expect(bindings["ADMIN_EMAIL_DOMAINS"]).toBeUndefined();
  const query = new URLSearchParams({
    client_id: bindings["GITHUB_OAUTH_CLIENT_ID"] ?? "",
    redirect_uri: `${stack.url}/api/auth/oauth/github/callback`,
    scope: "read:user user:email",
    state: "s",
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  });
  const back = await github.authorize(`${github.url}/login/oauth/authorize?${query.toString()}`, github.viewer.login);
  expect(back).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/auth\/oauth\/github\/callback\?code=\w+&state=s$/);
});

test("mails that the Worker sends through the binding reach the inbox, and mails that Cloudflare would refuse do not", async () => {
  const from = { name: "Steward", email: "no-reply@steward.example" };
  const send = (mail: object) => fetch(`${stack.url}/api/mail`, { method: "POST", body: JSON.stringify(mail) });
  await send({ from: "Steward <no-reply@steward.example>", to: "b@steward.localhost", subject: "Name in the address", text: "t" });
  await send({ from, to: "b@steward.localhost", subject: "Empty" });
  await send({ from, to: "b@steward.localhost", subject: "Your “code”", text: "One\n\nTwo", html: "<p>One</p>" });
  expect(await stack.mail.waitFor({ to: "b@steward.localhost" })).toMatchObject({
    transport: "send_email",
    from: '"Steward" <no-reply@steward.example>',
    subject: "Your “code”",
    text: "One\n\nTwo",
    html: "<p>One</p>",
  });
  expect(stack.mail.mails.length).toBe(1);
  expect(stack.lines.filter((line) => line.includes("would refuse")).length).toBe(2);
});

test("the runner keeps its port over a kill", async () => {
  const runner = new Runner({ root: resolve(import.meta.dirname, "../.."), directory, secret: "secret", onLine: () => undefined });
  await runner.start();
  const { url } = runner;
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await runner.kill();
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  await runner.start();
  expect(runner.url).toBe(url);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await runner.stop();
});

test("no child outlives a process that is killed without a word", async () => {
  const script = `import { endWithUs } from ${JSON.stringify(join(import.meta.dirname, "processes.ts"))};
    import { spawn } from "node:child_process";
    const child = spawn("sleep", ["60"]);
    endWithUs(child.pid);
    console.log(child.pid);`;
  const file = join(directory, "parent.mts");
  await writeFile(file, script);
  const parent = spawn(process.execPath, ["--import", "tsx", file], { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(parent.stdout, "data")) as [Buffer];
  const child = Number(printed.toString());
  expect(isAlive(child)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(child), { timeout: 5_000 }).toBe(false);
});
