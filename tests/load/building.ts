import type { Repository } from "../providers/github/index.ts";
import { installApp } from "../stack/development/seed.ts";
import type { Stack } from "../stack/index.ts";
import { pause } from "./cpu.ts";
import { signUp, type Person } from "./scene.ts";

const BUILDING_MS = 120_000;
/** Often enough for the time of an end, and seldom enough not to cost more than the build. */
const LOOK_MS = 50;

export interface Built {
  id: string;
  status: string;
  logLineCount: number;
  steps: { completedAt: string | null }[];
}

/** A person whose estate builds a repository. */
export interface Builder extends Person {
  repository: Repository;
}

/** Signs up and connects a repository with a configuration, whose first build has ended. */
export async function signUpBuilder(stack: Stack, name: string): Promise<Builder> {
  const person = await signUp(stack, name);
  const repository = await stack.github.createRepository({ owner: "acme-demo", name, private: true, files: configured("export default {};\n") });
  await installApp(person.estateId, person.browser);
  const { build } = (await person.browser.expect("PUT", `/api/estates/${person.estateId}/repository`, { repositoryId: repository.id })) as { build: Built };
  await ended(person, build.id);
  return { ...person, repository };
}

/** The files of a configuration. */
export const configured = (code: string): Record<string, string> => ({ "steward.config.mjs": code });

/** Commits a configuration as a push; resolves with the id of its build. */
export async function push(stack: Stack, { repository }: Builder, code: string): Promise<string> {
  const { deliveries } = await stack.github.commit(`${repository.owner}/${repository.name}`, { files: configured(`${code}// ${Math.random()}\n`), message: "Change the configuration" });
  const [delivery] = await deliveries;
  const [build] = delivery?.statusCode === 202 ? (JSON.parse(delivery.response.body) as { builds: string[] }).builds : [];
  if (build === undefined) throw new Error(`the push was answered ${delivery?.statusCode}: ${delivery?.response.body}`);
  return build;
}

/** A complete build as soon as the API shows it. */
export async function ended({ browser, estateId }: Person, buildId: string): Promise<Built> {
  const deadline = performance.now() + BUILDING_MS;
  for (;;) {
    const build = (await browser.expect("GET", `/api/estates/${estateId}/builds/${buildId}`)) as Built;
    if (build.status === "complete") return build;
    if (build.status === "failed" || build.status === "cancelled" || performance.now() > deadline) throw new Error(`the build did not complete: ${JSON.stringify(build)}`);
    await pause(LOOK_MS);
  }
}
