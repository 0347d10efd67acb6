import type { Frame, Invalidation, Level } from "./frames";

/** What a frame asks of the page. */
export type Effect =
  | { kind: "invalidate"; invalidation: Invalidation }
  | { kind: "refetch" }
  | { kind: "notify"; level: Level; message: string };

/**
 * Follows the numbers of the messages: from the last number seen (null before the first connection) and a frame
 * to the number to resume from and what is to be done. A message that was seen already does nothing. Numbers may
 * skip, as some messages go to other people only.
 */
export function applyFrame(last: number | null, frame: Frame): { last: number; effects: Effect[] } {
  switch (frame.type) {
    case "connected":
      // What changed between the page's first requests and this moment was told to nobody; and a server that
      // counts from lower than before has forgotten what it sent.
      if (last === null || frame.latest < last) return { last: frame.latest, effects: [{ kind: "refetch" }] };
      // What was missed follows, number by number.
      return { last, effects: [] };
    case "refetch":
      return { last: frame.latest, effects: [{ kind: "refetch" }] };
    case "invalidate":
      if (last !== null && frame.seq <= last) return { last, effects: [] };
      return { last: frame.seq, effects: [{ kind: "invalidate", invalidation: frame }] };
    case "notification":
      if (last !== null && frame.seq <= last) return { last, effects: [] };
      return { last: frame.seq, effects: [{ kind: "notify", level: frame.level, message: frame.message }] };
  }
}
