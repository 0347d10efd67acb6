import { useState } from "react";
import { elapsed, formatDuration, formatRunning } from "./duration";
import { useNow } from "./now";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const complete = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** A past time relative to now: "just now", "3 min. ago", "yesterday". */
function ago(time: number, now: number): string {
  const difference = Math.min(0, time - now);
  for (const [unit, length] of units) {
    if (-difference >= length) return relative.format(Math.round(difference / length), unit);
  }
  return "just now";
}

/** The date and time of an RFC 3339 time, in the user's time zone. */
export function formatMoment(at: string | number): string {
  return complete.format(new Date(at));
}

/** A relative past time; the exact time is its title, and replaces it on focus. It is above a link that covers its row. */
export function Ago({ at, className = "" }: { at: string; className?: string }) {
  const now = useNow(30_000);
  const [isFocused, setIsFocused] = useState(false);
  const exact = formatMoment(at);
  return (
    <time dateTime={at} title={exact} tabIndex={0} className={`relative ${className}`} onFocus={() => setIsFocused(true)} onBlur={() => setIsFocused(false)}>
      {isFocused ? exact : ago(Date.parse(at), now)}
    </time>
  );
}

/** The time from `start` to `end`; ticks while there is no `end`. */
export function Duration({ start, end, className }: {
  start: string | null | undefined;
  end: string | null | undefined;
  className?: string;
}) {
  const running = Boolean(start) && !end;
  const now = useNow(running ? 1000 : null);
  const length = elapsed(start, end, now);
  const text = length === null ? "–" : running ? formatRunning(length) : formatDuration(length);
  return <span className={`tabular-nums ${className ?? ""}`}>{text}</span>;
}
