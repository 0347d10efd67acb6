// `cargo xtask dev` from its entry on: the first start prepares the demo and a build runs; the second finds everything
// again; a taken port is a sentence and exit code 2; Ctrl-C leaves no process behind.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "../../providers/http_server.ts";
import { isAlive } from "../processes.ts";
import { DEMO } from "./seed.ts";

const root = join(import.meta.dirname, "../../..");
let directory: string;
const running: ChildProcessByStdio<null, Readable, Readable>[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-dev-"));
});

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

/** Starts the program and collects what it prints. */
function start(port: number) {
  const program = ["--import", "tsx", join(root, "tests/stack/dev.ts"), "--port", String(port), "--directory", join(directory, "state")];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  const printed = { out: "", error: "" };
  child.stdout.on("data", (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed.error += chunk.toString()));
  return { child, printed };
}

/** Waits for the address and the other lines, and reads them. */
async function banner({ child, printed }: ReturnType<typeof start>): Promise<Record<string, string>> {
  const deadline = Date.now() + 60_000;
  while (!printed.out.includes("Ctrl-C ends everything.")) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`no banner: ${printed.out}${printed.error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const lines = printed.out.split("\n").map((line) => /^ {2}(\S.{0,17}?) {2,}(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1], match[2]]]))) as Record<string, string>;
}

async function end({ child }: ReturnType<typeof start>): Promise<void> {
  child.kill("SIGINT");
  if (child.exitCode === null) await once(child, "exit");
  expect(child.exitCode).toBe(0);
}

async function signIn(url: string) {
  const signed = await fetch(`${url}/api/auth/signin`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ email: DEMO.email, password: DEMO.password }),
  });
  expect(signed.status).toBe(200);
  const cookie = signed.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const me = (await signed.json()) as { organizations: { estates: { id: string }[] }[] };
  const estate = me.organizations[0]?.estates[0]?.id ?? "";
  return async <Body>(path: string) => (await (await fetch(`${url}/api/estates/${estate}${path}`, { headers: { cookie } })).json()) as Body;
}

interface Builds {
  items: { status: string; commitMessage: string; trigger: { kind: string } }[];
}

test("the first start prepares the demo, pushes, and a build is there", async () => {
  const first = start(0);
  const { Steward: url = "", "Demo repository": clone = "", Inbox: inbox = "", "Domain records": records = "" } = await banner(first);
  expect(await (await fetch(inbox)).text()).toContain("<h1>Inbox</h1>");
  expect(await (await fetch(records)).text()).toContain("No records yet");
  const get = await signIn(url);
  expect(await get("/repository")).toMatchObject({ fullName: "acme-demo/hello-steward", branch: "main" });
  await expect.poll(async () => (await get<Builds>("/builds")).items.map(({ trigger }) => trigger.kind), { timeout: 10_000 }).toEqual(["push", "connect"]);
  expect(clone).toMatch(/^git clone http:\/\/demo-owner:ghp_\w+@127\.0\.0\.1:\d+\/acme-demo\/hello-steward\.git$/);
  expect(first.printed.error).toBe("");
  await end(first);
});

test("the second start finds everything again and prepares nothing anew", async () => {
  const second = start(0);
  const { Steward: url = "" } = await banner(second);
  const get = await signIn(url);
  expect((await get<Builds>("/builds")).items.length).toBe(2);
  await end(second);
});

test("a port in use is reported in a sentence, with exit code 2", async () => {
  const holder = await listen(async (_, response) => void response.end());
  const refused = start(holder.port);
  await once(refused.child, "exit");
  await holder.close();
  expect(refused.child.exitCode).toBe(2);
  expect(refused.printed.error).toMatch(new RegExp(`^Port ${holder.port} is in use: `));
});

test("nothing outlives a program that is killed without a word", async () => {
  const last = start(0);
  const { Steward: url = "" } = await banner(last);
  const children = await childrenOf(last.child.pid ?? 0);
  expect(children.length).toBeGreaterThan(1);
  last.child.kill("SIGKILL");
  await expect.poll(() => children.some(isAlive), { timeout: 5_000 }).toBe(false);
  await expect(fetch(url)).rejects.toThrow();
});

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").map(Number);
}
