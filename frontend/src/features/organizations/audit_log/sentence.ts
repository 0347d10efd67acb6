import type { LinkProps } from "@tanstack/react-router";

/** A name in a sentence, with its page if it has one. */
export type Mention = { text: string; link?: LinkProps | undefined };
export type Part = string | Mention;

/** Tags a template of text and names: sentence`invited ${name} as ${role}`. */
export function sentence(texts: TemplateStringsArray, ...parts: Part[]): Part[] {
  return texts.flatMap((text, index) => [text, parts[index] ?? ""]).filter((part) => part !== "");
}

export function toText(parts: Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : part.text)).join("");
}
