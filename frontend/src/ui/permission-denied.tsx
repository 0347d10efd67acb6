import { ShieldX } from "lucide-react";
import type { ReactNode } from "react";
import { Empty } from "./empty";
import { Panel } from "./panel";

/** Replaces a page or panel that the user's role does not allow. */
export function PermissionDenied({ children }: { children: ReactNode }) {
  return (
    <Panel>
      <Empty icon={ShieldX} title="Your role does not allow this">
        <p>{children}</p>
      </Empty>
    </Panel>
  );
}
