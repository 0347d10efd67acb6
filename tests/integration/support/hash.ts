import { createHash } from "node:crypto";

/** SHA-256 in hex, as which the database keeps tokens. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
