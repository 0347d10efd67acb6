import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History } from "lucide-react";
import { api } from "@/api/client";
import type { Estate } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";
import { buildCopy } from "./build-copy";

const copy = buildCopy.rollback;

type BannerProps = { estate: Estate; rollback: NonNullable<Estate["rollback"]>; organization: string };

/** Says that a rollback pauses automatic activation, and resumes it. */
export function RollbackBanner({ estate, rollback, organization }: BannerProps) {
  const queryClient = useQueryClient();
  const resume = api.useMutation("post", "/api/estates/{estateId}/activation/resume", {
    onSuccess: async () => {
      toast.success(copy.resumed);
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/estates/{estateId}") });
    },
  });
  const { number, from, user, at, reason } = rollback;
  return (
    <aside data-rollback aria-label={copy.banner(number, from?.number)} className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-warning/40 bg-warning/8 px-4 py-3">
      <History aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          <Link
            to="/$organization/$estateId/builds/$buildId"
            params={{ organization, estateId: estate.id, buildId: rollback.buildId }}
            className="underline-offset-4 hover:underline"
          >
            {copy.banner(number, from?.number)}
          </Link>
        </p>
        {reason && <p className="break-words whitespace-pre-line">{reason}</p>}
        <p className="text-quiet">
          {user && <>{copy.by(user.name)} </>}
          <Ago at={at} />. {copy.paused}
        </p>
      </div>
      {hasPermission(estate, "build.manage") && (
        <Button size="small" pending={resume.isPending} onClick={() => resume.mutate({ params: { path: { estateId: estate.id } } })}>
          {copy.resume}
        </Button>
      )}
    </aside>
  );
}
