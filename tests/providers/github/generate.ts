import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import type { GitHub } from "./github.ts";
import { generatePage } from "./pages.ts";
import type { Repository } from "./store.ts";

const LONGEST_NAME = 100;

/** The page of a template that creates a repository with its files. */
export async function handleGenerate(github: GitHub, template: Repository, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const show = (status: number, filled: Parameters<typeof generatePage>[2]) =>
    void response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(generatePage(github, template, filled));
  if (request.method !== "POST") return show(200, { owner: github.viewer.login, name: "", private: true, error: null });
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const options = { owner: form.get("owner") ?? "", name: (form.get("name") ?? "").trim(), private: form.has("private") };
  const error = problemOf(github, options);
  if (error !== null) return show(422, { ...options, error });
  const { owner, name } = await github.generate(template, options);
  response.writeHead(302, { location: `/${owner}/${name}` }).end();
}

/** Why a repository cannot be created, in GitHub's words. */
function problemOf(github: GitHub, { owner, name }: { owner: string; name: string }): string | null {
  const account = github.store.account(owner);
  if (account?.login !== github.viewer.login && account?.type !== "Organization") return "Choose an owner.";
  if (name === "") return "New repository name must not be blank";
  if (name.length > LONGEST_NAME) return `Name is too long (maximum is ${LONGEST_NAME} characters)`;
  if (!/^[\w.-]+$/.test(name)) return "The repository name can only contain ASCII letters, digits, and the characters ., -, and _.";
  if (/^\.{1,2}$/.test(name) || /\.(?:git|wiki)$/i.test(name)) return "Name is reserved";
  if (github.store.repository(owner, name) !== undefined) return `The repository ${name} already exists on this account.`;
  return null;
}
