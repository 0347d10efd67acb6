import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** A text input. 16 px on small screens, because iOS zooms into inputs with smaller text. */
export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return (
    <input
      type={type}
      className={classNames(
        "h-9 w-full min-w-0 rounded-md border border-edge bg-surface px-3 text-base placeholder:text-quiet disabled:opacity-55 aria-invalid:border-danger sm:text-sm",
        className,
      )}
      {...rest}
    />
  );
}
