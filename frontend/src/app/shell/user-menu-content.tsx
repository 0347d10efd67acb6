import { Link } from "@tanstack/react-router";
import { LogOut, Settings, ShieldUser } from "lucide-react";
import { useSession } from "@/app/session/session";
import { useSignOut } from "@/app/session/sign-out";
import { AccountItems } from "@/features/identity/accounts/account-items";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/ui/menu";
import type { MenuContentProps } from "@/ui/on-demand";
import { shellCopy } from "./copy";

const copy = shellCopy.userMenu;

export default function UserMenuContent({ trigger, triggerClass }: MenuContentProps) {
  const { user } = useSession();
  const signOut = useSignOut();
  return (
    <Menu defaultOpen>
      <MenuTrigger className={triggerClass}>{trigger}</MenuTrigger>
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
        <AccountItems />
        <MenuItem onSelect={() => signOut.mutate({})}>
          <LogOut aria-hidden />
          {copy.signOut}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
