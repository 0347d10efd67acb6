import { Hammer } from "lucide-react";
import { useRef, useState } from "react";
import type { Repository } from "@/api/types";
import { Button } from "@/ui/button";
import { useOnDemand } from "@/ui/on-demand";
import { buildsCopy } from "./copy";

const copy = buildsCopy.start;
const loadDialog = () => import("./rebuild-dialog");

export type RebuildProps = {
  /** The slug of the estate's organization. */
  organization: string;
  estateId: string;
  repository: Repository;
  /** The preselected commit, on the page of a build. */
  commit?: string;
};

/** Starts a build of a branch's newest commit or of a given commit. */
export function RebuildButton({ variant = "outline", ...rest }: RebuildProps & { variant?: "primary" | "outline" }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { module, isLoading, request, preload } = useOnDemand(loadDialog);
  return (
    <>
      <Button
        ref={button}
        variant={variant}
        aria-haspopup="dialog"
        aria-expanded={open}
        pending={isLoading}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => {
          request();
          setOpen(true);
        }}
      >
        {!isLoading && <Hammer aria-hidden />}
        {rest.commit ? copy.openRebuild : copy.open}
      </Button>
      {module && <module.RebuildDialog {...rest} open={open} onOpenChange={setOpen} returnFocus={button} />}
    </>
  );
}
