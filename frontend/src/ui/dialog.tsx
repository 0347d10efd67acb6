import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps, ReactNode, RefObject } from "react";
import { Button } from "./button";
import { classNames } from "./class-names";
import { uiCopy } from "./copy";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;

type ContentProps = Omit<ComponentProps<typeof Radix.Content>, "title"> & {
  title: string;
  description?: ReactNode;
  /** The element that gets the focus when a dialog without a trigger closes. */
  returnFocus?: RefObject<HTMLElement | null>;
};

/** The content of a modal dialog, with its title and description. */
export function DialogContent({ title, description, returnFocus, children, className, ...rest }: ContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
      <Radix.Content
        className={classNames(
          "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md -translate-1/2 gap-5 overflow-y-auto rounded-lg border border-line bg-surface p-5 shadow-xl",
          className,
        )}
        onCloseAutoFocus={(event) => {
          if (!returnFocus) return;
          event.preventDefault();
          returnFocus.current?.focus();
        }}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...rest}
      >
        <header className="grid gap-1 pr-8">
          <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
          {description && <Radix.Description className="text-quiet">{description}</Radix.Description>}
        </header>
        {children}
        <Radix.Close asChild>
          <Button variant="ghost" size="smallIcon" aria-label={uiCopy.close} className="absolute top-3.5 right-3.5">
            <X aria-hidden />
          </Button>
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  );
}
