import { describe, expect, it } from "vitest";
import type { LogStream } from "@/api/types";
import { noFilter, LogBuffer, type LogLine } from "./log-buffer";
import { plainText } from "./plain-text";

function line(number: number, text = `line ${number}`, stream: LogStream = "stdout"): LogLine {
  return { number, at: 1_767_225_600_000, stream, step: "install", text };
}
function numbers(buffer: LogBuffer): (number | undefined)[] {
  return Array.from({ length: buffer.count }, (_, index) => buffer.at(index)?.number);
}

/** Counts the calls of `has`. */
class CountingSet<Value> extends Set<Value> {
  lookups = 0;

  override has(value: Value): boolean {
    this.lookups += 1;
    return super.has(value);
  }
}

describe("LogBuffer", () => {
  it("keeps each line once when a reconnection sends some again", () => {
    const buffer = new LogBuffer();
    buffer.append([line(1), line(2), line(3)]);
    buffer.append([line(2), line(3), line(4)]);
    expect(numbers(buffer)).toEqual([1, 2, 3, 4]);
    expect(buffer.lastNumber).toBe(4);
  });

  it("changes its version only when something has changed", () => {
    const buffer = new LogBuffer();
    buffer.append([line(1)]);
    const before = buffer.version;
    buffer.append([line(1)]);
    expect(buffer.version).toBe(before);
    buffer.append([line(2)]);
    expect(buffer.version).toBeGreaterThan(before);
  });

  it("filters existing and appended lines by stream and text", () => {
    const buffer = new LogBuffer();
    buffer.append([line(1, "Cloning"), line(2, "WARN old", "stderr"), line(3, "added 12 packages")]);
    buffer.setFilter({ streams: new Set(["stderr"]), text: "" });
    expect(numbers(buffer)).toEqual([2]);
    buffer.append([line(4, "warn again", "stderr"), line(5)]);
    expect(numbers(buffer)).toEqual([2, 4]);
    buffer.setFilter({ streams: noFilter.streams, text: "Warn" });
    expect(numbers(buffer)).toEqual([2, 4]);
    buffer.setFilter({ streams: new Set(), text: "" });
    expect(buffer.count).toBe(0);
    buffer.setFilter(noFilter);
    expect(numbers(buffer)).toEqual([1, 2, 3, 4, 5]);
    expect(buffer.total).toBe(5);
  });

  it("finds the index of a line number, or of the next shown line", () => {
    const buffer = new LogBuffer();
    expect(buffer.indexOfLine(1)).toBe(-1);
    buffer.append([1, 2, 3, 4, 5, 6].map((number) => line(number, "x", number % 2 ? "stdout" : "stderr")));
    buffer.setFilter({ streams: new Set(["stderr"]), text: "" });
    expect(buffer.indexOfLine(2)).toBe(0);
    expect(buffer.indexOfLine(3)).toBe(1);
    expect(buffer.indexOfLine(6)).toBe(2);
    expect(buffer.indexOfLine(7)).toBe(-1);
  });

  it("checks each line against the filter once when it is appended, and once when the filter changes", () => {
    const total = 50_000;
    const buffer = new LogBuffer();
    const streams = new CountingSet(noFilter.streams);
    buffer.setFilter({ streams, text: "" });
    for (let first = 1; first <= total; first += 500) {
      buffer.append(Array.from({ length: 500 }, (_, index) => line(first + index)));
    }
    expect(streams.lookups).toBe(total);
    buffer.setFilter({ streams, text: "line 4999" });
    expect(streams.lookups).toBe(2 * total);
    expect(buffer.count).toBe(11);
  });
});

describe("plainText", () => {
  it.each([
    ["\u001b[32m✓\u001b[0m built", "✓ built"],
    ["\u001b]8;;https://x.example\u0007link\u001b]8;;\u0007", "link"],
    ["10%\r50%\r100%", "100%"],
    ["windows\r", "windows"],
    ["tab\tkept \u0000bell\u0007", "tab\tkept bell"],
  ])("%j is %j", (raw, text) => {
    expect(plainText(raw)).toBe(text);
  });
});
