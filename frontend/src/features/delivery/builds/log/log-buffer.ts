import type { LogLine, LogStream } from "@/api/types";
import { plainText } from "./plain-text";

/** What of a log is shown. */
export type LogFilter = { streams: ReadonlySet<LogStream>; text: string };

export const allStreams: readonly LogStream[] = ["stdout", "stderr", "system"];
export const noFilter: LogFilter = { streams: new Set(allStreams), text: "" };

/**
 * The lines of one log in their order, and which of them pass the filter. It is changed in place, as copying tens
 * of thousands of lines at each batch would cost more than showing them; `version` says that it has changed.
 */
export class LogBuffer {
  version = 0;
  private readonly lines: LogLine[] = [];
  private shown: number[] = [];
  private filter: LogFilter = noFilter;

  /** All lines, whatever the filter. */
  get total(): number {
    return this.lines.length;
  }

  /** The lines that pass the filter. */
  get count(): number {
    return this.shown.length;
  }

  /** The number of the newest line, 0 before the first: where to resume. */
  get lastNumber(): number {
    return this.lines.at(-1)?.number ?? 0;
  }

  /** The line at a place among those that pass the filter. */
  at(index: number): LogLine | undefined {
    const lineIndex = this.shown[index];
    return lineIndex === undefined ? undefined : this.lines[lineIndex];
  }

  /** Takes lines in; one that is here already (sent again after a reconnection) is left out. */
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

  /** Shows only what passes a filter from now on. */
  setFilter(filter: LogFilter): void {
    this.filter = { streams: filter.streams, text: filter.text.toLowerCase() };
    this.shown = [];
    this.lines.forEach((line, index) => {
      if (passes(line, this.filter)) this.shown.push(index);
    });
    this.version += 1;
  }

  /** The place of the first shown line whose number is at least `number`, or -1. */
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

  /** Every line that passes the filter, as one text. */
  text(): string {
    return this.shown.map((index) => this.lines[index]?.text ?? "").join("\n");
  }
}

/** The text of the filter is lower case already. */
function passes(line: LogLine, filter: LogFilter): boolean {
  return filter.streams.has(line.stream) && (filter.text === "" || line.text.toLowerCase().includes(filter.text));
}
