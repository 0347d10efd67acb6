import { classNames } from "@/ui/class-names";
import { useSession } from "./session";

/** Shows an id to users who have turned debug mode on. */
export function DebugId({ id, className }: { id: string; className?: string }) {
  const { user } = useSession();
  if (!user.debugMode) return null;
  return <code className={classNames("font-mono text-xs break-all text-quiet", className)}>{id}</code>;
}
