import { Dialog as Radix } from "radix-ui";
import type { ReactNode, RefObject } from "react";

type DrawerProps = { open: boolean; onOpenChange: (open: boolean) => void; returnFocus: RefObject<HTMLElement | null>; title: string; children: ReactNode };

/** A panel that slides in from the left, for the navigation on small screens. */
export function Drawer({ open, onOpenChange, returnFocus, title, children }: DrawerProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus.current?.focus();
          }}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-slide-in flex-col overflow-y-auto border-r border-line bg-sidebar"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
