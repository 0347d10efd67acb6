import { signInCopy } from "./copy";

export function OrSeparator() {
  return (
    <p className="flex items-center gap-3 text-xs text-quiet before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {signInCopy.or}
    </p>
  );
}
