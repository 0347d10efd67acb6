import type { ReactNode } from "react";

const tokens = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Past this many characters the text stays plain: a span for each word would make the page slow. */
const maxColouredLength = 60_000;

/** JSON with its keys, texts and values told apart. */
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
