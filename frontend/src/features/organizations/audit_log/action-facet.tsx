import { Check, ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { Button } from "@/ui/button";
import { searchItems } from "@/ui/search-items";
import { SearchableList } from "@/ui/searchable-list";
import { auditLogCopy } from "./copy";
import { actionLabel } from "./describe-event";

const copy = auditLogCopy.filter.action;

/** The actions to choose from, by their ids. */
export type ActionGroups = { title: string; actions: Record<string, { label: string }> }[];

type ActionFacetProps = { groups: ActionGroups; action: string | undefined; onChoose: (action: string) => void };

/** Filters by an action, chosen from a searchable list in groups. */
export function ActionFacet({ groups: actionGroups, action, onChoose }: ActionFacetProps) {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const groups = actionGroups.flatMap(({ title, actions }) => {
    const found = searchItems(Object.entries(actions), query, ([, { label }]) => `${label} ${title}`);
    const options = found.map(([id, { label }]) => ({
      id,
      label,
      marker: id === action && <Check aria-hidden className="ml-auto text-live" />,
      onSelect: () => {
        setOpen(false);
        onChoose(id);
      },
    }));
    return options.length > 0 ? [{ title, options }] : [];
  });
  return (
    <Popover.Root
      open={open}
      onOpenChange={(opening) => {
        setQuery("");
        setOpen(opening);
      }}
    >
      <Popover.Trigger asChild>
        <Button className="min-w-0 justify-between! border-edge! px-3! font-normal!">
          <span className="truncate">
            <span className="sr-only">{copy.label}: </span>
            {action ? actionLabel(action) : copy.any}
          </span>
          <ChevronDown aria-hidden className="text-quiet" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={copy.label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 flex max-h-[min(24rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] flex-col overflow-hidden rounded-md border border-line bg-surface shadow-lg"
        >
          <SearchableList label={copy.search} query={query} onQuery={setQuery} groups={groups}>
            <p role="status" className="px-4 py-2.5 text-quiet empty:hidden">
              {groups.length === 0 && copy.noMatch}
            </p>
          </SearchableList>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
