import { ChevronDown, Download } from "lucide-react";
import { Button } from "@/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/menu";
import { auditLogCopy } from "./copy";
import { type AuditFilter, toQuery } from "./filter";
import { auditPath } from "./paths";

/** Downloads all audit events that pass the filter. */
export function ExportMenu({ organizationId, filter }: { organizationId: string; filter: AuditFilter }) {
  const address = (format: "json" | "csv") =>
    `${auditPath.replace("{organizationId}", organizationId)}/export?${new URLSearchParams({ format, ...toQuery(filter) })}`;
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>
          <Download aria-hidden />
          {auditLogCopy.export.open}
          <ChevronDown aria-hidden className="text-quiet" />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem asChild>
          <a href={address("json")} download>
            {auditLogCopy.export.json}
          </a>
        </MenuItem>
        <MenuItem asChild>
          <a href={address("csv")} download>
            {auditLogCopy.export.csv}
          </a>
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
