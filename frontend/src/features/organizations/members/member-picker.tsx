import { keepPreviousData } from "@tanstack/react-query";
import { Check, Users } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { Member } from "@/api/types";
import { Empty } from "@/ui/empty";
import { LoadMore } from "@/ui/load-more";
import { ListError } from "@/ui/paged-list";
import { Picture } from "@/ui/picture";
import { SearchField } from "@/ui/search-field";
import { Skeleton } from "@/ui/skeleton";
import { membersCopy } from "./copy";
import { membersPath } from "./paths";

type MemberPickerProps = {
  organizationId: string;
  label: string;
  chosen: Member | null;
  onChoose: (member: Member) => void;
  /** Only members of the organization itself; all by default. */
  kind?: "internal";
  /** Which members are offered; all by default. */
  isSelectable?: (member: Member) => boolean;
};

/** Selects a member of the organization, searched by name or email address. */
export function MemberPicker({ organizationId, label, chosen, onChoose, kind, isSelectable = () => true }: MemberPickerProps) {
  const [q, setQ] = useState("");
  const pages = api.useInfiniteQuery(
    "get",
    membersPath,
    { params: { path: { organizationId }, query: { limit: 20, ...(kind ? { kind } : {}), ...(q ? { q } : {}) } } },
    { ...paged, placeholderData: keepPreviousData },
  );
  const members = pages.data?.pages.flatMap(({ items }) => items).filter(isSelectable) ?? [];
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <SearchField label={membersCopy.picker.search} value={q} onSearch={setQ} className="border-b border-line p-2 [&_svg]:top-4.5 [&_svg]:left-4.5" />
      <div className="h-60 overflow-y-auto">
        {pages.isPending ? (
          <div aria-hidden className="grid gap-3 p-3">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </div>
        ) : pages.data === undefined ? (
          <ListError error={pages.error} onRetry={pages.refetch} pending={pages.isFetching} />
        ) : members.length === 0 ? (
          <Empty icon={Users} title={q ? membersCopy.picker.noMatch : membersCopy.picker.empty} />
        ) : (
          <RadioGroup.Root
            aria-label={label}
            value={chosen?.userId ?? ""}
            onValueChange={(userId) => {
              const member = members.find((candidate) => candidate.userId === userId);
              if (member) onChoose(member);
            }}
          >
            {members.map((member) => (
              <RadioGroup.Item
                key={member.userId}
                value={member.userId}
                className="flex w-full min-w-0 items-center gap-3 px-3 py-2 text-left -outline-offset-2 hover:bg-sunken data-[state=checked]:bg-sunken"
              >
                <Picture name={member.name} image={member.image} />
                <span className="grid min-w-0 flex-1 leading-snug">
                  <span className="truncate font-medium">{member.name}</span>
                  <span className="truncate text-xs text-quiet">{member.email}</span>
                </span>
                <RadioGroup.Indicator>
                  <Check aria-hidden className="size-4 text-live" />
                </RadioGroup.Indicator>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        )}
        <LoadMore pages={pages} />
      </div>
    </div>
  );
}
