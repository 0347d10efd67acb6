import type { ReactNode } from "react";
import { formatClock } from "@/format/clock";
import { FormError } from "@/ui/form/form-error";
import { signInCopy } from "./copy";
import { ResendButton } from "./resend-button";
import type { SentEmail } from "./sent-email";

type EmailSentProps = {
  sent: SentEmail;
  resending: { error: unknown; isPending: boolean };
  onResend: () => void;
  /** An alternative to resending, such as another address. */
  secondaryAction: ReactNode;
};

/** Says that a link was sent, with a button to resend it. */
export function EmailSent({ sent, resending, onResend, secondaryAction }: EmailSentProps) {
  return (
    <>
      <p role="status" className="text-quiet">
        {signInCopy.emailSent.sentTo} <strong className="font-medium break-words text-foreground">{sent.email}</strong>
        {signInCopy.emailSent.expires(formatClock(sent.expiresAt))}
      </p>
      <FormError error={resending.error} />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <ResendButton kind="link" sentAt={sent.sentAt} pending={resending.isPending} onResend={onResend} />
        {secondaryAction}
      </div>
    </>
  );
}
