import { parseEnv } from "node:util";

/** The variable without which a provider's other ones count for nothing: the simulator needs all of its own. */
const KEYS: [prefix: string, key: string][] = [
  ["GITHUB_", "GITHUB_APP_ID"],
  ["GOOGLE_", "GOOGLE_CLIENT_ID"],
  ["SLACK_", "SLACK_CLIENT_ID"],
  ["RESEND_", "RESEND_API_KEY"],
];
/** Asks for the real GitHub by itself, and is refused without the App rather than overlooked. */
const ALWAYS = "GITHUB_OAUTH_CLIENT_ID";

/** The lines of .dev.vars that say something: an empty value leaves the simulator in place, and so does a provider's address alone. */
export function ownVariables(text: string): Record<string, string> {
  const given = Object.fromEntries(Object.entries(parseEnv(text)).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const counts = (name: string) => name === ALWAYS || KEYS.every(([prefix, key]) => !name.startsWith(prefix) || given[key] !== undefined);
  return Object.fromEntries(Object.entries(given).filter(([name]) => counts(name)));
}
