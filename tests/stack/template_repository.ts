import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { GitHubSimulator } from "../providers/github/index.ts";

const FOLDER = join(import.meta.dirname, "../../templates/estate");
const OWNER = "steward-templates";
const NAME = "estate";

/** The value of GITHUB_TEMPLATE_REPOSITORY. */
export const TEMPLATE_REPOSITORY = `${OWNER}/${NAME}`;

/** The files of the template, by path. */
export async function templateFiles(): Promise<Record<string, string>> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [relative(FOLDER, path), await readFile(path, "utf8")] as const)));
}

/** Creates the template repository in the simulated GitHub, if it is not there. */
export async function createTemplateRepository(github: GitHubSimulator): Promise<void> {
  if (github.repository(TEMPLATE_REPOSITORY) !== undefined) return;
  await github.createRepository({ owner: OWNER, name: NAME, isTemplate: true, description: "A sample configuration for Steward", files: await templateFiles() });
}
