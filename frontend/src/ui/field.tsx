import { Label } from "radix-ui";
import { type ComponentProps, useId } from "react";
import { FieldError } from "./field-error";
import { Input } from "./input";

type FieldProps = ComponentProps<"input"> & { label: string; hint?: string; error?: string };

/** A labelled input with a hint, and the error of its value. */
export function Field({ label, hint, error, id, ...input }: FieldProps) {
  const generated = useId();
  const inputId = id ?? generated;
  const described = [hint && `${inputId}-hint`, error && `${inputId}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={inputId} className="font-medium">
        {label}
      </Label.Root>
      <Input id={inputId} aria-invalid={error ? true : undefined} aria-describedby={described || undefined} {...input} />
      {hint && (
        <p id={`${inputId}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      )}
      <FieldError id={`${inputId}-error`}>{error}</FieldError>
    </div>
  );
}
