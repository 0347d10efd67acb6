import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is secret between the parts of one stack. */
export interface Secrets {
  runner: string;
  /** `k1:<base64 of 32 bytes>`: seals what the database keeps secret, so it must outlive a restart. */
  sealingKeys: string;
  githubWebhook: string;
  githubClient: string;
  githubOAuthClient: string;
  googleClient: string;
  slackClient: string;
  mailKey: string;
}

/** The secrets of a directory, made at their first use. */
export function secretsOf(directory: string): Secrets {
  const file = join(directory, "secrets.json");
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  const known = read(file);
  const secrets: Secrets = {
    runner: random(32),
    sealingKeys: `k1:${randomBytes(32).toString("base64")}`,
    githubWebhook: random(32),
    githubClient: random(20),
    githubOAuthClient: random(20),
    googleClient: `GOCSPX-${random(14)}`,
    slackClient: random(16),
    mailKey: `re_${random(16)}`,
    ...known,
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 1), { mode: 0o600 });
  return secrets;
}

/** Those that are there; a folder of an earlier version lacks some. */
function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
