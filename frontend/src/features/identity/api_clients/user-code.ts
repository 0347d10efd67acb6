/** A device's code as it is written, LLLL-NNNN, whatever way it was typed; as far as it goes. */
export function formatUserCode(text: string): string {
  const characters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 8);
  return characters.length > 4 ? `${characters.slice(0, 4)}-${characters.slice(4)}` : characters;
}
