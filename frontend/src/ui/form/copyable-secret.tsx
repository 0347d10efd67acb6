import { useId } from "react";
import { uiCopy } from "@/ui/copy";
import { CopyButton } from "@/ui/copy-button";
import { Input } from "@/ui/input";

type CopyableSecretProps = {
  /** What the secret is, such as "API key"; part of the copy button's accessible name. */
  label: string;
  value: string;
  hint?: string;
  onCopied?: () => void;
};

/** A read-only text to copy: selected on focus, with a copy button. */
export function CopyableSecret({ label, value, hint, onCopied }: CopyableSecretProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="flex items-center gap-1">
        <Input
          id={id}
          readOnly
          spellCheck={false}
          value={value}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.target.select()}
          className="bg-sunken font-mono text-xs sm:text-xs"
        />
        <CopyButton text={value} label={uiCopy.copy.submit(label)} onCopied={onCopied} className="size-9!" />
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
