import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog, DialogContent, DialogTrigger } from "./dialog";

type Props = { copy: { open: string; title: string }; children: (close: () => void) => ReactNode };

/** A button that opens a form to create something. */
export function CreateDialog({ copy, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {copy.open}
        </Button>
      </DialogTrigger>
      <DialogContent title={copy.title} className="max-w-lg!">
        {children(() => setOpen(false))}
      </DialogContent>
    </Dialog>
  );
}
