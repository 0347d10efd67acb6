import { uiCopy } from "./copy";
import { CopyButton } from "./copy-button";

/** Lines of code with a copy button; `label` says what they are. */
export function CopyableCode({ label, code }: { label: string; code: string }) {
  return (
    <figure className="grid min-w-0 gap-1.5">
      <figcaption className="font-medium">{label}</figcaption>
      <div className="flex min-w-0 items-start gap-1 rounded-md border border-line bg-sunken">
        <pre tabIndex={0} aria-label={label} className="min-w-0 flex-1 overflow-x-auto p-3 font-mono text-xs">
          {code}
        </pre>
        <CopyButton text={code} label={uiCopy.copy.submit(label)} className="m-1" />
      </div>
    </figure>
  );
}
