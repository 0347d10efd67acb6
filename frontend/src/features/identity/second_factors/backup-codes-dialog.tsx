import { Button } from "@/ui/button";
import { CopyableCode } from "@/ui/copyable-code";
import { Dialog, DialogContent } from "@/ui/dialog";
import { secondFactorsCopy } from "./copy";

const copy = secondFactorsCopy.backupCodes;

/** Shows new backup codes, once. A click beside the dialog does not close it. */
export function BackupCodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={copy.title} description={copy.text} onInteractOutside={(event) => event.preventDefault()}>
        <CopyableCode label={copy.label} code={codes.join("\n")} />
        <Button variant="primary" onClick={onClose}>
          {copy.done}
        </Button>
      </DialogContent>
    </Dialog>
  );
}
