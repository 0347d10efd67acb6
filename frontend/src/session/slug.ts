/** The longest slug. */
export const slugLength = 48;

/** The slug that a name suggests: its letters and digits without accents, with hyphens between words. */
export function proposeSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, slugLength + 1)
    .replace(/^-+|-+$/g, "")
    .slice(0, slugLength)
    .replace(/-+$/, "");
}

/** What was typed, as far as it can become a slug: a hyphen at its end may yet be followed by something. */
export function asSlugInput(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, slugLength);
}
