// The configuration of your estate. On every push, Steward runs this file and activates what it exports: any value that
// can be written as JSON, or a function that returns one. What it prints appears in the build's log.
import { readFile, readdir } from "node:fs/promises";

interface ContextRule {
  name: string;
  prompt: string;
}

/** Each Markdown file in `rules` is a rule, named after the file. Add one, commit and push. */
async function readContextRules(): Promise<ContextRule[]> {
  const files = (await readdir("rules")).filter((file) => file.endsWith(".md")).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.md$/, ""),
      prompt: (await readFile(`rules/${file}`, "utf8")).trim(),
    })),
  );
}

export default async function configuration() {
  const contextRules = await readContextRules();
  console.log(`${contextRules.length} rules`);
  return {
    // How your estate introduces itself.
    greeting: "Hello from our estate",
    // What it keeps in mind in every answer.
    contextRules,
  };
}
