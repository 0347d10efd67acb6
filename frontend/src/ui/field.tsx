import { Label } from "radix-ui";
import { type ComponentProps, useId } from "react";
import { Input } from "./input";

type FieldProps = ComponentProps<"input"> & { label: string; hint?: string; problem?: string };

/** A labelled input with a hint, and the problem with what was entered. */
export function Field({ label, hint, problem, id, ...input }: FieldProps) {
  const generated = useId();
  const inputId = id ?? generated;
  const described = [hint && `${inputId}-hint`, problem && `${inputId}-problem`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={inputId} className="font-medium">
        {label}
      </Label.Root>
      <Input id={inputId} aria-invalid={problem ? true : undefined} aria-describedby={described || undefined} {...input} />
      {hint && (
        <p id={`${inputId}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${inputId}-problem`} role="alert" className="text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
