import { escapeHtml as text } from "../http_server.ts";
import { page } from "../page.ts";
import { kindOf } from "./reading.ts";
import type { Mail } from "./rules.ts";

/** Loads the page again as soon as there is a newer mail than the one it was made for. */
const REFRESH = `<script>
const newest = document.documentElement.dataset.newest ?? "";
setInterval(async () => {
  const response = await fetch("/inbox.json?limit=1").catch(() => null);
  const [mail] = response?.ok ? await response.json() : [];
  if (mail !== undefined && mail.id !== newest) location.reload();
}, 1000);
</script>
`;

function time({ created_at: at }: Mail): string {
  return at.slice(0, 19).replace("T", " ");
}

/** The newest mails first. The page polls for newer ones. */
export function inboxPage(mails: readonly Mail[]): string {
  const rows = mails.toReversed().map(
    (mail) => `<tr><td>${text(time(mail))}</td><td>${text(mail.to.join(", "))}</td><td><a href="/mail/${mail.id}">${text(mail.subject)}</a></td><td><small>${text(kindOf(mail) ?? "")}</small></td></tr>`,
  );
  const html = page("Inbox", rows.length === 0 ? "<p>No mail yet</p>" : `<table>${rows.join("")}</table>`, REFRESH);
  return html.replace("<html", `<html data-newest="${mails.at(-1)?.id ?? ""}"`);
}

/** One mail: its HTML in a frame that runs no scripts and whose links open outside of it, and its text. */
export function mailPage(mail: Mail): string {
  const lines = [
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ["Cc", mail.cc.join(", ")],
    ["Reply to", mail.reply_to.join(", ")],
    ["Sent", time(mail)],
    ["Kind", kindOf(mail) ?? ""],
    ["Through", mail.transport],
  ].filter(([, value]) => value !== "");
  const head = lines.map(([name, value]) => `<tr><th>${text(name ?? "")}</th><td>${text(value ?? "")}</td></tr>`).join("");
  const frame = mail.html === null ? "" : `<iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${text(`<base target="_blank">${mail.html}`)}"></iframe>`;
  const plain = mail.text === null ? "" : `<h2>Plain text</h2><pre>${linked(mail.text)}</pre>`;
  const style = "<style>iframe { width: 100%; height: 36rem; border: 1px solid gray; background: white } pre { border: 1px solid gray; padding: 1rem }</style>\n";
  return page(mail.subject, `<p><a href="/">Inbox</a></p><table>${head}</table>${frame}${plain}`, style);
}

/** The text with its addresses as links. */
function linked(plain: string): string {
  return plain
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => (at % 2 === 1 ? `<a href="${text(part)}" target="_blank" rel="noopener">${text(part)}</a>` : text(part)))
    .join("");
}
