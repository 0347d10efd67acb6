import { useLocation, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Build } from "@/api/types";
import { buildCopy } from "../build-copy";
import { isFinal } from "../queries";
import { statusReason } from "../steps";
import { noFilter } from "./log-buffer";
import { LogRow } from "./log-row";
import { LogFooter, LogToolbar } from "./log-toolbar";
import { useBuildLog } from "./use-build-log";

const copy = buildCopy.log;

/** The height of an unwrapped line in pixels: the least for links that stand below each other (WCAG 2.2, 2.5.8). */
const lineHeight = 24;

/** The hash that links to the line of a failure. */
export const failureHash = "failure";

/** The first line of a failure's message, without the place in the code, as programs print it. */
function printedFailure(message: string): string {
  return message.split("\n", 1)[0]?.replace(/^\S+:\d+(?::\d+)?: /, "") ?? "";
}

function linkedLine(hash: string): number | null {
  const found = /^#?L(\d{1,9})$/.exec(hash);
  return found ? Number(found[1]) : null;
}

/** The live log of a build. It is virtualized, so only the visible lines are in the DOM. */
export function LogViewer({ build }: { build: Build }) {
  const hash = useLocation({ select: (location) => location.hash });
  const linked = linkedLine(hash);
  const [filter, setFilter] = useState(noFilter);
  const applied = useDeferredValue(filter);
  const [follow, setFollow] = useState(() => linked === null && !isFinal(build.status));
  const [wrap, setWrap] = useState(() => window.matchMedia("(max-width: 40rem)").matches);
  const { buffer, version, connection } = useBuildLog(build.estateId, build.id, applied);
  const scrollContainer = useRef<HTMLDivElement>(null);
  const before = useRef({ top: 0, height: 0 });
  const navigate = useNavigate();

  const virtualizer = useVirtualizer({
    count: buffer.count,
    getScrollElement: () => scrollContainer.current,
    estimateSize: () => lineHeight,
    getItemKey: useCallback((index: number) => buffer.at(index)?.number ?? index, [buffer]),
    overscan: 24,
  });

  // Measured heights are wrong after wrapping changes.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, wrap]);

  // Runs again when measured lines change the total height.
  const height = virtualizer.getTotalSize();
  const rows = virtualizer.getVirtualItems();
  useLayoutEffect(() => {
    const element = scrollContainer.current;
    if (!follow || !element) return;
    const showEnd = () => {
      element.scrollTop = element.scrollHeight;
      before.current = { top: element.scrollTop, height: element.scrollHeight };
    };
    showEnd();
    const sizes = new ResizeObserver(showEnd);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [follow, version, height]);

  // Scrolls to the linked line once, when it has loaded.
  const shownLink = useRef<number | null>(null);
  useEffect(() => {
    if (linked === null || shownLink.current === linked) return;
    const index = buffer.indexOfLine(linked);
    if (index < 0) return;
    shownLink.current = linked;
    setFollow(false);
    virtualizer.scrollToIndex(index, { align: "center" });
  }, [linked, version, buffer, virtualizer]);

  const { failure } = build;
  useEffect(() => {
    if (hash !== failureHash || !failure || connection !== "ended") return;
    const number = buffer.lastNumberOf(printedFailure(failure.message)) ?? buffer.lastNumber;
    shownLink.current = null;
    void navigate({ to: ".", search: true, hash: `L${number}`, replace: true, resetScroll: false });
  }, [hash, failure, connection, buffer, navigate]);

  /** Scrolling up stops following; scrolling to the end of a running build's log resumes it. */
  const onScroll = () => {
    const element = scrollContainer.current;
    if (!element) return;
    const { scrollTop: top, scrollHeight: height, clientHeight } = element;
    const isAtEnd = height - top - clientHeight < 2;
    const scrolledUp = top < before.current.top - 1 && height >= before.current.height && !isAtEnd;
    before.current = { top, height };
    if (scrolledUp) setFollow(false);
    else if (!isFinal(build.status) && isAtEnd && buffer.count > 0 && linked === null) setFollow(true);
  };

  const changeFollow = (wanted: boolean) => {
    setFollow(wanted);
    if (wanted && linked !== null) void navigate({ to: ".", search: true, hash: "", replace: true, resetScroll: false });
  };

  const download = () => {
    const url = URL.createObjectURL(new Blob([buffer.text(), "\n"], { type: "text/plain" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `build-${build.number}.log` });
    link.click();
    URL.revokeObjectURL(url);
  };

  return (
    <div className="grid min-w-0">
      <LogToolbar filter={filter} onFilter={setFilter} follow={follow} onFollow={changeFollow} wrap={wrap} onWrap={setWrap} onDownload={download} />
      <div
        ref={scrollContainer}
        onScroll={onScroll}
        role="region"
        aria-label={copy.label}
        tabIndex={0}
        className="relative h-[62dvh] min-h-72 lg:h-[calc(100dvh-29.5rem)] overflow-auto overscroll-x-contain [overflow-anchor:none] bg-sunken font-mono text-xs leading-5 focus-visible:-outline-offset-2"
      >
        {buffer.count === 0 && <EmptyLog build={build} total={buffer.total} ended={connection === "ended"} />}
        <div className={wrap ? undefined : "w-max min-w-full"} style={{ paddingTop: rows[0]?.start ?? 0, paddingBottom: height - (rows.at(-1)?.end ?? 0) }}>
          {rows.map(({ index, key }) => {
            const line = buffer.at(index);
            if (!line) return null;
            return (
              <div key={key} data-index={index} ref={wrap ? virtualizer.measureElement : undefined}>
                <LogRow line={line} startsStep={buffer.at(index - 1)?.step !== line.step} wrap={wrap} linked={line.number === linked} search={applied.text} />
              </div>
            );
          })}
        </div>
      </div>
      <LogFooter connection={connection} total={buffer.total} count={buffer.count} />
    </div>
  );
}

function EmptyLog({ build, total, ended }: { build: Build; total: number; ended: boolean }) {
  const message =
    total > 0
      ? copy.noMatch
      : ended
        ? copy.none
        : build.status === "queued"
          ? `${statusReason(build)}. ${copy.queued}`
          : copy.waiting;
  return <p className="sticky left-0 p-4 font-sans text-sm text-quiet">{message}</p>;
}
