import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Team } from "@/api/types";
import { membersCopy } from "@/features/organizations/members/copy";
import { membersPath } from "@/features/organizations/members/paths";
import { Checkbox } from "@/ui/checkbox";
import { FieldError } from "@/ui/field-error";
import { ListError } from "@/ui/paged-list";
import { SearchField } from "@/ui/search-field";
import { Skeleton } from "@/ui/skeleton";
import { teamsCopy } from "./copy";

type TeamMember = Team["members"][number];

type FieldProps = {
  organizationId: string;
  chosen: readonly TeamMember[];
  onChange: (chosen: TeamMember[]) => void;
  error?: string | undefined;
};

/** Selects members of the organization: the chosen ones, and those that a search finds. */
export function MembersField({ organizationId, chosen, onChange, error }: FieldProps) {
  const [q, setQ] = useState("");
  const found = api.useQuery(
    "get",
    membersPath,
    { params: { path: { organizationId }, query: { limit: 20, ...(q ? { q } : {}) } } },
    { placeholderData: keepPreviousData },
  );
  const isChosen = (userId: string) => chosen.some((member) => member.userId === userId);
  const others = found.data?.items.filter(({ userId, role }) => role !== "external" && !isChosen(userId)) ?? [];
  const toggle = ({ userId, name }: TeamMember) => onChange(isChosen(userId) ? chosen.filter((member) => member.userId !== userId) : [...chosen, { userId, name }]);
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5 font-medium">{teamsCopy.form.members}</legend>
      <SearchField label={membersCopy.picker.search} value={q} onSearch={setQ} />
      <div className="grid max-h-52 gap-2 overflow-y-auto p-0.5">
        {chosen.map((member) => (
          <Checkbox key={member.userId} label={<span className="break-words">{member.name}</span>} checked onChange={() => toggle(member)} />
        ))}
        {found.isPending ? (
          <div aria-hidden className="grid gap-2">
            <Skeleton className="h-5" />
            <Skeleton className="h-5" />
          </div>
        ) : found.data === undefined ? (
          <ListError error={found.error} onRetry={found.refetch} pending={found.isFetching} />
        ) : (
          others.map((member) => (
            <Checkbox key={member.userId} label={<span className="break-words">{member.name}</span>} hint={member.email} checked={false} onChange={() => toggle(member)} />
          ))
        )}
        {found.data && others.length === 0 && q !== "" && <p className="text-quiet">{membersCopy.picker.noMatch}</p>}
      </div>
      <FieldError>{error}</FieldError>
    </fieldset>
  );
}
