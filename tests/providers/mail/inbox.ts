import { escapeHtml } from "../http_server.ts";
import type { Mail } from "./rules.ts";

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }
td { padding: .2rem 1rem .2rem 0; vertical-align: top } iframe { width: 100%; height: 30rem; border: 1px solid gray; background: white }
pre { white-space: pre-wrap }
</style>
<h1>${escapeHtml(title)}</h1>
${body}
</html>
`;
}

/** Newest first. */
export function inboxPage(mails: readonly Mail[]): string {
  const rows = mails.toReversed().map(
    ({ id, created_at, to, subject }) =>
      `<tr><td>${escapeHtml(created_at.slice(0, 19).replace("T", " "))}</td><td>${escapeHtml(to.join(", "))}</td><td><a href="/mail/${id}">${escapeHtml(subject)}</a></td></tr>`,
  );
  return layout("Inbox", rows.length === 0 ? "<p>No mail yet</p>" : `<table>${rows.join("")}</table>`);
}

/** One mail: its HTML in a frame that runs no scripts, and its text. */
export function mailPage(mail: Mail): string {
  const lines = [
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ["Cc", mail.cc.join(", ")],
    ["Reply to", mail.reply_to.join(", ")],
    ["Sent", mail.created_at],
  ].filter(([, value]) => value !== "");
  const head = lines.map(([name, value]) => `<tr><td>${escapeHtml(name ?? "")}</td><td>${escapeHtml(value ?? "")}</td></tr>`).join("");
  const links = [...(mail.text ?? "").matchAll(/https?:\/\/\S+/g)].map(([link]) => `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`);
  const html = mail.html === null ? "" : `<iframe sandbox="allow-popups" srcdoc="${escapeHtml(mail.html)}"></iframe>`;
  const text = mail.text === null ? "" : `<pre>${escapeHtml(mail.text)}</pre>${links.join("")}`;
  return layout(mail.subject, `<p><a href="/">Inbox</a></p><table>${head}</table>${html}${text}`);
}
