/** The longest slug. */
export const maxSlugLength = 48;
/** The longest that is proposed. */
const maxSuggestedLength = 38;

/** Letters that more than an accent tells from those of a slug. */
const transliterations: Record<string, string> = { ä: "ae", æ: "ae", ö: "oe", œ: "oe", ø: "o", ü: "ue", ß: "ss", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", þ: "th" };

/** The slug that a name suggests: its letters and digits without accents, with hyphens between words. */
export function suggestSlug(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFC")
    .replace(/[^\p{ASCII}]/gu, (letter) => transliterations[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, maxSuggestedLength)
    .replace(/-$/, "");
}

/** What was typed, as far as it can become a slug: a hyphen at its end may yet be followed by something. */
export function normalizeSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, maxSlugLength);
}
