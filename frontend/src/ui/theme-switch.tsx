import { Monitor, Moon, Sun } from "lucide-react";
import { useId } from "react";
import { uiCopy } from "./copy";
import { setTheme, useTheme } from "./theme";

const choices = [
  { value: "system", label: uiCopy.theme.system, icon: Monitor },
  { value: "light", label: uiCopy.theme.light, icon: Sun },
  { value: "dark", label: uiCopy.theme.dark, icon: Moon },
] as const;

export function ThemeSwitch() {
  const theme = useTheme();
  const name = useId();
  return (
    <div role="radiogroup" aria-label={uiCopy.theme.label} className="flex rounded-md border border-line p-0.5">
      {choices.map(({ value, label, icon: Icon }) => (
        <label
          key={value}
          title={label}
          className="relative grid size-6.5 place-items-center rounded-sm text-quiet hover:text-foreground has-checked:bg-hover has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-live"
        >
          <input type="radio" name={name} value={value} aria-label={label} checked={theme === value} onChange={() => setTheme(value)} className="absolute inset-0 cursor-pointer appearance-none outline-none" />
          <Icon aria-hidden className="pointer-events-none size-3.5" />
        </label>
      ))}
    </div>
  );
}
