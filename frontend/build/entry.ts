import { fileURLToPath } from "node:url";

type Context = { getModuleInfo(id: string): { importedIds: readonly string[]; code: string | null } | null };

const MAIN = fileURLToPath(new URL("../src/app/main.tsx", import.meta.url));
const EXPORTED_ICON = /export\s*\{([^}]*)\}\s*from\s*['"]\.\/icons\/([\w-]+)\.m?js['"]/g;
const ICON = /lucide-react\/dist\/esm\/icons\/([\w-]+)\.m?js$/;

let entry: { modules: Set<string>; icons: Set<string> } | null = null;

/** Whether main.tsx imports a module statically, through whatever others. */
export function isInEntry(id: string, context: Context): boolean {
  entry ??= entryOf(context);
  const [, icon] = ICON.exec(id) ?? [];
  // Every icon is imported by lucide's index, which the bundler leaves out; the names in the pages' imports count.
  return icon === undefined ? entry.modules.has(id) : entry.icons.has(icon);
}

function entryOf(context: Context): { modules: Set<string>; icons: Set<string> } {
  const modules = new Set<string>();
  const names = new Set<string>();
  const files = new Map<string, string>();
  const open = [MAIN];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (modules.has(next)) continue;
    modules.add(next);
    const info = context.getModuleInfo(next);
    open.push(...(info?.importedIds ?? []));
    for (const [, imported = ""] of info?.code?.matchAll(/import\s*\{([^}]*)\}\s*from\s*"lucide-react"/g) ?? []) {
      for (const name of imported.split(",")) names.add(name.trim().split(" ")[0] ?? "");
    }
    // An icon has several names, of which its file has one.
    for (const [, exported = "", file = ""] of info?.code?.matchAll(EXPORTED_ICON) ?? []) {
      for (const name of exported.split(",")) files.set(name.trim().replace("default as ", ""), file);
    }
  }
  return { modules, icons: new Set([...names].map((name) => files.get(name) ?? name)) };
}
