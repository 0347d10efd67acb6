/** The text in a normal form of Unicode (UAX 15). */
export function normalize(text, form) {
  return text.normalize(form);
}

/** The domain in its ASCII form (UTS 46, without transitional processing), or "" when it has none. */
export function domainToAscii(domain) {
  try {
    return new URL(`http://${domain}/`).hostname;
  } catch {
    return "";
  }
}
