import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { GIT_ENVIRONMENT } from "./git.ts";
import type { GitHub } from "./github.ts";
import type { AccessToken, Account, Repository } from "./store.ts";

/** `/{owner}/{name}(.git)/info/refs|git-upload-pack|git-receive-pack` */
export const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Who a git client says it is, and what that lets it do here. */
type Visitor = { account: Account; may: (repository: Repository, write: boolean) => boolean };

/** Git's smart protocol by `git http-backend`, behind GitHub's rules of access. */
export async function handleGit(github: GitHub, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const [, owner = "", name = "", service = ""] = GIT_PATH.exec(url.pathname) ?? [];
  const write = service === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
  if (service === "info/refs" && !["git-upload-pack", "git-receive-pack"].includes(url.searchParams.get("service") ?? "")) {
    return refuse(response, 403, "Please upgrade your git client."); // the dumb protocol
  }
  const repository = github.store.repository(owner, name);
  const credentials = basicCredentials(request);
  const visitor = credentials === null ? null : authenticate(github, credentials);
  if (credentials !== null && visitor === null) {
    response.setHeader("www-authenticate", 'Basic realm="GitHub"');
    return refuse(response, 401, "Invalid username or token. Password authentication is not supported for Git operations.");
  }
  const open = repository !== undefined && !repository.private && !write;
  if (!open && visitor === null) {
    response.setHeader("www-authenticate", 'Basic realm="GitHub"');
    return refuse(response, 401, "No anonymous write access."); // GitHub does not tell whether it exists
  }
  if (repository === undefined || (!open && visitor?.may(repository, false) !== true)) return refuse(response, 404, "Repository not found.");
  if (write && visitor?.may(repository, true) !== true) {
    return refuse(response, 403, `Permission to ${repository.owner}/${repository.name}.git denied to ${visitor?.account.login}.`);
  }
  const serve = () => runBackend(github, repository, service, visitor, request, response, url);
  if (service !== "git-receive-pack") return serve();
  await github.changeReferences(repository, visitor?.account ?? github.viewer, serve);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`);
}

function basicCredentials(request: IncomingMessage): { user: string; password: string } | null {
  const encoded = /^basic +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const [user = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { user, password: rest.join(":") };
}

/** With a GitHub App's token of a person, git does what both may; an OAuth App's has no scope for git here. */
function appUser(github: GitHub, { accountId, scopes }: Extract<AccessToken, { kind: "user" }>): Visitor {
  const account = github.store.accountById(accountId);
  const may = (repository: Repository, write: boolean) => {
    const installation = github.store.installationFor(repository);
    const granted = installation?.suspendedAt === null ? installation.permissions["contents"] : undefined;
    return scopes === null && (write ? granted === "write" : granted !== undefined) && github.may(account, repository, write ? "write" : "read");
  };
  return { account, may };
}

/** The password is a token; an installation's goes with the user `x-access-token`, a person's with any. */
function authenticate(github: GitHub, { user, password }: { user: string; password: string }): Visitor | null {
  const person = github.store.accountByToken(password);
  if (person !== undefined) return { account: person, may: (repository, write) => github.may(person, repository, write ? "write" : "read") };
  const access = github.store.access(password);
  if (access === null) return null;
  if (access.kind === "user") return appUser(github, access);
  const installation = github.store.installation(access.installationId);
  if (user !== "x-access-token" || installation === undefined || installation.suspendedAt !== null) return null;
  return {
    account: github.bot,
    may: (repository, write) => {
      const granted = access.permissions["contents"];
      const visible = github.store.repositoriesOf(installation).some(({ id }) => id === repository.id);
      const chosen = access.repositoryIds === null || access.repositoryIds.includes(repository.id);
      return visible && chosen && (write ? granted === "write" : granted !== undefined);
    },
  };
}

/** Runs the CGI program; resolves when it has ended and the answer is out. */
function runBackend(
  github: GitHub,
  repository: Repository,
  service: string,
  visitor: Visitor | null,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const child = spawn("git", ["http-backend"], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: github.store.git(repository).directory,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${service}`,
      REQUEST_METHOD: request.method ?? "GET",
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      REMOTE_ADDR: "127.0.0.1",
      ...(visitor === null ? {} : { REMOTE_USER: visitor.account.login }),
      ...(request.headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: request.headers["content-length"] }),
      ...(request.headers["content-encoding"] === undefined ? {} : { HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"]) }),
      ...(request.headers["git-protocol"] === undefined ? {} : { GIT_PROTOCOL: String(request.headers["git-protocol"]) }),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stderr.on("data", (chunk: Buffer) => process.stderr.write(`git http-backend: ${chunk.toString()}`));
  child.stdin.on("error", () => undefined); // it may refuse before it has read everything
  request.pipe(child.stdin);
  response.on("close", () => {
    if (response.writableFinished) return;
    child.kill(); // the client went away
    child.stdout.destroy();
  });
  return new Promise((resolve, reject) => {
    let head: Buffer | null = Buffer.alloc(0);
    child.stdout.on("data", (chunk: Buffer) => {
      if (head === null) {
        if (!response.write(chunk)) {
          child.stdout.pause();
          response.once("drain", () => child.stdout.resume());
        }
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      let status = 200;
      for (const line of head.subarray(0, end).toString("latin1").split("\r\n")) {
        const [name = "", ...value] = line.split(": ");
        if (name.toLowerCase() === "status") status = Number.parseInt(value.join(": "), 10);
        else response.setHeader(name, value.join(": "));
      }
      response.writeHead(status);
      response.write(head.subarray(end + 4));
      head = null;
    });
    child.on("error", reject);
    child.on("close", () => {
      if (head !== null) response.writeHead(500);
      response.end();
      resolve();
    });
  });
}
