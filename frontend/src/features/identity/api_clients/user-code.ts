/** Formats a complete or partial device user code as LLLL-NNNN (RFC 8628, section 6.1). */
export function formatUserCode(text: string): string {
  const characters = text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, 8);
  return characters.length > 4 ? `${characters.slice(0, 4)}-${characters.slice(4)}` : characters;
}
