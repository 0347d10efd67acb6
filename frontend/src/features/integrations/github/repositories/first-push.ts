import type { Repository } from "@/api/types";

/** A small steward.config.ts. */
export const configurationExample = `export default {
  greeting: "Hello from our estate",
  contextRules: [
    { name: "answer-briefly", prompt: "Answer in at most five sentences." },
  ],
};
`;

/** The commands that push the first commit of a repository. */
export function firstPushCommands({ fullName, cloneUrl, branch, path }: Pick<Repository, "fullName" | "cloneUrl" | "branch" | "path">): string {
  const file = path ? `${path}/steward.config.ts` : "steward.config.ts";
  return `git clone ${quote(cloneUrl)}
cd ${quote(fullName.split("/").at(-1) ?? "")}
# save the file as ${file}
git add .
git commit -m "Add configuration"
git push origin ${quote(`HEAD:${branch}`)}
`;
}

/** A word of a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
