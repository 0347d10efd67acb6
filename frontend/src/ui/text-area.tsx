import { Label } from "radix-ui";
import { type ComponentProps, useId } from "react";
import { classNames } from "./class-names";
import { FieldError } from "./field-error";

type TextAreaProps = ComponentProps<"textarea"> & { label: string; hint?: string; error?: string };

/** A labelled text of several lines with a hint, and the error of its value. */
export function TextArea({ label, hint, error, className, ...rest }: TextAreaProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={id} className="font-medium">
        {label}
      </Label.Root>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={classNames(
          "min-h-32 w-full min-w-0 rounded-md border border-edge bg-surface px-3 py-2 text-base placeholder:text-quiet disabled:opacity-55 aria-invalid:border-danger sm:text-sm",
          className,
        )}
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}
