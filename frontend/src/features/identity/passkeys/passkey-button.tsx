import { KeyRound } from "lucide-react";
import { useState } from "react";
import { asApiError } from "@/api/error";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { passkeysCopy } from "./copy";

type PasskeyButtonProps = {
  label: string;
  /** Gets the options, has the browser prove a passkey, and sends the proof. */
  run: () => Promise<unknown>;
};

/** A button that asks for a passkey, and says why it was not used. */
export function PasskeyButton({ label, run }: PasskeyButtonProps) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const click = () => {
    setPending(true);
    setError(null);
    run()
      .catch(setError)
      .finally(() => setPending(false));
  };
  return (
    <>
      <PasskeyError error={error} />
      <Button pending={pending} onClick={click}>
        <KeyRound aria-hidden />
        {label}
      </Button>
    </>
  );
}

/** Why a passkey was not created or used. */
export function PasskeyError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  if (asApiError(error)) return <FormError error={error} />;
  return (
    <Notice tone="warning" title={passkeysCopy.notUsed.title}>
      {passkeysCopy.notUsed.detail}
    </Notice>
  );
}
