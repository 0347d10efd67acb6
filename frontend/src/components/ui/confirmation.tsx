import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "./button";

type ConfirmationProps = {
  trigger: ReactNode;
  title: string;
  description: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Does it; the question closes when that has worked, and stays open when it has not. */
  onConfirm: () => Promise<unknown>;
};

/** Asks before something that others will notice. */
export function Confirmation({ trigger, title, description, confirm, danger = false, onConfirm }: ConfirmationProps) {
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const run = async () => {
    setPending(true);
    try {
      await onConfirm();
      setOpen(false);
    } catch {
      // The mutation has told why; the question stays, to try again or to cancel.
    } finally {
      setPending(false);
    }
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 grid w-[calc(100%-2rem)] max-w-md -translate-1/2 gap-5 rounded-lg border border-line bg-surface p-5 shadow-xl">
          <div className="grid gap-1.5">
            <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="text-quiet">{description}</div>
            </AlertDialog.Description>
          </div>
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button look={danger ? "danger" : "primary"} pending={pending} onClick={() => void run()}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
