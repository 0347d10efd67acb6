import { type ReactNode, type RefObject, useRef, useState } from "react";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { ApiKeySecret } from "./api-key-secret";
import { apiClientsCopy } from "./copy";

const copy = apiClientsCopy.secret;

type SecretDialogProps = {
  open: boolean;
  onOpen: () => void;
  onClose: () => void;
  organizationId: string;
  /** The secret of the key, once there is one. */
  secret: string | null;
  /** The element that opens the dialog. */
  trigger?: ReactNode;
  /** The element that gets the focus when a dialog without a trigger closes. */
  returnFocus?: RefObject<HTMLElement | null>;
  /** The content until there is a secret. */
  children: ReactNode;
};

/** A dialog that ends with the secret of a key. It asks before it closes with a secret that was not copied. */
export function SecretDialog({ open, onOpen, onClose, organizationId, secret, trigger, returnFocus, children }: SecretDialogProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const done = useRef<HTMLButtonElement>(null);
  const change = (opening: boolean) => {
    if (opening) onOpen();
    else if (secret !== null && copied !== secret) setConfirming(true);
    else onClose();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      {trigger && <DialogTrigger asChild>{trigger}</DialogTrigger>}
      {secret === null ? (
        children
      ) : (
        <DialogContent title={copy.title} description={copy.description} className="max-w-lg!" {...(returnFocus ? { returnFocus } : {})}>
          <ApiKeySecret organizationId={organizationId} secret={secret} onCopied={() => setCopied(secret)} />
          <Button ref={done} variant="primary" className="justify-self-end" onClick={() => change(false)}>
            {copy.done}
          </Button>
          <Confirmation
            open={confirming}
            onOpenChange={setConfirming}
            returnFocus={done}
            title={copy.uncopied.title}
            description={copy.uncopied.consequence}
            confirm={copy.uncopied.confirm}
            danger
            onConfirm={async () => onClose()}
          />
        </DialogContent>
      )}
    </Dialog>
  );
}
