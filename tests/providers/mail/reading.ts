import type { Mail } from "./rules.ts";

/** Which mails are meant. */
export interface MailFilter {
  /** One recipient's whole address, without regard to case. */
  to?: string;
  subject?: string | RegExp;
  /** The value of the tag `kind`; mails that came through Cloudflare's binding have none. */
  kind?: string;
  /** Only mails that came later than this one. */
  after?: Mail;
}

/** The value of the tag `kind`, by which the product says what a mail is. */
export function kindOf({ tags }: Mail): string | undefined {
  return tags.find(({ name }) => name === "kind")?.value;
}

/** The mails that fit, the newest first. */
export function matching(mails: readonly Mail[], { to, subject, kind, after }: MailFilter): Mail[] {
  const start = after === undefined ? 0 : mails.findIndex(({ id }) => id === after.id) + 1;
  const fits = (mail: Mail) =>
    (to === undefined || recipients(mail).includes(to.toLowerCase())) &&
    (subject === undefined || (typeof subject === "string" ? mail.subject === subject : subject.test(mail.subject))) &&
    (kind === undefined || kindOf(mail) === kind);
  return mails.slice(start).filter(fits).reverse();
}

/** The plain addresses of all recipients. */
function recipients({ to, cc, bcc }: Mail): string[] {
  return [...to, ...cc, ...bcc].map((one) => (/<([^<>]+)>$/.exec(one)?.[1] ?? one).toLowerCase());
}

/** The six digits of a mail's plain text; throws when there are none, or several different ones. */
export function codeIn(mail: Mail): string {
  return only(mail, [...(mail.text ?? "").matchAll(/(?<![\w/=-])\d{6}(?![\w-])/g)].map(([code]) => code), "code of six digits");
}

/** The one address in a mail's plain text that has this path; throws when there is none, or several different ones. */
export function linkIn(mail: Mail, path: string): URL {
  const links = [...(mail.text ?? "").matchAll(/https?:\/\/[^\s<>"]+/g)].map(([link]) => link.replace(/[.,)]+$/, ""));
  return new URL(only(mail, links.filter((link) => new URL(link).pathname.startsWith(path)), `link to ${path}`));
}

/** The token in the fragment of a link. */
export const tokenIn = (link: URL): string => new URLSearchParams(link.hash.slice(1)).get("token") ?? "";

function only(mail: Mail, found: string[], what: string): string {
  const [first, ...others] = new Set(found);
  if (first === undefined || others.length > 0) throw new Error(`"${mail.subject}" has ${found.length === 0 ? "no" : "more than one"} ${what}:\n${mail.text ?? "(no plain text)"}`);
  return first;
}
