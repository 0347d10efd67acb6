export const maxSlugLength = 48;
/** Shorter than the maximum, so that the user can extend a suggestion. */
const maxSuggestedLength = 38;

/** Letters that Unicode normalization does not reduce to ASCII, or not as German and Nordic languages spell them. */
const transliterations: Record<string, string> = { ä: "ae", æ: "ae", ö: "oe", œ: "oe", ø: "o", ü: "ue", ß: "ss", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", þ: "th" };

/** Suggests a slug for a name: lower-case ASCII letters and digits, with hyphens between words. */
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

/** Normalizes a slug while it is typed. A trailing hyphen stays, as more may follow. */
export function normalizeSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, maxSlugLength);
}
