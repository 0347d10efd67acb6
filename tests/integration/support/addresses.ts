import { randomBytes } from "node:crypto";

/** The header by which a request comes from an IP address that nobody else has: limits per address are not reached by many tests together. */
export function fromSomewhere(): Record<string, string> {
  return { "cf-connecting-ip": `10.${[...randomBytes(3)].join(".")}` };
}
