import { Link } from "@tanstack/react-router";
import { formatMoment } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { buildCopy } from "../build-copy";
import { stepLabels } from "../steps";
import type { LogLine } from "./log-buffer";

type LogRowProps = { line: LogLine; startsStep: boolean; wrap: boolean; linked: boolean; search: string };

const streamClasses: Record<LogLine["stream"], string> = {
  stdout: "border-transparent",
  stderr: "border-warning bg-warning/6",
  system: "border-live/70 text-quiet",
};

/** A line of the log: its number as a link, the name of a step that starts with it, and its text. */
export function LogRow({ line, startsStep, wrap, linked, search }: LogRowProps) {
  return (
    <div
      id={`L${line.number}`}
      data-stream={line.stream}
      title={formatMoment(line.at)}
      className={classNames("flex border-l-2 pr-3 [&>*]:py-0.5", streamClasses[line.stream], linked && "border-live bg-live/15", wrap ? "w-full" : "w-max min-w-full")}
    >
      <Link
        to="."
        search
        hash={`L${line.number}`}
        replace
        hashScrollIntoView={false}
        resetScroll={false}
        aria-label={buildCopy.log.line(line.number)}
        className="w-[4.5em] shrink-0 pr-3 text-right text-quiet tabular-nums select-none hover:text-foreground hover:underline"
      >
        {line.number}
      </Link>
      <span aria-hidden className="hidden w-[5.5rem] shrink-0 text-quiet select-none sm:block">
        {startsStep && line.step ? stepLabels[line.step].toLowerCase() : ""}
      </span>
      <span className={wrap ? "min-w-0 flex-1 break-words whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"}>
        {line.stream === "stderr" && <span className="sr-only">{buildCopy.log.stderr} </span>}
        <Highlighted text={line.text} search={search} />
      </span>
    </div>
  );
}

/** A text with every case-insensitive match of the search highlighted. */
function Highlighted({ text, search }: { text: string; search: string }) {
  if (search === "") return text || "\u00a0";
  const query = search.toLowerCase();
  const lower = text.toLowerCase();
  const parts = [];
  let from = 0;
  for (let found = lower.indexOf(query); found !== -1; found = lower.indexOf(query, from)) {
    parts.push(text.slice(from, found), <mark key={found}>{text.slice(found, found + query.length)}</mark>);
    from = found + query.length;
  }
  parts.push(text.slice(from));
  return parts;
}
