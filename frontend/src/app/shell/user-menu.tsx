import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Settings, ShieldUser } from "lucide-react";
import { useSession } from "@/app/session/session";
import { useSignOut } from "@/app/session/sign-out";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/ui/menu";
import { Picture } from "@/ui/picture";
import { shellCopy } from "./copy";
import { DebugBadge } from "./debug-badge";

const copy = shellCopy.userMenu;

/** The signed-in user, with links to the settings and sign-out. */
export function UserMenu() {
  const { user } = useSession();
  const signOut = useSignOut();
  return (
    <Menu>
      <MenuTrigger className="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover">
        <Picture name={user.name} image={user.image} />
        <span className="grid min-w-0 flex-1 leading-tight">
          <span className="truncate font-medium">{user.name}</span>
          <span className="truncate text-xs text-quiet">{user.email}</span>
        </span>
        {user.debugMode && <DebugBadge />}
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-quiet" />
        <span className="sr-only">{copy.open}</span>
      </MenuTrigger>
      <MenuContent align="start" className="w-(--radix-dropdown-menu-trigger-width)">
        <MenuLabel>{user.role === "admin" ? copy.administrator : copy.signedIn}</MenuLabel>
        <MenuSeparator />
        <MenuItem asChild>
          <Link to="/user-settings">
            <Settings aria-hidden />
            {copy.settings}
          </Link>
        </MenuItem>
        {user.role === "admin" && (
          <MenuItem asChild>
            <Link to="/admin">
              <ShieldUser aria-hidden />
              {copy.admin}
            </Link>
          </MenuItem>
        )}
        <MenuItem onSelect={() => signOut.mutate({})}>
          <LogOut aria-hidden />
          {copy.signOut}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
