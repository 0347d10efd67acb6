const counting = new Intl.NumberFormat("en");

/** A whole number with thousands separators. */
export function formatCount(count: number): string {
  return counting.format(count);
}

/** "1 file", "3 files". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A size in bytes with binary units: "1.5 KiB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let size = bytes / 1024;
  let unit = "KiB";
  for (const larger of ["MiB", "GiB"]) {
    if (size < 1024) break;
    size /= 1024;
    unit = larger;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
