import type { ComponentProps } from "react";
import { CodeForm } from "@/features/identity/sign_in/code-form";
import type { SentEmail } from "@/features/identity/sign_in/sent-email";
import { Dialog, DialogContent } from "@/ui/dialog";
import { usersCopy } from "./copy";

type DialogProps = Pick<ComponentProps<typeof CodeForm>, "verification" | "onVerify" | "resending" | "onResend"> & { sent: SentEmail; onClose: () => void };

/** Asks for the code that was sent to the user's address. */
export function VerificationDialog({ sent, onClose, ...form }: DialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={usersCopy.unverifiedBanner.dialogTitle}>
        <CodeForm {...sent} submit={usersCopy.unverifiedBanner.submit} {...form} />
      </DialogContent>
    </Dialog>
  );
}
