import { ChevronsUpDown } from "lucide-react";
import { useSession } from "@/app/session/session";
import { MenuOnDemand } from "@/ui/on-demand";
import { Picture } from "@/ui/picture";
import { shellCopy } from "./copy";
import { DebugBadge } from "./debug-badge";

const loadMenu = () => import("./user-menu-content");

/** The signed-in user, with links to the settings and sign-out. */
export function UserMenu() {
  const { user } = useSession();
  return (
    <MenuOnDemand
      load={loadMenu}
      content={{}}
      triggerClass="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
      trigger={
        <>
          <Picture name={user.name} image={user.image} />
          <span className="grid min-w-0 flex-1 leading-tight">
            <span className="truncate font-medium">{user.name}</span>
            <span className="truncate text-xs text-quiet">{user.email}</span>
          </span>
          {user.debugMode && <DebugBadge />}
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-quiet" />
          <span className="sr-only">{shellCopy.userMenu.open}</span>
        </>
      }
    />
  );
}
