import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "../../stack/index.ts";
import { answers } from "../support/client.ts";
import { dump } from "../support/database.ts";

/** Patterns of the tokens of GitHub, Google and Slack, and of JSON Web Tokens. */
const PATTERNS = [/gh[osur]_[A-Za-z0-9]{16,}/, /ya29\.[\w-]{20,}/, /xox[a-z]-[\w-]{20,}/, /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./];

/** The secrets that must not be found anywhere, by name. */
export class Secrets {
  readonly #long = new Map<string, string>();
  readonly #codes = new Map<string, string>();

  /** A secret that is long enough not to occur by chance. */
  add(name: string, secret: string): string {
    if (secret.length < 9) throw new Error(`${name} is no secret: "${secret}"`);
    this.#long.set(`${name} ${this.#long.size}`, secret);
    return secret;
  }

  /** A code of six digits, which is searched as a whole word. */
  addCode(name: string, code: string): void {
    this.#codes.set(`${name} ${this.#codes.size}`, code);
  }

  get names(): string[] {
    return [...this.#long.keys(), ...this.#codes.keys()].map((name) => name.replace(/ \d+$/, ""));
  }

  /** The secrets that a text contains, by name, and the beginnings of what matches a pattern of tokens. */
  in(text: string, isText = true): string[] {
    const found = [...this.#long].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
    const codes = isText ? [...this.#codes].filter(([, code]) => new RegExp(`(?<![\\w.-])${code}(?![\\w.-])`).test(text)) : [];
    const alike = PATTERNS.map((pattern) => pattern.exec(text)?.[0]).filter((match) => match !== undefined);
    return [...found, ...codes.map(([name]) => name), ...alike.map((match) => `${match.slice(0, 8)}…`)];
  }
}

/** Resolves with an answer that is meant to contain a secret, and leaves it out of the search. */
export async function handed<Body>(call: Promise<Body>): Promise<Body> {
  const body = await call;
  answers.pop();
  return body;
}

async function filesOf(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path): Promise<[string, string]> => [path, (await contentOf(path)).toString("latin1")]));
}

/** A file's content. SQLite removes the files beside a database that is closed meanwhile: then it is in the database. */
async function contentOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && /\.sqlite-(shm|wal)$/.test(path)) return Buffer.alloc(0);
    throw error;
  });
}

/** The places with secrets: rows, log lines, answers, frames (which are put among the answers), R2, and all files on disk. */
export async function leaks(stack: Stack, directory: string, secrets: Secrets): Promise<string[]> {
  const texts: [string, string][] = [
    ...Object.entries(await dump(stack)).map(([table, rows]): [string, string] => [`rows of ${table}`, JSON.stringify(rows)]),
    ...stack.lines.map((line): [string, string] => [`log ${line.slice(0, 200)}`, line]),
    ...answers.map((text): [string, string] => [`answer ${text.slice(0, 200)}`, text]),
  ];
  const { objects } = await stack.bucket.list();
  for (const { key } of objects) texts.push([`R2 ${key}`, `${key}\n${await (await stack.bucket.get(key))?.text()}`]);
  const files = [...(await filesOf(join(directory, "worker"))), ...(await filesOf(join(directory, "runner", "builds")))];
  for (const name of ["EstateBuildManager", "RateLimiter"]) if (!files.some(([path]) => path.includes(name))) throw new Error(`there are no files of ${name}`);
  const found = (places: [string, string][], isText: boolean) => places.flatMap(([place, text]) => secrets.in(text, isText).map((name) => `${name} in ${place}`));
  return [...found(texts, true), ...found(files, false)];
}
