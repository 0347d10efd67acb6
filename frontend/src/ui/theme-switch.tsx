import { Monitor, Moon, Sun } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { uiCopy } from "./copy";
import { setTheme, type Theme, useTheme } from "./theme";

const choices = [
  { value: "system", label: uiCopy.theme.system, icon: Monitor },
  { value: "light", label: uiCopy.theme.light, icon: Sun },
  { value: "dark", label: uiCopy.theme.dark, icon: Moon },
] as const;

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <ToggleGroup.Root
      type="single"
      value={theme}
      aria-label={uiCopy.theme.label}
      onValueChange={(choice) => choice && setTheme(choice as Theme)}
      className="flex rounded-md border border-line p-0.5"
    >
      {choices.map(({ value, label, icon: Icon }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          aria-label={label}
          title={label}
          className="grid size-6.5 place-items-center rounded-sm text-quiet hover:text-foreground data-[state=on]:bg-hover data-[state=on]:text-foreground"
        >
          <Icon aria-hidden className="size-3.5" />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
