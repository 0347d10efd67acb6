import { Download } from "lucide-react";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";

/** Downloads all data about the user. */
export function ExportPanel() {
  return (
    <Panel title="Export">
      <div className="grid gap-4 p-4">
        <p className="text-quiet">
          A JSON file with your account, ways to sign in, sessions, memberships, API keys, invitations, and what you did. It holds no password or
          other secret.
        </p>
        <Button asChild className="justify-self-start">
          <a href="/api/user/export" download>
            <Download aria-hidden />
            Download your data
          </a>
        </Button>
      </div>
    </Panel>
  );
}
