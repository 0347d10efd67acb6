import { expect } from "vitest";
import { Browser } from "../../stack/development/seed.ts";
import { fromSomewhere } from "./addresses.ts";
import { description } from "./description.ts";

/** An answer of the API, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined when there is no JSON body. */
  body: unknown;
}

export interface ErrorBody {
  error: { code: string; message: string; context: { field?: string; fields?: { field: string }[]; retryAfter?: number } };
  requestId: string;
}

export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Uint8Array;
  /** Over those that a browser sends; null leaves one out. */
  headers?: Record<string, string | null>;
}

/** The text of every answer while `keepAnswers` says so, for the test that looks for secrets in them. */
export const answers: string[] = [];
let areKept = false;

/** Starts or stops keeping the text of every answer. */
export function keepAnswers(keep: boolean): void {
  areKept = keep;
  answers.length = 0;
}

/** A browser with its own IP address. It compares every answer with the API's description. */
export class Client extends Browser {
  constructor(url: string) {
    super(url, fromSomewhere());
  }

  async call(method: string, path: string, { body, raw, headers = {} }: CallOptions = {}): Promise<Answer> {
    const sent: Record<string, string | null> = { ...this.headers, origin: this.url, cookie: this.cookie, ...headers };
    if (body !== undefined) sent["content-type"] ??= "application/json";
    const present = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== "");
    const payload = raw ?? (body === undefined ? null : JSON.stringify(body));
    const response = await fetch(this.url + path, { method, headers: present, redirect: "manual", body: payload });
    const text = await response.text();
    this.keepCookies(response);
    const type = response.headers.get("content-type");
    if (areKept) answers.push(text);
    expect(description.problems(method, new URL(path, this.url).pathname, response.status, type, text)).toEqual([]);
    return { status: response.status, headers: response.headers, text, body: type?.startsWith("application/json") === true ? JSON.parse(text) : undefined };
  }

  /** As `call`, for a request that must succeed, with this status if given; resolves with the body. */
  async ok<Body>(method: string, path: string, body?: unknown, status?: number): Promise<Body> {
    const answer = await this.call(method, path, body === undefined ? {} : { body });
    const fits = status === undefined ? answer.status < 300 : answer.status === status;
    if (!fits) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body as Body;
  }

  /** As `call`, for a request that must fail; resolves with the status, the code and the field that the error names. */
  async refused(method: string, path: string, options: CallOptions = {}): Promise<{ status: number; code: string; field?: string }> {
    const { status, body, text } = await this.call(method, path, options);
    if (status < 400) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    const { code, context } = (body as ErrorBody).error;
    return { status, code, ...(context.field === undefined ? {} : { field: context.field }) };
  }
}
