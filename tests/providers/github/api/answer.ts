const DOCUMENTATION = "https://docs.github.com/rest";

/** What an operation answers; `next`/`last` page numbers become the Link header. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An error with GitHub's body: message, documentation_url and, as text, the status. */
export class ApiError extends Error {
  readonly status: number;
  readonly documentation: string;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, documentation = "", headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.documentation = documentation;
    this.headers = headers;
  }

  answer(): Answer {
    const body = { message: this.message, documentation_url: `${DOCUMENTATION}${this.documentation}`, status: String(this.status) };
    return { status: this.status, body, headers: this.headers };
  }
}

export const notFound = (documentation = "") => new ApiError(404, "Not Found", documentation);

/** A page of a list, with the Link header of GitHub's paging (`per_page` 1–100, by default 30). */
export function page<Item>(items: readonly Item[], url: URL): { items: Item[]; headers: Record<string, string> } {
  const number = (name: string, fallback: number) => {
    const value = Number.parseInt(url.searchParams.get(name) ?? "", 10);
    return Number.isInteger(value) && value > 0 ? value : fallback; // GitHub ignores other values
  };
  const size = Math.min(number("per_page", 30), 100);
  const current = number("page", 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, relation: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(to));
    return `<${target.href}>; rel="${relation}"`;
  };
  const links: string[] = [];
  if (current > 1) links.push(link(Math.min(current - 1, last), "prev"));
  if (current < last) links.push(link(current + 1, "next"), link(last, "last"));
  if (current > 1) links.push(link(1, "first"));
  return {
    items: items.slice((current - 1) * size, current * size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}
