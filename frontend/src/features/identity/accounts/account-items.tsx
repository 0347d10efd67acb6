import { useQuery } from "@tanstack/react-query";
import { LogOut, UserPlus } from "lucide-react";
import { api } from "@/api/client";
import { useSession } from "@/app/session/session";
import { leaveSession } from "@/app/session/sign-out";
import { MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { Picture } from "@/ui/picture";
import { accountsCopy as copy } from "./copy";
import { parkedSessionsQuery, useActivateSession } from "./queries";

/** The accounts of this browser in the user menu: to switch to another one, to add one, and to sign out of all. */
export function AccountItems() {
  const { user, session } = useSession();
  const { data } = useQuery(parkedSessionsQuery);
  const activate = useActivateSession();
  const park = api.useMutation("post", "/api/auth/sessions/park", leaveSession("/login"));
  const signOut = api.useMutation("delete", "/api/auth/sessions", leaveSession("/login"));
  // an administrator who impersonates somebody returns to the own session first
  if (session.impersonatedBy) return null;
  const others = data?.items.filter(({ userId }) => userId !== user.id) ?? [];
  return (
    <>
      <MenuSeparator />
      {others.length > 0 && <MenuLabel>{copy.others}</MenuLabel>}
      {others.map(({ id, name, email, image, organizationName }) => (
        <MenuItem key={id} aria-label={copy.switchTo(name, email)} onSelect={() => activate.mutate({ body: { sessionId: id } })}>
          <Picture name={name} image={image} />
          <span className="grid min-w-0 flex-1 leading-tight">
            <span className="truncate font-medium">{name}</span>
            <span className="truncate text-xs text-quiet">{email}</span>
            {organizationName && <span className="truncate text-xs text-quiet">{organizationName}</span>}
          </span>
        </MenuItem>
      ))}
      <MenuItem onSelect={() => park.mutate({})}>
        <UserPlus aria-hidden />
        {copy.add}
      </MenuItem>
      {others.length > 0 && (
        <MenuItem onSelect={() => signOut.mutate({})}>
          <LogOut aria-hidden />
          {copy.signOutEverybody}
        </MenuItem>
      )}
    </>
  );
}
