// What the development start reads: .dev.vars, and the ports and secrets of earlier starts, to which it adds what is new.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretsOf } from "../secrets.ts";
import { ownVariables } from "./own_variables.ts";
import { portsOf } from "./ports.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steward-state-"));
});

afterAll(() => rm(directory, { recursive: true }));

test("the example, copied as it is, changes nothing", async () => {
  expect(ownVariables(await readFile(join(import.meta.dirname, "../../../.dev.vars.example"), "utf8"))).toEqual({});
});

test("a provider's variables count beside its key, and others always", () => {
  expect(ownVariables("GOOGLE_ISSUER=https://a.example\nSLACK_URL=https://b.example\nSLACK_CLIENT_ID=1\nMAIL_TRANSPORT=send_email\n")).toEqual({
    SLACK_URL: "https://b.example",
    SLACK_CLIENT_ID: "1",
    MAIL_TRANSPORT: "send_email",
  });
  expect(ownVariables("GITHUB_OAUTH_CLIENT_ID=1\nGITHUB_URL=https://github.com")).toEqual({ GITHUB_OAUTH_CLIENT_ID: "1" });
});

test("ports and secrets of an earlier version stay, and the new ones are added once", async () => {
  await writeFile(join(directory, "secrets.json"), JSON.stringify({ runner: "kept", mailKey: "re_kept" }));
  const secrets = secretsOf(directory);
  expect(secrets).toMatchObject({ runner: "kept", mailKey: "re_kept" });
  expect(secrets.googleClient).toMatch(/^GOCSPX-/);
  expect(secretsOf(directory)).toEqual(secrets);
  const first = await portsOf(directory, 0);
  await writeFile(join(directory, "ports.json"), JSON.stringify({ github: first.github, mail: first.mail }));
  const second = await portsOf(directory, 0);
  expect(second).toMatchObject({ github: first.github, mail: first.mail });
  expect(new Set(Object.values(second)).size).toBe(7);
  expect(await portsOf(directory, 0)).toEqual(second);
});
