import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http_server.ts";
import { same } from "../oauth.ts";
import { avatar } from "../page.ts";
import { exchangeAppToken, newCode } from "./app_authorization.ts";
import { GIT_PATH, handleGit } from "./git_http.ts";
import type { GitHub } from "./github.ts";
import { handleGenerate } from "./generate.ts";
import { commitPage, homePage, installPage, repositoryPage } from "./pages.ts";
import { exchangeSignIn, handleAuthorize, handleChoice } from "./sign_in.ts";
import type { Repository } from "./store.ts";

/** Answers one request to github.com: pages, OAuth and git. */
export async function handleWeb(github: GitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", github.hosts.web);
  if (GIT_PATH.test(url.pathname)) return handleGit(github, request, response, url);
  const { slug } = github.app;
  if (request.method === "POST" && url.pathname === "/login/oauth/access_token") return exchangeCode(github, request, response, url);
  if (request.method === "POST" && url.pathname === `/apps/${slug}/installations`) return install(github, request, response);
  if (request.method === "POST" && url.pathname === "/login/oauth/choice") return handleChoice(github, request, response);
  const template = templateOf(github, url.pathname);
  if (template !== undefined) return handleGenerate(github, template, request, response);
  if (request.method !== "GET" && request.method !== "HEAD") return html(response, 404, "<h1>Not Found</h1>");

  if (url.pathname === "/login/oauth/authorize") return handleAuthorize(github, response, url);
  const state = url.searchParams.get("state");
  if (url.pathname === `/apps/${slug}/installations/new`) return html(response, 200, installPage(github, state));
  if (/^\/(?:organizations\/[^/]+\/)?settings\/installations\/\d+$/.test(url.pathname)) return html(response, 200, installPage(github, null));
  if (url.pathname === "/") return html(response, 200, await homePage(github));
  if (/^\/avatars\/u\/\d+$/.test(url.pathname)) return void response.writeHead(200, { "content-type": "image/svg+xml", "cache-control": "max-age=86400" }).end(avatar(url.pathname));
  const [, owner = "", name = "", kind, reference] = /^\/([^/]+)\/([^/]+?)(?:\.git)?(?:\/(commit|tree)\/(.+))?$/.exec(url.pathname) ?? [];
  const repository = github.store.repository(owner, name);
  if (repository === undefined) return html(response, 404, "<h1>Not Found</h1>");
  const page = kind === "commit" ? await commitPage(github, repository, decodeURIComponent(reference ?? "")) : await repositoryPage(github, repository);
  return html(response, page === null ? 404 : 200, page ?? "<h1>Not Found</h1>");
}

/** The template whose page creates a repository from it. */
function templateOf(github: GitHub, path: string): Repository | undefined {
  const [, owner = "", name = ""] = /^\/([^/]+)\/([^/]+)\/generate$/.exec(path) ?? [];
  const repository = github.store.repository(owner, name);
  return repository?.isTemplate ? repository : undefined;
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}

/** The button of the installation page: installs, and sends the browser back to the App with a code. */
async function install(github: GitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const account = github.store.account(form.get("account") ?? "");
  if (account === undefined) return html(response, 422, "<h1>Choose an account</h1>");
  const ids = form.getAll("repository").map(Number);
  const selected = github.store.repositories.filter(({ id, owner }) => ids.includes(id) && owner === account.login);
  const known = github.store.installationOn(account.login) !== undefined;
  const installation = github.install(account, form.get("selection") === "selected" ? selected : "all", github.viewer);

  const target = new URL(github.app.callbackUrl);
  target.searchParams.set("code", newCode(github, github.viewer));
  target.searchParams.set("installation_id", String(installation.id));
  target.searchParams.set("setup_action", known ? "update" : "install");
  const state = form.get("state");
  if (state !== null && state !== "") target.searchParams.set("state", state);
  response.writeHead(302, { location: target.href }).end();
}

/**
 * Exchanges a code or a refresh token for a user's tokens. Errors come with status 200, in the body.
 * https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
async function exchangeCode(github: GitHub, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const text = (await readBody(request)).toString("utf8");
  const type = request.headers["content-type"] ?? "";
  const given = new Map<string, string>(url.searchParams);
  if (type.startsWith("application/json")) {
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) given.set(name, String(value));
  } else {
    for (const [name, value] of new URLSearchParams(text)) given.set(name, value);
  }
  const refuse = (error: string, description: string) => {
    const error_uri = `https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#${error.replaceAll("_", "-")}`;
    answerToken(request, response, { error, error_description: description, error_uri });
  };
  const { oauthApp } = github;
  if (oauthApp !== null && given.get("client_id") === oauthApp.clientId) {
    const answer = exchangeSignIn(github, oauthApp, given);
    if ("error" in answer) return refuse(answer.error, answer.description);
    return answerToken(request, response, { access_token: answer.token, scope: answer.scope, token_type: "bearer" });
  }
  if (given.get("client_id") !== github.app.clientId || !same(given.get("client_secret") ?? "", github.app.clientSecret)) {
    return refuse("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
  }
  const answer = exchangeAppToken(github, given);
  if ("description" in answer) return refuse(String(answer["error"]), String(answer["description"]));
  answerToken(request, response, answer);
}

/** As a form unless JSON is asked for. */
function answerToken(request: IncomingMessage, response: ServerResponse, body: Record<string, string | number>): void {
  const json = (request.headers.accept ?? "").includes("application/json");
  const form = () => new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])).toString();
  response.writeHead(200, { "content-type": `${json ? "application/json" : "application/x-www-form-urlencoded"}; charset=utf-8` });
  response.end(json ? JSON.stringify(body) : form());
}
