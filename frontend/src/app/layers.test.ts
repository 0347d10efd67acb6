import { expect, test } from "vitest";

/** The folders of `src`, lowest first. A module imports from its own folder and from those before it. */
const layers = [
  "format",
  "api",
  "ui",
  "app/session",
  "features/platform",
  "features/identity",
  "features/organizations",
  "features/integrations",
  "features/delivery",
  "features/admin",
  "app/shell",
  "routes",
  "app",
];

const files = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.{test,gen,d}.*"], { query: "?raw", import: "default", eager: true });
const sources = Object.fromEntries(Object.entries(files).map(([path, source]) => [path.slice("/src/".length), source]));

function layerOf(path: string): number {
  return layers.findIndex((layer) => path.startsWith(`${layer}/`));
}

/** Each import from a layer above the importing module's own: "from -> to". */
function upwardImports(modules: Record<string, string>): string[] {
  return Object.entries(modules).flatMap(([from, source]) => {
    const imported = [...source.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, specifier = ""]) => resolve(from, specifier));
    return imported.filter((to) => to !== null && layerOf(to) > layerOf(from)).map((to) => `${from} -> ${to}`);
  });
}

/** The path of a module in `src`; null for a package. */
function resolve(from: string, specifier: string): string | null {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (!specifier.startsWith(".")) return null;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

test("modules import only from their own layer and those below it", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(Object.keys(sources).filter((path) => layerOf(path) < 0)).toEqual([]);
  expect(upwardImports(sources)).toEqual([]);
});

test("an upward import is found, by alias and by relative path", () => {
  const planted = {
    "ui/button.tsx": 'import { useSession } from "@/app/session/session";',
    "features/identity/users/row.tsx": 'import { Member } from "../../organizations/members/roles";',
    "routes/login.tsx": 'import { Button } from "@/ui/button";\nimport { useState } from "react";',
  };
  expect(upwardImports(planted)).toEqual(["ui/button.tsx -> app/session/session", "features/identity/users/row.tsx -> features/organizations/members/roles"]);
});
