import { createHash, randomBytes } from "node:crypto";
import { listen } from "../http_server.ts";

export interface BreachedPasswordsSimulator {
  /** The base of `/range/<prefix>`. */
  url: string;
  /** Makes a password known from a breach. */
  add(password: string): void;
  /** The next ranges are answered with this status. */
  fail(status: number, times: number): void;
  /** Every prefix that was asked for, oldest first. */
  prefixes: readonly string[];
  close(): Promise<void>;
}

const hashOf = (password: string): string => createHash("sha1").update(password).digest("hex").toUpperCase();
/** A range is padded to this many hashes at least. */
const PADDED = 800;

/**
 * Starts the ranges of Have I Been Pwned on 127.0.0.1: all hashes that begin with a prefix, padded where the request asks for
 * it. A request that says more than five digits, or asks for no padding, is refused.
 * https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
 */
export async function startBreachedPasswords(): Promise<BreachedPasswordsSimulator> {
  const hashes = new Set<string>();
  const prefixes: string[] = [];
  const failures: number[] = [];
  const server = await listen(async (request, response) => {
    const prefix = /^\/range\/([0-9A-F]{5})$/.exec(request.url ?? "")?.[1];
    if (request.method !== "GET" || prefix === undefined || request.headers["add-padding"] !== "true") {
      response.writeHead(400, { "content-type": "text/plain" }).end("The hash prefix was not in a valid format");
      return;
    }
    prefixes.push(prefix);
    const failure = failures.shift();
    if (failure !== undefined) {
      response.writeHead(failure, { "content-type": "text/plain" }).end("Unavailable");
      return;
    }
    const found = [...hashes].filter((hash) => hash.startsWith(prefix)).map((hash) => `${hash.slice(5)}:3`);
    const padding = Array.from({ length: PADDED - found.length }, () => `${randomBytes(18).toString("hex").slice(0, 35).toUpperCase()}:0`);
    response.writeHead(200, { "content-type": "text/plain" }).end([...found, ...padding].sort().join("\r\n"));
  });
  return {
    url: server.url,
    add: (password) => void hashes.add(hashOf(password)),
    fail: (status, times) => void failures.push(...Array.from({ length: times }, () => status)),
    prefixes,
    close: server.close,
  };
}
