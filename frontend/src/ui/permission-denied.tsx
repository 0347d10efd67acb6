import { ShieldX } from "lucide-react";
import type { ReactNode } from "react";
import { uiCopy } from "./copy";
import { Empty } from "./empty";
import { Panel } from "./panel";

/** Replaces a page or panel that the user's role does not allow. */
export function PermissionDenied({ children }: { children: ReactNode }) {
  return (
    <Panel>
      <Empty icon={ShieldX} title={uiCopy.permissionDenied}>
        <p>{children}</p>
      </Empty>
    </Panel>
  );
}
