import type { ReactNode } from "react";

const tokens = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Longer texts are not highlighted, as a span per token would slow the page down. */
const maxColouredLength = 60_000;

/** JSON with syntax highlighting. */
export function JsonText({ text }: { text: string }) {
  if (text.length > maxColouredLength) return text;
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(tokens)) {
    const [whole, quoted, colon] = match;
    parts.push(text.slice(from, match.index));
    const className = quoted ? (colon ? "text-foreground font-medium" : "text-success") : "text-live";
    parts.push(
      <span key={match.index} className={className}>
        {quoted ?? whole}
      </span>,
      colon ?? "",
    );
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}
