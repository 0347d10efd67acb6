import { useVirtualizer } from "@tanstack/react-virtual";
import { File, FileSymlink, FileTerminal, FolderOpen, type LucideIcon, Search } from "lucide-react";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import { asApiError, describeError } from "@/api/error";
import type { Build, FileEntry } from "@/api/types";
import { formatBytes } from "@/format/amount";
import { Empty } from "@/ui/empty";
import { Input } from "@/ui/input";
import { Notice } from "@/ui/notice";
import { Skeleton } from "@/ui/skeleton";
import { buildCopy } from "./build-copy";
import { isFinal } from "./queries";

const copy = buildCopy.files;

/** The type of a file by its git mode. */
function fileType({ mode }: FileEntry): { icon: LucideIcon; label: string } {
  switch (mode) {
    case "100755":
      return { icon: FileTerminal, label: copy.types.executable };
    case "120000":
      return { icon: FileSymlink, label: copy.types.link };
    default:
      return { icon: File, label: copy.types.file };
  }
}

/** The files of the commit that was built. */
export function FilesTab({ build }: { build: Build }) {
  const { data, error, isPending } = api.useQuery(
    "get",
    "/api/estates/{estateId}/builds/{buildId}/files",
    { params: { path: { estateId: build.estateId, buildId: build.id } } },
    { meta: { handledStatuses: [404] } },
  );
  if (isPending) return <Skeleton className="m-4 h-64" />;
  if (error && asApiError(error)?.status !== 404) {
    return <Notice tone="danger" className="m-4" title={describeError(error).title}>{describeError(error).detail}</Notice>;
  }
  if (!data || data.items.length === 0) {
    return (
      <Empty icon={FolderOpen} title={copy.empty}>
        <p>{isFinal(build.status) ? copy.ended : copy.running}</p>
      </Empty>
    );
  }
  return <FileTable files={data.items} truncated={data.truncated} />;
}

function FileTable({ files, truncated }: { files: FileEntry[]; truncated: boolean }) {
  const [text, setText] = useState("");
  const scrollContainer = useRef<HTMLDivElement>(null);
  const query = text.trim().toLowerCase();
  const shown = query ? files.filter((file) => file.path.toLowerCase().includes(query)) : files;
  const virtualizer = useVirtualizer({ count: shown.length, getScrollElement: () => scrollContainer.current, estimateSize: () => 30, overscan: 16 });
  const size = shown.reduce((sum, file) => sum + file.size, 0);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 border-b border-line p-2">
        <label className="relative min-w-40 flex-1">
          <span className="sr-only">{copy.search}</span>
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-quiet" />
          <Input type="search" placeholder={copy.search} className="h-8! pl-8!" value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <p role="status" className="px-1.5 text-xs text-quiet tabular-nums">
          {copy.total(shown.length, formatBytes(size))}
        </p>
      </div>
      {truncated && <Notice tone="warning" className="m-3" title={copy.truncated.title}>{copy.truncated.detail}</Notice>}
      <div ref={scrollContainer} role="region" aria-label={copy.label} tabIndex={0} className="max-h-[62dvh] overflow-y-auto focus-visible:-outline-offset-2">
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const file = shown[index];
            if (!file) return null;
            const { icon: Icon, label } = fileType(file);
            const slash = file.path.lastIndexOf("/") + 1;
            return (
              <li
                key={file.path}
                aria-setsize={shown.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 flex h-[30px] items-center gap-2.5 px-4 font-mono text-xs hover:bg-hover/60"
                style={{ transform: `translateY(${start}px)` }}
              >
                <Icon aria-hidden className="size-3.5 shrink-0 text-quiet" />
                <span className="sr-only">{label} </span>
                <span className="min-w-0 flex-1 truncate" title={file.path}>
                  <span className="text-quiet">{file.path.slice(0, slash)}</span>
                  {file.path.slice(slash)}
                </span>
                <span className="hidden text-quiet sm:inline" title={file.hash}>
                  {file.hash.slice(0, 7)}
                </span>
                <span className="w-18 shrink-0 text-right text-quiet tabular-nums">{formatBytes(file.size)}</span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
