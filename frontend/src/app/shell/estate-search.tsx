import { Check } from "lucide-react";
import { Popover } from "radix-ui";
import type { MenuContentProps } from "@/ui/on-demand";
import { searchItems } from "@/ui/search-items";
import { type ListOption, type OptionGroup, SearchableList } from "@/ui/searchable-list";
import { shellCopy } from "./copy";
import { estateSearchCopy } from "./estate-search-copy";

const copy = estateSearchCopy;

/** Options shown at once: more take long to render, and nobody reads them. */
const MAX_OPTIONS = 50;

export type EstateOption = { id: string; name: string; organization: { id: string; name: string }; onSelect: () => void };

type SearchProps = MenuContentProps & {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  query: string;
  onQuery: (query: string) => void;
  estates: EstateOption[];
  /** Whether there are more estates than these. */
  hasMore: boolean;
  /** Whether more estates are on their way. */
  isLoading: boolean;
  currentId: string | undefined;
  actions: ListOption[];
};

/** The estate switcher of users with many estates: a search field above the estates by organization. */
export function EstateSearch({ open, onOpenChange, query, onQuery, estates, hasMore, isLoading, currentId, actions, trigger, triggerClass }: SearchProps) {
  const found = searchItems(estates, query, ({ name, organization }) => `${name} ${organization.name}`);
  const shown = found.slice(0, MAX_OPTIONS);
  const select = (run: () => void) => () => {
    onOpenChange(false);
    run();
  };
  const groups = new Map<string, OptionGroup>();
  for (const { id, name, organization, onSelect } of shown) {
    const group = groups.get(organization.id) ?? { title: organization.name, options: [] };
    groups.set(organization.id, group);
    group.options.push({ id, label: name, marker: id === currentId && <Check aria-label={copy.current} className="ml-auto text-live" />, onSelect: select(onSelect) });
  }
  const foundActions = searchItems(actions, query, ({ label }) => label).map((action) => ({ ...action, onSelect: select(action.onSelect) }));
  if (foundActions.length > 0) groups.set("actions", { title: copy.actions, options: foundActions });
  return (
    <Popover.Root
      open={open}
      onOpenChange={(opening) => {
        onQuery("");
        onOpenChange(opening);
      }}
    >
      <Popover.Trigger className={triggerClass}>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={shellCopy.switcher.open}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-h-[min(28rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] flex-col overflow-hidden rounded-md border border-line bg-surface shadow-lg"
        >
          <SearchableList label={copy.search} query={query} onQuery={onQuery} groups={[...groups.values()]}>
            <p role="status" className="px-4 py-2.5 text-xs text-quiet empty:hidden">
              {isLoading ? shellCopy.loading : found.length === 0 ? copy.noMatch : (hasMore || found.length > shown.length) && copy.more(shown.length)}
            </p>
          </SearchableList>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
