import { Button } from "@/ui/button";
import { Dialog, DialogContent } from "@/ui/dialog";
import { conflictCopy as copy } from "./copy";
import type { Choice, Fact } from "./use-edit";

/** Shows what something is now that the user was about to change, and asks what to do. */
export function ConflictDialog({ facts, onChoice }: { facts: readonly Fact[]; onChoice: (choice: Choice) => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onChoice("cancel")}>
      <DialogContent title={copy.title} description={copy.description}>
        <dl className="grid gap-x-3 gap-y-2 rounded-md border border-line bg-sunken p-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
          {facts.map(([label, text]) => (
            <div key={label} className="contents">
              <dt className="text-quiet">{label}</dt>
              <dd className="break-words">{text || copy.empty}</dd>
            </div>
          ))}
        </dl>
        <p className="text-quiet">{copy.consequence}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="danger" onClick={() => onChoice("save")}>
            {copy.save}
          </Button>
          <Button variant="primary" onClick={() => onChoice("load")}>
            {copy.load}
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}
