import type { Frame, Invalidation, Level } from "./frames";

/** What the page does for a frame. */
export type Effect =
  | { kind: "invalidate"; invalidation: Invalidation }
  | { kind: "refetch" }
  | { kind: "notify"; level: Level; message: string };

/**
 * Applies a frame to the number of the last message (null before the first connection). Returns the number to resume
 * from and what to do. A message that was seen before has no effect. Numbers may have gaps, as some messages are for
 * other users only.
 */
export function applyFrame(last: number | null, frame: Exclude<Frame, { type: "closing" }>): { last: number; effects: Effect[] } {
  switch (frame.type) {
    case "connected":
      // A first connection receives the messages since the page's data was fetched, unless they are no longer stored.
      if (last === null && frame.after !== null) return { last: frame.after, effects: [] };
      // A lower number than before means that the server has lost its messages.
      if (last === null || frame.latest < last) return { last: frame.latest, effects: [{ kind: "refetch" }] };
      // The server sends the missed messages next.
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
