import { Button } from "./button";
import { uiCopy } from "./copy";

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };

/** Loads the next page of a list; nothing when there is none. */
export function LoadMore({ pages }: { pages: Pages }) {
  if (!pages.hasNextPage) return null;
  return (
    <div className="border-t border-line p-2 text-center">
      <Button variant="ghost" size="small" pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {uiCopy.loadMore}
      </Button>
    </div>
  );
}
