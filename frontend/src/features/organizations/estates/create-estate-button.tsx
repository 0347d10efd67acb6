import { Plus } from "lucide-react";
import { type ComponentProps, useState } from "react";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog, DialogTrigger } from "@/ui/dialog";
import { estatesCopy } from "./copy";
import { CreateEstateForm } from "./create-estate-form";

type CreateEstateButtonProps = Pick<ComponentProps<typeof Button>, "size" | "variant"> & { organization: MyOrganization };

/** Opens the dialog that creates an estate. */
export function CreateEstateButton({ organization, ...style }: CreateEstateButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button {...style}>
          <Plus aria-hidden />
          {estatesCopy.create.open}
        </Button>
      </DialogTrigger>
      <CreateEstateForm organization={organization} onDone={() => setOpen(false)} />
    </Dialog>
  );
}
