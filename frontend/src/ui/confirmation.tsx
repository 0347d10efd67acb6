import { AlertDialog } from "radix-ui";
import { type FormEvent, type ReactNode, type RefObject, useState } from "react";
import { SubmitButton } from "@/ui/form/submit-button";
import { Button } from "./button";
import { Field } from "./field";

type ConfirmationProps = {
  /** What asks when it is pressed; without it, `open` says when it is asked. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Where the focus goes afterwards, without a trigger. */
  returnFocus?: RefObject<HTMLElement | null>;
  title: string;
  description: ReactNode;
  confirm: string;
  danger?: boolean;
  /** What has to be typed before it can be done, for what cannot be undone: `label` says what it is. */
  typed?: { label: string; text: string };
  /** More fields of the question. */
  children?: ReactNode;
  /** Does it; the question closes when that has worked, and stays open when it has not. */
  onConfirm: () => Promise<unknown>;
};

/** Asks before something that others will notice. */
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
    // The trigger may be in a form of its own, to which React would pass this on.
    event.stopPropagation();
    if (!ready) return;
    setPending(true);
    try {
      await onConfirm();
      change(false);
    } catch {
      // The mutation has told why; the question stays, to try again or to cancel.
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
                hint={`Type ${typed.text} to go on.`}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
            <div className="flex flex-wrap justify-end gap-2">
              <AlertDialog.Cancel asChild>
                <Button>Cancel</Button>
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
