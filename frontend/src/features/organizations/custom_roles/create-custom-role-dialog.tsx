import { Plus } from "lucide-react";
import { useState } from "react";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { customRolesCopy } from "./copy";
import { CustomRoleForm } from "./custom-role-form";

const copy = customRolesCopy.form;

export function CreateCustomRoleDialog({ organization }: { organization: MyOrganization }) {
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
        <CustomRoleForm organization={organization} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
