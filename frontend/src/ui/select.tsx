import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { classNames } from "./class-names";

type SelectProps<Value extends string> = {
  id?: string;
  "aria-label"?: string;
  value: Value;
  options: readonly { value: Value; label: string; note?: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  className?: string;
};

/** A select with a fixed list of options. */
export function Select<Value extends string>({ options, value, onChange, className, disabled, ...trigger }: SelectProps<Value>) {
  return (
    <Radix.Root value={value} disabled={disabled} onValueChange={(chosen) => onChange(chosen as Value)}>
      <Radix.Trigger
        className={classNames(
          "flex h-9 min-w-0 items-center justify-between gap-2 rounded-md border border-edge bg-surface px-3 text-left disabled:opacity-55 data-[placeholder]:text-quiet",
          className,
        )}
        {...trigger}
      >
        <span className="truncate">
          <Radix.Value />
        </span>
        <Radix.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-quiet" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line bg-surface shadow-lg"
        >
          <Radix.Viewport className="max-h-80 p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="relative flex min-h-8 cursor-default items-center gap-3 rounded-sm py-1 pr-8 pl-2 outline-none select-none data-[highlighted]:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.note && <span className="ml-auto font-mono text-xs text-quiet">{option.note}</span>}
                <Radix.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4 text-live" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
