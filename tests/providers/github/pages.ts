import { escapeHtml as text } from "../http_server.ts";
import type { GitHub } from "./github.ts";
import type { SignInRequest } from "./sign_in.ts";
import { emailsOf, type Repository } from "./store.ts";

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${text(title)} · GitHub (simulated)</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }
button { font: inherit; padding: .5rem 1.5rem } code, pre { font-size: 13px } pre { overflow-x: auto } fieldset { margin: 1rem 0 }
</style>
<p><a href="/">GitHub, simulated for development</a></p>
<h1>${text(title)}</h1>
${body}
</html>
`;
}

/** Every repository with its clone address, and where the App is installed. */
export async function homePage(github: GitHub): Promise<string> {
  const repositories = github.store.repositories.map(
    (repository) => `<li><a href="/${text(fullName(repository))}">${text(fullName(repository))}</a>${repository.private ? " (private)" : ""}</li>`,
  );
  const installations = github.store.installations.map(({ account }) => text(account)).join(", ") || "nowhere yet";
  const body = `<ul>${repositories.join("")}</ul>
<p>${text(github.app.slug)} is installed on: ${installations}. <a href="/apps/${github.app.slug}/installations/new">Install it on another account</a></p>`;
  return layout("Repositories", body);
}

/** Chooses an account and repositories for the App; one button, as GitHub has it. */
export function installPage(github: GitHub, state: string | null): string {
  const repositories = github.store.repositories.filter(({ isTemplate }) => !isTemplate);
  const owners = [...repositories.map(({ owner }) => owner), github.viewer.login];
  const options = [...new Set(owners)].map((login) => `<option>${text(login)}</option>`).join("");
  const boxes = repositories.map(
    (repository) =>
      `<label><input type="checkbox" name="repository" value="${repository.id}"> ${text(fullName(repository))}</label><br>`,
  );
  const body = `<form method="post" action="/apps/${github.app.slug}/installations">
<input type="hidden" name="state" value="${text(state ?? "")}">
<p><label>Account <select name="account">${options}</select></label></p>
<fieldset><legend>for these repositories</legend>
<label><input type="radio" name="selection" value="all" checked> All repositories</label><br>
<label><input type="radio" name="selection" value="selected"> Only select repositories</label>
<div style="margin-left: 2rem">${boxes.join("")}</div></fieldset>
<p>with these permissions: read access to code and metadata</p>
<button type="submit">Install</button>
</form>`;
  return layout(`Install ${github.app.slug}`, body);
}

/** Creates a repository from a template; `error` is why the last try failed. */
export function generatePage(github: GitHub, template: Repository, filled: { owner: string; name: string; private: boolean; error: string | null }): string {
  const owners = [github.viewer.login, ...github.store.organizations.map(({ login }) => login)];
  const options = owners.map((login) => `<option${login === filled.owner ? " selected" : ""}>${text(login)}</option>`).join("");
  const body = `<p>The new repository starts with the files of <a href="/${text(fullName(template))}">${text(fullName(template))}</a>.</p>
${filled.error === null ? "" : `<p role="alert">${text(filled.error)}</p>`}
<form method="post">
<p><label>Owner <select name="owner">${options}</select></label></p>
<p><label>Repository name <input name="name" value="${text(filled.name)}" autocomplete="off"></label></p>
<p><label><input type="checkbox" name="private"${filled.private ? " checked" : ""}> Private</label></p>
<button type="submit">Create repository</button>
</form>`;
  return layout("Create a new repository", body);
}

/** Who signs in with the OAuth App: one button each, one for an account that is made by the way, and one that refuses. */
export function chooserPage({ store }: GitHub, id: string, { scopes, login }: Pick<SignInRequest, "scopes" | "login">, client: string): string {
  const users = store.users.toSorted((one, other) => Number(other.login === login) - Number(one.login === login));
  const buttons = users.map((account) => {
    const [primary] = emailsOf(account);
    const address = primary === undefined ? "no address" : `${primary.email}${primary.verified ? "" : ", not verified"}`;
    return `<p><button name="account" value="${text(account.login)}">${text(account.login)} (${text(address)})</button></p>`;
  });
  const asked = scopes.length === 0 ? "which acts on your behalf in the repositories that you and it can see" : `which asks for: ${text(scopes.join(", "))}`;
  const body = `<p>to continue to ${text(client)}, ${asked}</p>
<form method="post" action="/login/oauth/choice">
<input type="hidden" name="request" value="${id}">
${buttons.join("\n")}
<p><button name="deny" value="deny">Cancel</button></p>
</form>
<form method="post" action="/login/oauth/choice">
<input type="hidden" name="request" value="${id}">
<details><summary>Use another account</summary>
<p><label>Login <input name="login" required pattern="[A-Za-z0-9\\-]{1,39}"></label>
<label>E-mail <input name="email" type="email" required></label>
<label><input name="unverified" type="checkbox"> not verified</label></p>
<p><button>Continue</button></p></details>
</form>`;
  return layout("Sign in", body);
}

/** The end of an authorization request that is wrong. */
export function refusalPage(message: string): string {
  return layout("Sign in", `<p>${text(message)}</p>`);
}

/** The clone address and the newest commits. */
export async function repositoryPage(github: GitHub, repository: Repository): Promise<string> {
  const git = github.store.git(repository);
  const head = await git.resolve(repository.defaultBranch);
  const commits = head === null ? [] : await git.log(["--max-count=30", head]);
  const lines = commits.map(
    ({ sha, message }) => `<li><a href="/${text(fullName(repository))}/commit/${sha}"><code>${sha.slice(0, 7)}</code></a> ${text(message.split("\n")[0] ?? "")}</li>`,
  );
  const clone = `git clone ${github.hosts.web}/${fullName(repository)}.git`;
  return layout(fullName(repository), `<pre>${text(clone)}</pre><ul>${lines.join("") || "<li>No commits yet</li>"}</ul>`);
}

/** One commit with its patch, or null when there is none of that name. */
export async function commitPage(github: GitHub, repository: Repository, name: string): Promise<string | null> {
  const git = github.store.git(repository);
  const sha = await git.resolve(name);
  if (sha === null) return null;
  return layout(fullName(repository), `<pre>${text(await git.text(["show", "--stat", "--patch", sha]))}</pre>`);
}

function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}
