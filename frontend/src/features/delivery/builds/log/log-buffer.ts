import type { LogLine as PageLine, LogStream } from "@/api/types";
import { plainText } from "./plain-text";

export type LogLine = Omit<PageLine, "at"> & {
  /** Milliseconds since 1970. */
  at: number;
};

export type LogFilter = { streams: ReadonlySet<LogStream>; text: string };

export const allStreams: readonly LogStream[] = ["stdout", "stderr", "system"];
export const noFilter: LogFilter = { streams: new Set(allStreams), text: "" };

/**
 * The lines of a log in order, with those that pass the filter. It is mutated in place, as copying tens of thousands of
 * lines for each batch costs more than rendering them; `version` counts the changes.
 */
export class LogBuffer {
  version = 0;
  private readonly lines: LogLine[] = [];
  private shown: number[] = [];
  private filter: LogFilter = noFilter;

  /** The number of all lines. */
  get total(): number {
    return this.lines.length;
  }

  /** The number of lines that pass the filter. */
  get count(): number {
    return this.shown.length;
  }

  /** The number of the newest line, 0 when there is none: the position to resume from. */
  get lastNumber(): number {
    return this.lines.at(-1)?.number ?? 0;
  }

  /** The line at an index among those that pass the filter. */
  at(index: number): LogLine | undefined {
    const lineIndex = this.shown[index];
    return lineIndex === undefined ? undefined : this.lines[lineIndex];
  }

  /** Appends lines and skips those that a reconnection has sent again. */
  append(batch: readonly LogLine[]): void {
    let last = this.lastNumber;
    let changed = false;
    for (const line of batch) {
      if (line.number <= last) continue;
      last = line.number;
      changed = true;
      const kept = { ...line, text: plainText(line.text) };
      this.lines.push(kept);
      if (passes(kept, this.filter)) this.shown.push(this.lines.length - 1);
    }
    if (changed) this.version += 1;
  }

  setFilter(filter: LogFilter): void {
    this.filter = { streams: filter.streams, text: filter.text.toLowerCase() };
    this.shown = [];
    this.lines.forEach((line, index) => {
      if (passes(line, this.filter)) this.shown.push(index);
    });
    this.version += 1;
  }

  /** The index of the first shown line whose number is at least `number`, or -1. */
  indexOfLine(number: number): number {
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at(middle)?.number ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low < this.shown.length ? low : -1;
  }

  /** The number of the last line in which a program of the build printed a text. */
  lastNumberOf(text: string): number | null {
    return this.lines.findLast((line) => line.stream !== "system" && line.text.includes(text))?.number ?? null;
  }

  /** The lines that pass the filter, joined by newlines. */
  text(): string {
    return this.shown.map((index) => this.lines[index]?.text ?? "").join("\n");
  }
}

/** Expects the filter's text in lower case. */
function passes(line: LogLine, filter: LogFilter): boolean {
  return filter.streams.has(line.stream) && (filter.text === "" || line.text.toLowerCase().includes(filter.text));
}
