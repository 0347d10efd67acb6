import { createHash, type Hash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { operationsOf, type Document } from "./document.ts";

/** By operationId. */
export type Fingerprints = Record<string, string>;

/**
 * A hash of what each operation's answers depend on: its entry in the description with every schema that it refers to, the
 * source of its feature, and the files of this folder.
 */
export function fingerprintsOf(root: string, document: Document): Fingerprints {
  const sources = sourcesIn(join(root, "src"));
  const setup = hashOf([...filesIn(import.meta.dirname), join(import.meta.dirname, "../stack/rows.ts")].map((file) => readFileSync(file, "utf8")));
  return Object.fromEntries(
    operationsOf(document).map((operation) => {
      const features = featuresOf(operation.operationId, sources);
      const code = [...sources].filter(([file]) => features.some((folder) => file.startsWith(folder)));
      return [operation.operationId, hashOf([setup, ...described(operation, document), ...code.flatMap(([file, text]) => [relative(root, file), text])])];
    }),
  );
}

/** The operations that have changed since they last passed, or have never passed. */
export function changedSince(current: Fingerprints, file: string): string[] {
  const before = read(file);
  return Object.keys(current).filter((id) => before[id] !== current[id]);
}

/** Records which operations passed and which failed. */
export function record(file: string, current: Fingerprints, passed: string[], failed: string[]): void {
  const known = { ...read(file), ...Object.fromEntries(passed.map((id) => [id, current[id]])) };
  for (const id of Object.keys(known)) if (failed.includes(id) || current[id] === undefined) delete known[id];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(known, null, 1));
}

function read(file: string): Fingerprints {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Fingerprints;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** The entry, and every schema that it refers to, directly or through another one. */
function described(operation: object, { components: { schemas } }: Document): string[] {
  const texts = [JSON.stringify(operation)];
  const seen = new Set<string>();
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (seen.has(name)) continue;
      seen.add(name);
      texts.push(`${name} ${JSON.stringify(schemas[name])}`);
    }
  }
  return texts;
}

/** The folders of the features whose route files name the operation. */
function featuresOf(id: string, sources: Map<string, string>): string[] {
  const naming = [...sources].filter(([, text]) => text.includes(`"${id}"`)).map(([file]) => file);
  const routes = naming.filter((file) => /\/routes(?:\/|\.rs$)/.test(file));
  if (routes.length === 0) throw new Error(`no route file in src names the operation ${id}`);
  return routes.map((file) => file.replace(/routes(?:\/.*|\.rs)$/, ""));
}

function sourcesIn(folder: string): Map<string, string> {
  return new Map(filesIn(folder).filter((file) => file.endsWith(".rs")).map((file) => [file, readFileSync(file, "utf8")]));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(texts: string[]): string {
  const hash: Hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("hex");
}
