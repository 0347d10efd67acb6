import type { ReactNode } from "react";
import { formatClock } from "@/format/clock";
import { FormError } from "@/ui/form/form-error";
import { ResendButton } from "./resend-button";

/** A mail that was sent: to whom, until when what it brings is good (RFC 3339), and when it left (milliseconds since 1970). */
export type SentEmail = { email: string; expiresAt: string; sentAt: number };

/** The mail of which the API has just said that it is sent. */
export function toSentEmail({ email, expiresAt }: { email: string; expiresAt: string }): SentEmail {
  return { email, expiresAt, sentAt: Date.now() };
}

type EmailSentProps = {
  sent: SentEmail;
  resending: { error: unknown; isPending: boolean };
  onResend: () => void;
  /** The way to another address. */
  secondaryAction: ReactNode;
};

/** A link was sent; what there is to do here until it is opened. */
export function EmailSent({ sent, resending, onResend, secondaryAction }: EmailSentProps) {
  return (
    <>
      <p role="status" className="text-quiet">
        A link is on its way to <strong className="font-medium break-words text-foreground">{sent.email}</strong>. It works once, until{" "}
        {formatClock(sent.expiresAt)}, in this browser or another.
      </p>
      <FormError error={resending.error} />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <ResendButton kind="link" sentAt={sent.sentAt} pending={resending.isPending} onResend={onResend} />
        {secondaryAction}
      </div>
    </>
  );
}
