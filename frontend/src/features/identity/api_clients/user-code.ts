/** A device's code as it is written, LLLL-NNNN, whatever way it was typed; as far as it goes. */
export function formatUserCode(text: string): string {
  const signs = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 8);
  return signs.length > 4 ? `${signs.slice(0, 4)}-${signs.slice(4)}` : signs;
}
