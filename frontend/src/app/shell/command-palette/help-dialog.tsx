import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { Dialog, DialogContent } from "@/ui/dialog";
import { useSingleKeyShortcuts } from "@/ui/single-key-shortcuts";
import { textLink } from "@/ui/text-link";
import { shellCopy } from "../copy";
import { type CurrentEstate, estatePages, organizationPages, overviewPages } from "../pages";
import { paletteCopy } from "./copy";
import { useReturnFocus } from "./use-return-focus";

const copy = paletteCopy.help;

/** Lists the keyboard shortcuts that work here, and says where single keys are turned off. */
export function HelpDialog({ current, onClose }: { current: CurrentEstate; onClose: () => void }) {
  const returnFocus = useReturnFocus();
  const singleKeys = useSingleKeyShortcuts();
  const pages = [...overviewPages(current), ...estatePages(current), ...organizationPages(current)];
  const sequences = pages.flatMap(({ key, label }) => (key ? [{ key, label }] : []));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={copy.title} description={singleKeys ? copy.description : copy.off} onCloseAutoFocus={returnFocus}>
        <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2">
          <Shortcut name={copy.search} joint={copy.or} keys={[shellCopy.searchKeys.mac, shellCopy.searchKeys.other, ...(singleKeys ? ["/"] : [])]} />
          {singleKeys && <Shortcut name={copy.help} joint={copy.or} keys={["?"]} />}
          {singleKeys && sequences.map(({ key, label }) => <Shortcut key={key} name={copy.goTo(label)} joint={copy.then} keys={["g", key]} />)}
        </dl>
        <p>
          <Link to="/user-settings" hash="keyboard" className={textLink} onClick={onClose}>
            {singleKeys ? copy.turnOff : copy.turnOn}
          </Link>
        </p>
      </DialogContent>
    </Dialog>
  );
}

function Shortcut({ name, keys, joint }: { name: ReactNode; keys: string[]; joint: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="flex flex-wrap items-center gap-2 text-xs text-quiet">
        {keys.map((key, index) => (
          <Fragment key={key}>
            {index > 0 && joint}
            <kbd className="rounded-sm border border-line px-2 py-1 font-mono text-foreground">{key}</kbd>
          </Fragment>
        ))}
      </dd>
    </>
  );
}
