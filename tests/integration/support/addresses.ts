import { randomBytes } from "node:crypto";

/** A header that gives a request its own IP address, so that many tests together do not reach the limits per address. */
export function fromSomewhere(): Record<string, string> {
  return { "cf-connecting-ip": `10.${[...randomBytes(3)].join(".")}` };
}
