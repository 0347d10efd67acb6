import { Button } from "@/ui/button";
import { DialogContent } from "@/ui/dialog";
import { CopyableSecret } from "@/ui/form/copyable-secret";
import { appsCopy } from "./copy";

const copy = appsCopy.secret;

/** The new secret of an app, which is available only now. */
export function ClientSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <DialogContent title={copy.title} description={copy.description} className="max-w-lg!">
      <CopyableSecret label={copy.label} value={secret} hint={copy.hint} />
      <Button variant="primary" className="justify-self-end" onClick={onDone}>
        {copy.done}
      </Button>
    </DialogContent>
  );
}
