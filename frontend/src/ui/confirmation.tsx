import { AlertDialog } from "radix-ui";
import { type FormEvent, type ReactNode, type RefObject, useState } from "react";
import { SubmitButton } from "@/ui/form/submit-button";
import { Button } from "./button";
import { uiCopy } from "./copy";
import { Field } from "./field";

type ConfirmationProps = {
  /** The element that opens the dialog. Without it, `open` controls the dialog. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The element that gets the focus when a dialog without a trigger closes. */
  returnFocus?: RefObject<HTMLElement | null>;
  title: string;
  description: ReactNode;
  confirm: string;
  danger?: boolean;
  /** A text that the user has to type before confirming what cannot be undone; `label` names it. */
  typed?: { label: string; text: string };
  children?: ReactNode;
  /** Runs on confirmation. The dialog closes when the promise resolves and stays open when it rejects. */
  onConfirm: () => Promise<unknown>;
};

/** A dialog that asks before an action with consequences. */
export function Confirmation({ trigger, title, description, confirm, danger = false, typed, children, onConfirm, ...control }: ConfirmationProps) {
  const [isOpen, setIsOpen] = useState(false);
  const open = control.open ?? isOpen;
  const [pending, setPending] = useState(false);
  const [text, setText] = useState("");
  const ready = typed === undefined || text.trim() === typed.text;
  const change = (opening: boolean) => {
    setText("");
    setIsOpen(opening);
    control.onOpenChange?.(opening);
  };
  const run = async (event: FormEvent) => {
    event.preventDefault();
    // The trigger may stand in another form, and React bubbles events through portals.
    event.stopPropagation();
    if (!ready) return;
    setPending(true);
    try {
      await onConfirm();
      change(false);
    } catch {
      // The mutation shows the error; the dialog stays open, to retry or cancel.
    } finally {
      setPending(false);
    }
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={change}>
      {trigger && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <AlertDialog.Content
          onCloseAutoFocus={(event) => {
            if (!control.returnFocus) return;
            event.preventDefault();
            control.returnFocus.current?.focus();
          }}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-md -translate-1/2 overflow-y-auto rounded-lg border border-line bg-surface p-5 shadow-xl"
        >
          <form className="grid gap-5" onSubmit={(event) => void run(event)}>
            <div className="grid gap-1.5">
              <AlertDialog.Title className="text-base font-semibold break-words">{title}</AlertDialog.Title>
              <AlertDialog.Description asChild>
                <div className="break-words text-quiet">{description}</div>
              </AlertDialog.Description>
            </div>
            {children}
            {typed && (
              <Field
                label={typed.label}
                hint={uiCopy.typeToConfirm(typed.text)}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
            <div className="flex flex-wrap justify-end gap-2">
              <AlertDialog.Cancel asChild>
                <Button>{uiCopy.cancel}</Button>
              </AlertDialog.Cancel>
              <SubmitButton variant={danger ? "danger" : "primary"} pending={pending} disabled={!ready}>
                {confirm}
              </SubmitButton>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
