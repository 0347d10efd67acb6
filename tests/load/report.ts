import { cpus, loadavg } from "node:os";

/** A figure that has to keep to a limit. */
export interface Target {
  name: string;
  figure: number;
  /** The figure may be so much and no more. */
  limit: number;
  unit: string;
}

export interface Line {
  name: string;
  /** Figures by the name of their column. */
  figures: Record<string, string>;
  targets: Target[];
}

export const isMet = ({ figure, limit }: Target): boolean => figure <= limit;

/** A number as it is printed: three digits that count, at least. */
export function shown(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

/** A table with its own columns. */
export function table(title: string, lines: readonly Line[]): string {
  const columns = [...new Set(lines.flatMap(({ figures }) => Object.keys(figures)))];
  const header = [title, ...columns, "target"];
  const rows = lines.map(({ name, figures, targets }) => [name, ...columns.map((column) => figures[column] ?? ""), targets.map(verdict).join("; ")]);
  const widths = header.map((text, column) => Math.max(text.length, ...rows.map((row) => (row[column] as string).length)));
  const lay = (row: string[]) => row.map((text, column) => (column === 0 || column === row.length - 1 ? text.padEnd(widths[column] as number) : text.padStart(widths[column] as number))).join("   ").trimEnd();
  return [lay(header), ...rows.map(lay)].join("\n");
}

function verdict(target: Target): string {
  const unit = target.unit === "" ? "" : ` ${target.unit}`;
  return `${target.name} ${shown(target.figure)} of at most ${target.limit}${unit}: ${isMet(target) ? "met" : "MISSED"}`;
}

/** The conditions of the figures. Wall-clock figures grow with the load of other programs. */
export function machine(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? "unknown processor"}, ${all.length} cores, Node ${process.versions.node}, load average ${loadavg()[0]?.toFixed(1)}`;
}
