import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import type { Repository } from "../../providers/github/index.ts";
import { installApp } from "../../stack/development/seed.ts";
import type { Stack } from "../../stack/index.ts";
import type { User } from "./user.ts";

const execute = promisify(execFile);

export interface Build {
  id: string;
  number: number;
  status: string;
}

/** A build without gates, with the configuration in the same file as a gated one's. */
export function plain(value: unknown): Record<string, string> {
  return { "steward.config.mjs": `export default ${JSON.stringify(value)};\n` };
}

export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

/** Creates a repository in a new GitHub account, with one commit if there are files. */
export function newRepository(stack: Stack, files?: Record<string, string>): Promise<Repository> {
  return stack.github.createRepository({ owner: `acme-${randomBytes(5).toString("hex")}`, name: "settings", private: true, ...(files ? { files } : {}) });
}

/** Connects a user's estate to a new repository by the API, which starts a build of its commit. */
export async function connect(stack: Stack, user: User, files: Record<string, string>): Promise<{ repository: Repository; build: Build }> {
  const repository = await newRepository(stack, files);
  await installApp(user.estateId, user.session, repository.owner);
  const connected = await user.session.expect("PUT", `/api/estates/${user.estateId}/repository`, { repositoryId: repository.id });
  return { repository, build: (connected as { build: Build }).build };
}

/** Waits until a build is complete. */
export async function finished(user: User, { id }: Build): Promise<void> {
  const status = async () => ((await user.session.expect("GET", `/api/estates/${user.estateId}/builds/${id}`)) as Build).status;
  await expect.poll(status).toBe("complete");
}

/** A local clone, which commits and pushes with the `git` program. */
export class Clone {
  private readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async of(stack: Stack, repository: Repository): Promise<Clone> {
    const directory = await mkdtemp(join(tmpdir(), "steward-clone-"));
    await execute("git", ["clone", "--quiet", stack.github.pushUrl(repository), directory]);
    return new Clone(directory);
  }

  /** Commits and pushes files; resolves with the commit's hash. */
  async push(files: Record<string, string>, message: string): Promise<string> {
    for (const [path, text] of Object.entries(files)) await writeFile(join(this.directory, path), text);
    await this.git("add", "--all");
    await this.git("-c", "user.name=Test Person", "-c", "user.email=test@steward.localhost", "commit", "--quiet", "--message", message);
    await this.git("push", "--quiet");
    return (await this.git("rev-parse", "HEAD")).trim();
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true });
  }

  private async git(...words: string[]): Promise<string> {
    return (await execute("git", words, { cwd: this.directory })).stdout;
  }
}
