import { readFileSync } from "node:fs";
import type { Mail } from "../providers/mail/index.ts";

/** What Miniflare's binding `send_email` says when the Worker sends an object; the bodies are in files that it names. */
const CALLED = /send_email binding called with MessageBuilder:/;

export type SentEmail = Omit<Mail, "id" | "created_at">;

/** Whether a line of Miniflare's log is about a mail of the binding. */
export function isSentEmail(message: string): boolean {
  return CALLED.test(message);
}

/**
 * What Cloudflare would refuse and Miniflare lets through, or null. A sender with a name is an object, which Miniflare
 * writes with quotes. https://developers.cloudflare.com/email-service/api/send-emails/workers-api/
 */
export function mailError({ from, to, subject, html, text }: SentEmail): string | null {
  const plain = /^[^<>@\s"]+@[^<>@\s"]+$/;
  if (!plain.test(/^"[^"]*" <(.+)>$/.exec(from)?.[1] ?? from)) return `the sender ${from} is neither an address nor { name, email }`;
  if (to.length === 0 || to.length > 50) return `${to.length} recipients`;
  if (!to.every((one) => plain.test(one))) return "a recipient is not a plain address";
  if (subject === "") return "no subject";
  return html === null && text === null ? "neither text nor html" : null;
}

/** The mail that such a line is about. */
export function sentEmail(message: string): SentEmail {
  const [head = "", files = ""] = message.slice(message.search(CALLED)).split("\n\n");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(head)?.[1] ?? "";
  const list = (name: string) => header(name).split(", ").filter((one) => one !== "");
  const body = (name: string) => {
    const file = new RegExp(`^${name}: (.*)$`, "m").exec(files)?.[1];
    return file === undefined ? null : readFileSync(file, "utf8");
  };
  return {
    transport: "send_email",
    from: header("From"),
    to: list("To"),
    cc: list("Cc"),
    bcc: list("Bcc"),
    reply_to: [], // neither these nor headers are in Miniflare's log
    subject: header("Subject"),
    html: body("HTML"),
    text: body("Text"),
    headers: {},
    tags: [],
    attachments: [],
  };
}
