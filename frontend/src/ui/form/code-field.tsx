import type { ChangeEvent } from "react";
import { uiCopy } from "@/ui/copy";
import { Field } from "@/ui/field";

type CodeFieldProps = { value: string; onChange: (digits: string) => void; error?: string; hint?: string; disabled?: boolean };

export const codeLength = 6;

/** Extracts the digits of a typed or pasted text, such as "123 456" or "Code: 123456". */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, "").slice(0, codeLength);
}

/** The input for a six-digit code from an email. One input, so that paste and autofill work. */
export function CodeField({ value, onChange, ...rest }: CodeFieldProps) {
  return (
    <Field
      label={uiCopy.code.label}
      name="code"
      required
      autoFocus
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      pattern={`[0-9]{${codeLength}}`}
      title={uiCopy.code.format}
      className="h-12 text-center font-mono text-xl tracking-[0.5em] tabular-nums sm:text-xl"
      value={value}
      onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(digitsOf(event.target.value))}
      {...rest}
    />
  );
}
