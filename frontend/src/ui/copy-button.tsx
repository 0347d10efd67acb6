import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { uiCopy } from "./copy";
import { toast } from "./toast";

type CopyButtonProps = { text: string; label: string; onCopied?: () => void; className?: string };

/** Copies a text; `label` is the accessible name. */
export function CopyButton({ text, label, onCopied, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        onCopied?.();
      },
      () => toast.error(uiCopy.copy.failed),
    );
  return (
    <Button variant="ghost" size="smallIcon" className={className} aria-label={copied ? uiCopy.copy.copied : label} title={label} onClick={() => void copy()}>
      {copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
    </Button>
  );
}
