import type { IncomingMessage, ServerResponse } from "node:http";
import { escapeHtml as text, readBody } from "../http_server.ts";
import { page } from "../page.ts";
import type { Account } from "./accounts.ts";
import type { AuthorizationRequest } from "./authorize.ts";
import type { Refusal } from "./dialect.ts";
import type { OpenIdProvider } from "./provider.ts";

export function sendPage(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(body);
}

const NEW_ACCOUNT = `<p><label>E-mail <input name="email" type="email" autocomplete="off" required></label>
<label>Name <input name="name" autocomplete="off"></label>
<label><input name="unverified" type="checkbox"> not verified</label></p>`;

function described({ name, email, emailVerified }: Account): string {
  return `${text(name)} <small>${text(email)}${emailVerified ? "" : ", not verified"}</small>`;
}

/** Which account it is to be: one button each, one for an account that is made by the way, and one that refuses. */
export function chooserPage({ dialect, accounts }: OpenIdProvider, id: string, { redirectUri, scopes, loginHint }: AuthorizationRequest): string {
  const hinted = loginHint === null ? undefined : accounts.find(loginHint);
  const ordered = [...(hinted === undefined ? [] : [hinted]), ...accounts.items.filter((account) => account !== hinted)];
  const buttons = ordered.map((account) => `<p><button class="choice" name="account" value="${text(account.sub)}">${described(account)}</button></p>`);
  const body = `<p>to continue to ${text(new URL(redirectUri).host)}, which asks for: ${text(scopes.join(", "))}</p>
<form method="post" action="/simulator/choice">
<input type="hidden" name="request" value="${id}">
${buttons.join("\n")}
<p><button name="deny" value="deny">Deny</button></p>
</form>
<form method="post" action="/simulator/choice">
<input type="hidden" name="request" value="${id}">
<details${ordered.length === 0 ? " open" : ""}><summary>Use another account</summary>
${NEW_ACCOUNT}
<p><button>Continue</button></p></details>
</form>`;
  return page(`Choose an account · ${dialect.name} (simulated)`, body);
}

export function refusalPage({ dialect }: OpenIdProvider, { status, code, description }: Refusal): string {
  return page(`${dialect.name} (simulated) refuses`, `<p>Error ${status}: <code>${text(code)}</code></p><p>${text(description)}</p>`);
}

/** The accounts, to be added and removed by hand. */
export function homePage({ dialect, accounts, client }: OpenIdProvider): string {
  const rows = accounts.items.map(
    (account) => `<tr><td>${described(account)}</td><td><code>${text(account.sub)}</code></td>
<td><form method="post" action="/simulator/accounts"><button name="remove" value="${text(account.sub)}">Remove</button></form></td></tr>`,
  );
  const body = `<table>${rows.join("")}</table>
<form method="post" action="/simulator/accounts">${NEW_ACCOUNT}<p><button>Add</button></p></form>
<p><small>Client ${text(client.id)}, which is sent back to ${text(client.redirectUris.join(", "))}</small></p>`;
  return page(`Accounts · ${dialect.name} (simulated)`, body);
}

/** The buttons of the home page. */
export async function handleForm({ accounts }: OpenIdProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const [removed, email] = [form.get("remove"), form.get("email") ?? ""];
  if (request.method === "POST" && removed !== null) accounts.remove(removed);
  else if (request.method === "POST" && email !== "" && accounts.find(email) === undefined) {
    accounts.add({ email, name: form.get("name") || (email.split("@")[0] ?? ""), emailVerified: form.get("unverified") === null });
  }
  response.writeHead(303, { location: "/" }).end();
}
