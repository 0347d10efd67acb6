export interface Mail {
  id: string;
  created_at: string;
  /** How it came: through Resend's API, or through Cloudflare's binding `send_email`. */
  transport: "resend" | "send_email";
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  reply_to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  attachments: { filename: string; content: string }[];
}

/** An error in Resend's shape. https://resend.com/docs/api-reference/errors */
export class MailError extends Error {
  readonly status: number;
  override readonly name: string;

  constructor(status: number, name: string, message: string) {
    super(message);
    this.status = status;
    this.name = name;
  }
}

const MOST_RECIPIENTS = 50;
const KNOWN = ["from", "to", "cc", "bcc", "reply_to", "subject", "html", "text", "headers", "tags", "attachments"];

/** `name@host.tld` or `Name <name@host.tld>`; `localhost` domains are allowed, for nothing leaves this machine. */
const ADDRESS = /^(?:[^<>@]+ <[^<>@\s]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+>|[^<>@\s]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/;

const invalid = (message: string) => new MailError(422, "validation_error", message);

/** Reads the body of `POST /emails`, or throws what Resend would answer. What this simulator does not know is refused. */
export function validate(body: string): Omit<Mail, "id" | "created_at" | "transport"> {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw invalid("The request body is not valid JSON.");
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw invalid("The request body must be an object.");
  const mail = given as Record<string, unknown>;
  for (const name of Object.keys(mail)) if (!KNOWN.includes(name)) throw invalid(`Unknown field \`${name}\`.`);
  const from = text(mail, "from");
  const subject = text(mail, "subject");
  const to = addresses(mail, "to");
  if (from === null) throw missing("from");
  if (!ADDRESS.test(from)) {
    throw invalid("Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.");
  }
  if (to.length === 0) throw missing("to");
  if (to.length > MOST_RECIPIENTS) throw invalid(`The \`to\` field must contain at most ${MOST_RECIPIENTS} recipients.`);
  if (subject === null) throw missing("subject");
  const [html, plain] = [text(mail, "html"), text(mail, "text")];
  if (html === null && plain === null) throw new MailError(422, "missing_required_field", "Missing `html` or `text` field.");
  return {
    from,
    to,
    cc: addresses(mail, "cc"),
    bcc: addresses(mail, "bcc"),
    reply_to: addresses(mail, "reply_to"),
    subject,
    html,
    text: plain,
    headers: headers(mail["headers"]),
    tags: tags(mail["tags"]),
    attachments: attachments(mail["attachments"]),
  };
}

const missing = (field: string) => new MailError(422, "missing_required_field", `Missing \`${field}\` field.`);

function text(mail: Record<string, unknown>, field: string): string | null {
  const value = mail[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw invalid(`The \`${field}\` field must be a \`string\`.`);
  return value;
}

function addresses(mail: Record<string, unknown>, field: string): string[] {
  const value = mail[field] ?? [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  for (const one of list) {
    if (typeof one !== "string" || !ADDRESS.test(one)) {
      throw invalid(`Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`);
    }
  }
  return list as string[];
}

function headers(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  const fits = typeof value === "object" && !Array.isArray(value) && Object.values(value).every((one) => typeof one === "string");
  if (!fits) throw invalid("The `headers` field must be an object of strings.");
  return value as Record<string, string>;
}

function tags(value: unknown): Mail["tags"] {
  const list: unknown[] = Array.isArray(value ?? []) ? ((value ?? []) as unknown[]) : [null];
  for (const one of list) {
    const { name, value: content } = (one ?? {}) as Record<string, unknown>;
    if (![name, content].every((part) => typeof part === "string" && /^[A-Za-z0-9_-]{1,256}$/.test(part))) {
      throw invalid("Tags should only contain ASCII letters, numbers, underscores, or dashes.");
    }
  }
  return list as Mail["tags"];
}

function attachments(value: unknown): Mail["attachments"] {
  const list: unknown[] = Array.isArray(value ?? []) ? ((value ?? []) as unknown[]) : [null];
  for (const one of list) {
    const { filename, content } = (one ?? {}) as Record<string, unknown>;
    if (typeof filename !== "string" || typeof content !== "string") {
      throw new MailError(422, "invalid_attachment", "Attachment must have either a `content` or `path`.");
    }
  }
  return list as Mail["attachments"];
}
