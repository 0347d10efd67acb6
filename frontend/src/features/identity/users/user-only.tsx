import type { ReactNode } from "react";
import { useSession } from "@/app/session/session";
import { PermissionDenied } from "@/ui/permission-denied";
import { usersCopy } from "./copy";

/** What only the user may do: an administrator who impersonates the user sees a note instead. */
export function UserOnly({ children }: { children?: ReactNode }) {
  const { session } = useSession();
  return session.impersonatedBy ? <PermissionDenied>{usersCopy.userOnly}</PermissionDenied> : children;
}
