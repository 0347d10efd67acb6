import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import type { Repository } from "@/api/types";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { SearchableList } from "@/ui/searchable-list";
import type { CurrentEstate } from "../pages";
import { paletteCopy } from "./copy";
import { type PaletteActions, useCommands } from "./use-commands";
import { useReturnFocus } from "./use-return-focus";

type PaletteProps = PaletteActions & { current: CurrentEstate; repository: Repository | undefined };

/** Finds estates, pages, actions, people and builds, and opens or runs them. */
export function CommandPalette({ current, repository, ...actions }: PaletteProps) {
  const [query, setQuery] = useState("");
  const { groups, isLoading, retry } = useCommands(query, current, repository, actions);
  const returnFocus = useReturnFocus();
  const count = groups.reduce((sum, { options }) => sum + options.length, 0);
  const closeOnShortcut = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    actions.onClose();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && actions.onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          onKeyDown={closeOnShortcut}
          onCloseAutoFocus={returnFocus}
          className="fixed top-[10dvh] left-1/2 z-50 flex max-h-[80dvh] w-[calc(100%-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-xl"
        >
          <Radix.Title className="sr-only">{paletteCopy.title}</Radix.Title>
          <SearchableList label={paletteCopy.search} query={query} onQuery={setQuery} groups={groups}>
            <p role="status" className={count > 0 && !isLoading ? "sr-only" : "px-4 py-2.5 break-words text-quiet"}>
              {isLoading ? paletteCopy.searching : count > 0 ? paletteCopy.results(count) : !retry && paletteCopy.noResults(query.trim())}
            </p>
            {retry && !isLoading && (
              <Notice tone="danger" className="m-2" title={paletteCopy.failed}>
                <Button size="small" className="mt-2" onClick={retry}>
                  {paletteCopy.retry}
                </Button>
              </Notice>
            )}
          </SearchableList>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
