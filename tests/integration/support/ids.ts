import { randomBytes } from "node:crypto";

/** An id of a kind that nothing has; it is not in the order of time, as those of the platform are. */
export const newId = (prefix: string): string => `${prefix}_0${randomBytes(16).toString("hex").slice(0, 25)}`;
