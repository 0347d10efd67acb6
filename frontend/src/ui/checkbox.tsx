import { Check } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { useId, type ReactNode } from "react";

type CheckboxProps = {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  name?: string;
};

/** A labelled checkbox with an optional hint. */
export function Checkbox({ label, hint, checked, onChange, disabled, name }: CheckboxProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-2.5">
      <Radix.Root
        id={id}
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onCheckedChange={(state) => onChange(state === true)}
        className="mt-0.5 grid size-4 place-items-center rounded-sm border border-edge bg-surface disabled:opacity-55 data-[state=checked]:border-primary data-[state=checked]:bg-primary"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-3 text-on-primary" strokeWidth={3} />
        </Radix.Indicator>
      </Radix.Root>
      <div className="grid">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-quiet">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
