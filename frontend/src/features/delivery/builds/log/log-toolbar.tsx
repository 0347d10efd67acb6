import { ArrowDownToLine, Download, Search, WrapText } from "lucide-react";
import { Toggle, ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import type { LogStream } from "@/api/types";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { buildCopy } from "../build-copy";
import { allStreams, type LogFilter } from "./log-buffer";
import type { LogConnection } from "./log-stream";

const copy = buildCopy.log;

type ToolbarProps = {
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  onDownload: () => void;
};

const toggleClass =
  "inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-xs font-medium text-quiet hover:text-foreground data-[state=on]:bg-hover data-[state=on]:text-foreground [&_svg]:size-3.5";

export function LogToolbar({ filter, onFilter, follow, onFollow, wrap, onWrap, onDownload }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
      <label className="relative min-w-40 flex-1">
        <span className="sr-only">{copy.search}</span>
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-quiet" />
        <Input
          type="search"
          placeholder={copy.search}
          className="h-8 pl-8"
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
      </label>
      <ToggleGroup.Root
        type="multiple"
        aria-label={copy.streams}
        value={[...filter.streams]}
        onValueChange={(chosen) => onFilter({ ...filter, streams: new Set(chosen as LogStream[]) })}
        className="flex gap-0.5"
      >
        {allStreams.map((stream) => (
          <ToggleGroup.Item key={stream} value={stream} className={`${toggleClass} font-mono`}>
            <span aria-hidden className={`size-2 rounded-full ${streamDots[stream]}`} />
            {stream}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <div className="flex gap-0.5">
        <LogToggle pressed={follow} onPressed={onFollow} name={copy.follow}>
          <ArrowDownToLine aria-hidden />
        </LogToggle>
        <LogToggle pressed={wrap} onPressed={onWrap} name={copy.wrap}>
          <WrapText aria-hidden />
        </LogToggle>
        <Button variant="ghost" size="smallIcon" aria-label={copy.download} title={copy.download} onClick={onDownload}>
          <Download aria-hidden className="text-quiet" />
        </Button>
      </div>
    </div>
  );
}

const streamDots: Record<LogStream, string> = { stdout: "bg-edge", stderr: "bg-warning", system: "bg-live" };

function LogToggle({ pressed, onPressed, name, children }: { pressed: boolean; onPressed: (pressed: boolean) => void; name: string; children: ReactNode }) {
  return (
    <Toggle.Root pressed={pressed} onPressedChange={onPressed} className={`${toggleClass} data-[state=on]:text-live`}>
      {children}
      {name}
    </Toggle.Root>
  );
}

/** The state of the stream and the number of lines. */
export function LogFooter({ connection, total, count }: { connection: LogConnection; total: number; count: number }) {
  return (
    <footer className="flex min-h-8 items-center justify-between gap-3 border-t border-line px-3 text-xs text-quiet">
      <span role="status" data-log-connection={connection} className="flex items-center gap-1.5">
        <span
          aria-hidden
          className={`size-2 rounded-full ${connection === "streaming" ? "bg-live" : connection === "ended" ? "bg-edge" : "animate-pulse-live bg-warning"}`}
        />
        {copy.connections[connection]}
      </span>
      <span className="tabular-nums">{count === total ? copy.lines(total) : copy.filtered(count, total)}</span>
    </footer>
  );
}
