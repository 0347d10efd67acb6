import { useQueryClient } from "@tanstack/react-query";
import { auditPath } from "../audit_log/paths";
import { auditStreamPath } from "./paths";

/** Fetches the stream again after a change, and the audit log, which has the change. */
export function useRefetchAuditStream(): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => Promise.all([auditStreamPath, auditPath].map((path) => queryClient.invalidateQueries({ queryKey: ["get", path] })));
}
