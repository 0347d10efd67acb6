import { ShieldX } from "lucide-react";
import type { ReactNode } from "react";
import { asApiError, describeError } from "@/api/error";
import { Button } from "./button";
import { uiCopy } from "./copy";
import { Empty } from "./empty";
import { LoadMore } from "./load-more";
import { Notice } from "./notice";

type Pages<Item> = {
  data: { pages: { items: Item[] }[] } | undefined;
  isPending: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
};

type PagedListProps<Item> = {
  pages: Pages<Item>;
  /** The accessible name of the list. */
  label: string;
  skeleton: ReactNode;
  empty: ReactNode;
  /** Renders one row: an `<li>` with its key. */
  children: (item: Item) => ReactNode;
  className?: string;
};

/** A cursor-paged list in each of its states: loading, empty, denied, failed or loaded. */
export function PagedList<Item>({ pages, label, skeleton, empty, children, className = "divide-y divide-line" }: PagedListProps<Item>) {
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isPending) {
    return (
      <>
        <span role="status" className="sr-only">
          {uiCopy.loading}
        </span>
        {skeleton}
      </>
    );
  }
  if (pages.data === undefined) return <ListError error={pages.error} onRetry={pages.refetch} pending={pages.isFetching} />;
  return (
    <>
      {items.length === 0 ? (
        empty
      ) : (
        <ul aria-label={label} className={className}>
          {items.map(children)}
        </ul>
      )}
      <LoadMore pages={pages} />
    </>
  );
}

type ListErrorProps = { error: unknown; onRetry: () => Promise<unknown>; pending: boolean };

/** Replaces a list that failed to load. Offers a retry unless the role does not allow the list. */
export function ListError({ error, onRetry, pending }: ListErrorProps) {
  const { title, detail } = describeError(error);
  if (asApiError(error)?.status === 403) {
    return (
      <Empty icon={ShieldX} title={title}>
        <p>{detail}</p>
      </Empty>
    );
  }
  return (
    <Notice tone="danger" className="m-4" title={title}>
      <p>{detail}</p>
      <Button size="small" className="mt-2" pending={pending} onClick={() => void onRetry()}>
        {uiCopy.retry}
      </Button>
    </Notice>
  );
}
