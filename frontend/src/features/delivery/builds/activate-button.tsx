import { History, RadioTower } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { Build } from "@/api/types";
import { shortHash } from "@/format/commit-hash";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toast";
import { useUpdateBuildCache } from "./actions";
import { ConfigurationChanges } from "./configuration-changes";
import { buildCopy } from "./build-copy";
import { commitSubject } from "./queries";

type ActivateProps = {
  build: Build;
  activeNumber: number | undefined;
  /** The newest build that was active, from which a rollback went back. */
  newestNumber: number | undefined;
};

/** Activates the configuration of a complete build, or rolls back to it. */
export function ActivateButton({ build, activeNumber, newestNumber }: ActivateProps) {
  const update = useUpdateBuildCache();
  const [reason, setReason] = useState("");
  const activate = api.useMutation("post", "/api/estates/{estateId}/builds/{buildId}/activate", {
    onSuccess: (activated) => {
      update(activated);
      toast.success(buildCopy.activate.activated(activated.number));
    },
  });
  if (build.status !== "complete" || build.isActive) return null;
  const isRollback = newestNumber !== undefined && build.number < newestNumber;
  const copy = isRollback ? buildCopy.rollback : buildCopy.activate;
  const { consequence, consequenceReplace } = buildCopy.activate;
  const [commit, subject] = [shortHash(build.commitHash), commitSubject(build)];
  const params = { path: { estateId: build.estateId, buildId: build.id } };
  return (
    <Confirmation
      trigger={
        <Button>
          {isRollback ? <History aria-hidden /> : <RadioTower aria-hidden />}
          {copy.open}
        </Button>
      }
      title={copy.title(build.number)}
      description={
        <>
          <p>{activeNumber === undefined ? consequence(commit, subject) : consequenceReplace(commit, subject, activeNumber)}</p>
          {isRollback && <p className="mt-2">{buildCopy.rollback.nextBuild}</p>}
        </>
      }
      confirm={copy.confirm}
      onConfirm={() => activate.mutateAsync({ params, body: isRollback && reason.trim() ? { reason } : {} })}
    >
      <ConfigurationChanges estateId={build.estateId} buildId={build.id} />
      {isRollback && (
        <Field
          label={buildCopy.rollback.reason}
          hint={buildCopy.rollback.reasonHint}
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
    </Confirmation>
  );
}
