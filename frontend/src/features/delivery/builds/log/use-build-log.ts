import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Build } from "@/api/types";
import { buildQuery } from "../queries";
import { noFilter, LogBuffer, type LogFilter } from "./log-buffer";
import { type LogConnection, LogStream } from "./log-stream";

/** A build's log as it grows. `version` changes whenever the buffer's content or filter changes. */
export function useBuildLog(estateId: string, buildId: string, filter: LogFilter) {
  const queryClient = useQueryClient();
  const [buffer, setBuffer] = useState(() => new LogBuffer());
  const [version, setVersion] = useState(0);
  const [connection, setConnection] = useState<LogConnection>("connecting");
  const newest = useRef(filter);
  newest.current = filter;

  useEffect(() => {
    const stream = new LogStream(estateId, buildId);
    const { buffer: fresh } = stream;
    if (newest.current !== noFilter) fresh.setFilter(newest.current);
    setBuffer(fresh);
    stream.listen({
      onLines: () => setVersion(fresh.version),
      onConnection: setConnection,
      onStatus: (status) => {
        // The log stream may report a new status before the organization's socket.
        const { queryKey } = buildQuery(estateId, buildId);
        if (queryClient.getQueryData<Build>(queryKey)?.status !== status) void queryClient.invalidateQueries({ queryKey });
      },
    });
    return () => stream.stop();
  }, [estateId, buildId, queryClient]);

  useEffect(() => {
    if (filter === noFilter && buffer.version === 0) return;
    buffer.setFilter(filter);
    setVersion(buffer.version);
  }, [buffer, filter]);

  return { buffer, version, connection };
}
