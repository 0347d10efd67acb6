import { randomBytes } from "node:crypto";
import type { FileContent, Repository } from "../../providers/github/index.ts";
import type { Stack } from "../../stack/index.ts";
import { installApp } from "../../stack/development/seed.ts";
import type { Person } from "./people.ts";
import { until } from "./poll.ts";

export interface Build {
  id: string;
  number: number;
  status: "queued" | "in_progress" | "complete" | "failed" | "cancelled";
  isActive: boolean;
  commitHash: string;
  commitMessage: string;
  commitAuthor: string | null;
  branch: string | null;
  trigger: { kind: string; user: { id: string; name: string } | null; sender: string | null };
  steps: { name: string; status: string; durationMs: number | null }[];
  failure: { code: string; message: string } | null;
  supersededBy: number | null;
  queuedBehind: number | null;
  fileCount: number | null;
  logLineCount: number;
}

/** The builds of an estate, newest first. */
export async function builds({ client, estateId }: Person): Promise<Build[]> {
  return (await client.ok<{ items: Build[] }>("GET", `/api/estates/${estateId}/builds?limit=100`)).items;
}

export function build({ client, estateId }: Person, buildId: string): Promise<Build> {
  return client.ok<Build>("GET", `/api/estates/${estateId}/builds/${buildId}`);
}

const FINAL = ["complete", "failed", "cancelled"];

/** The build once it has ended. */
export function ended(person: Person, buildId: string, timeoutMs?: number): Promise<Build> {
  return until(`the end of ${buildId}`, async () => {
    const found = await build(person, buildId);
    return FINAL.includes(found.status) && found;
  }, timeoutMs);
}

/** The build once it has that status; throws when it ends with another one. */
export function withStatus(person: Person, buildId: string, status: Build["status"], timeoutMs?: number): Promise<Build> {
  return until(`${buildId} to be ${status}`, async () => {
    const found = await build(person, buildId);
    if (found.status !== status && FINAL.includes(found.status)) throw new Error(`the build ended: ${JSON.stringify(found)}`);
    return found.status === status && found;
  }, timeoutMs);
}

export interface Connected {
  repository: Repository;
  fullName: string;
  /** Of the branch's head. */
  build: Build;
}

/** A repository of a new GitHub account, with these files, on which the person has installed the App. */
export async function repositoryOf(stack: Stack, person: Person, files: Record<string, FileContent>): Promise<Repository> {
  const account = `acme-${randomBytes(5).toString("hex")}`;
  const repository = await stack.github.createRepository({ owner: account, name: "settings", private: true, files });
  await installApp(person.estateId, person.client, account);
  return repository;
}

/** Authorizes the App as the GitHub account of that login, as a browser does, and resolves with the page that it ends on. */
export async function authorizeGitHub(stack: Stack, { client, estateId }: Person, login = stack.github.viewer.login): Promise<string | null> {
  const { authorizationUrl } = await client.ok<{ authorizationUrl: string }>("POST", `/api/estates/${estateId}/github/authorization`, undefined, 200);
  const back = new URL(await stack.github.authorize(authorizationUrl, login));
  const { status, headers } = await client.call("GET", `${back.pathname}${back.search}`);
  if (status !== 303) throw new Error(`the callback was answered ${status}`);
  return headers.get("location");
}

/** Connects the person's estate to such a repository, which starts a build of its head. */
export async function connect(stack: Stack, person: Person, files: Record<string, FileContent>, path?: string): Promise<Connected> {
  const repository = await repositoryOf(stack, person, files);
  const body = { repositoryId: repository.id, ...(path === undefined ? {} : { path }) };
  const { build } = await person.client.ok<{ build: Build }>("PUT", `/api/estates/${person.estateId}/repository`, body);
  return { repository, fullName: `${repository.owner}/${repository.name}`, build };
}

/** A configuration in a file of JSON: the quickest build there is. */
export const configuration = (value: unknown): Record<string, string> => ({ "steward.config.json": JSON.stringify(value) });

/** Pushes a commit to the default branch; resolves with the webhook's answer. */
export async function push(stack: Stack, fullName: string, files: Record<string, FileContent>, message = "Change the configuration"): Promise<{ sha: string; builds: string[] }> {
  const { sha, deliveries } = await stack.github.commit(fullName, { files, message });
  const [delivery] = await deliveries;
  if (delivery?.statusCode !== 202) throw new Error(`the push was answered ${delivery?.statusCode}: ${delivery?.response.body}`);
  return { sha, builds: (JSON.parse(delivery.response.body) as { builds: string[] }).builds };
}

/** As `push`, where exactly one build is due. */
export async function pushOne(stack: Stack, fullName: string, files: Record<string, FileContent>, message?: string): Promise<string> {
  const { builds } = await push(stack, fullName, files, message);
  const [only, ...more] = builds;
  if (only === undefined || more.length > 0) throw new Error(`the push started ${builds.length} builds`);
  return only;
}

/** Makes a push leave unfinished builds of earlier pushes alone. */
export async function keepSuperseded({ client, estateId }: Person): Promise<void> {
  await client.ok("PATCH", `/api/estates/${estateId}`, { cancelSupersededBuilds: false });
}

/** The active configuration, or null. */
export async function active({ client, estateId }: Person): Promise<{ buildId: string; buildNumber: number; configuration: unknown } | null> {
  const { status, body } = await client.call("GET", `/api/estates/${estateId}/configuration`);
  return status === 404 ? null : (body as { buildId: string; buildNumber: number; configuration: unknown });
}
