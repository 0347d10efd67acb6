import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { CreateEstateForm } from "@/features/organizations/estates/create-estate-form";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Dialog } from "@/ui/dialog";
import { useOnDemand } from "@/ui/on-demand";
import type { CurrentEstate } from "../pages";
import { CommandPalette } from "./command-palette";
import { HelpDialog } from "./help-dialog";

const loadRebuildDialog = () => import("@/features/delivery/builds/rebuild-dialog");

type DialogsProps = { current: CurrentEstate; shown: "palette" | "help" | null; onShow: (shown: "help" | null) => void };

/** The command palette, the help for the keyboard, and the dialogs of the palette's actions. */
export function Dialogs({ current, shown, onShow }: DialogsProps) {
  const { organization, estateId } = current;
  const [action, setAction] = useState<"start-build" | "create-estate" | null>(null);
  const rebuild = useOnDemand(loadRebuildDialog);
  const repository = useQuery({ ...estateQuery(estateId ?? ""), enabled: estateId !== undefined }).data?.repository ?? undefined;
  const content = useRef(document.getElementById("content"));
  const close = () => setAction(null);
  return (
    <>
      {shown === "palette" && (
        <CommandPalette
          current={current}
          repository={repository}
          onClose={() => onShow(null)}
          onHelp={() => onShow("help")}
          onStartBuild={() => {
            rebuild.request();
            setAction("start-build");
          }}
          onCreateEstate={() => setAction("create-estate")}
        />
      )}
      {shown === "help" && <HelpDialog current={current} onClose={() => onShow(null)} />}
      {organization && estateId && repository && rebuild.module && (
        <rebuild.module.RebuildDialog
          organization={organization.slug}
          estateId={estateId}
          repository={repository}
          open={action === "start-build"}
          onOpenChange={close}
          returnFocus={content}
        />
      )}
      {organization && (
        <Dialog open={action === "create-estate"} onOpenChange={close}>
          <CreateEstateForm organization={organization} onDone={close} />
        </Dialog>
      )}
    </>
  );
}
