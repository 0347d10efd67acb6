import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { fieldErrors } from "@/api/error";
import { formatClock } from "@/format/clock";
import { CodeField, codeLength } from "@/ui/form/code-field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { signInCopy } from "./copy";
import { ResendButton } from "./resend-button";

type CodeFormProps = {
  email: string;
  sentAt: number;
  expiresAt: string;
  submit: string;
  verification: { error: unknown; isPending: boolean };
  onVerify: (code: string) => void;
  resending: { error: unknown; isPending: boolean };
  onResend: () => void;
  /** What a code is only sent again with. */
  humanCheck?: ReactNode;
  /** An alternative to resending, such as another address. */
  secondaryAction?: ReactNode;
};

/** Asks for the six-digit code that was sent to an address. The last digit submits it. */
export function CodeForm({ email, sentAt, expiresAt, submit, verification, onVerify, resending, onResend, humanCheck, secondaryAction }: CodeFormProps) {
  const [code, setCode] = useState("");
  const [dismissedError, setDismissedError] = useState<unknown>(null);
  const sent = useRef<{ code: string; errorBefore: unknown } | null>(null);
  const send = (digits: string) => {
    sent.current = { code: digits, errorBefore: verification.error };
    onVerify(digits);
  };
  const submitForm = (event: FormEvent) => {
    event.preventDefault();
    const failed = verification.error !== null && verification.error !== sent.current?.errorBefore;
    // Enter after the last digit, which has sent the code already.
    if (code === sent.current?.code && !failed) return;
    setDismissedError(null);
    send(code);
  };
  const change = (digits: string) => {
    setCode(digits);
    setDismissedError(verification.error);
    if (digits.length === codeLength && digits !== sent.current?.code) send(digits);
  };
  return (
    <>
      <p className="text-quiet">
        {signInCopy.codeForm.sentTo} <strong className="font-medium break-words text-foreground">{email}</strong>
        {signInCopy.codeForm.expires(formatClock(expiresAt))}
      </p>
      <FormError error={verification.error} fields={["code"]} />
      <FormError error={resending.error} />
      <form className="grid gap-4" onSubmit={submitForm}>
        <CodeField value={code} onChange={change} error={verification.error === dismissedError ? undefined : fieldErrors(verification.error).code} />
        <SubmitButton pending={verification.isPending}>{submit}</SubmitButton>
      </form>
      {humanCheck}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <ResendButton kind="code" sentAt={sentAt} pending={resending.isPending} onResend={onResend} />
        {secondaryAction}
      </div>
    </>
  );
}
