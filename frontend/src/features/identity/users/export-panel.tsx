import { Download } from "lucide-react";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";
import { usersCopy } from "./copy";

/** Downloads all data about the user. */
export function ExportPanel() {
  return (
    <Panel title={usersCopy.export.title}>
      <div className="grid gap-4 p-4">
        <p className="text-quiet">{usersCopy.export.text}</p>
        <Button asChild className="justify-self-start">
          <a href="/api/user/export" download>
            <Download aria-hidden />
            {usersCopy.export.download}
          </a>
        </Button>
      </div>
    </Panel>
  );
}
