import type { FileContent, GitHubSimulator, Repository } from "../../providers/github/index.ts";

export const OWNER = "acme-demo";
export const NAME = "hello-steward";

const README = `# hello-steward

The configuration of the demo estate. Change \`steward.config.ts\`, commit and push: the build shows up on the page at
once, and its configuration becomes active when it is complete.
`;

const PACKAGE = { name: NAME, version: "1.0.0", private: true, type: "module" };
const LOCK = { name: NAME, version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": { name: NAME, version: "1.0.0" } } };

/** A configuration that reads its rules from files and says what it does, slowly enough to be watched. */
const CONFIGURATION = `import { readFile, readdir } from "node:fs/promises";

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

interface Rule {
  name: string;
  prompt: string;
}

async function readRules(): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const file of (await readdir("rules")).sort()) {
    console.log(\`reading \${file}\`);
    await pause(SECONDS_PER_RULE);
    rules.push({ name: file.replace(".md", ""), prompt: (await readFile(\`rules/\${file}\`, "utf8")).trim() });
  }
  return rules;
}

// How long each rule is looked at; 0 makes the build quick.
const SECONDS_PER_RULE = 4;

const rules = await readRules();
console.error(\`\${rules.length} rules, none of them wrong\`);

export default { greeting: "Hello from the demo repository", contextRules: rules };
`;

const RULES: Record<string, string> = {
  "rules/answer-briefly.md": "Answer in at most five sentences.\n",
  "rules/ask-before-sending.md": "Ask before anything is sent to a customer.\n",
  "rules/name-your-source.md": "Name the document that an answer comes from.\n",
  "rules/office-hours.md": "Outside office hours, say when somebody will look.\n",
  "rules/plain-words.md": "Use plain words.\n",
};

const FILES: Record<string, FileContent> = {
  "README.md": README,
  "package.json": `${JSON.stringify(PACKAGE, null, 2)}\n`,
  "package-lock.json": `${JSON.stringify(LOCK, null, 2)}\n`,
  "steward.config.ts": CONFIGURATION,
  ...RULES,
};

/** The demo repository in the simulated GitHub, made when it is not there. */
export async function demoRepository(github: GitHubSimulator): Promise<Repository> {
  const known = github.repository(`${OWNER}/${NAME}`);
  if (known !== undefined) return known;
  return github.createRepository({ owner: OWNER, name: NAME, private: true, description: "The demo estate's configuration", files: FILES });
}

/** The push that makes the first start's build. */
export async function pushDemoCommit(github: GitHubSimulator): Promise<void> {
  const files = { "rules/thank-people.md": "Thank people who report a mistake.\n" };
  const { deliveries } = await github.commit(`${OWNER}/${NAME}`, { files, message: "Thank people who report a mistake" });
  const [delivery] = await deliveries;
  if (delivery?.status !== "OK") throw new Error(`the webhook of the demo push was not accepted: ${delivery?.status} ${delivery?.response.body}`);
}
