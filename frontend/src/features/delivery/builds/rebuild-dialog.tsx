import { useNavigate } from "@tanstack/react-router";
import { RadioGroup } from "radix-ui";
import { type FormEvent, type RefObject, useState } from "react";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/error";
import { BranchField } from "@/features/integrations/github/repositories/branch-field";
import { Button } from "@/ui/button";
import { Dialog, DialogContent } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { RadioCard } from "@/ui/radio-card";
import { useUpdateBuildCache } from "./actions";
import { buildsCopy } from "./copy";
import type { RebuildProps } from "./rebuild-button";

const copy = buildsCopy.start;

type DialogProps = RebuildProps & { open: boolean; onOpenChange: (open: boolean) => void; returnFocus: RefObject<HTMLElement | null> };

export function RebuildDialog({ open, onOpenChange, returnFocus, ...rest }: DialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent returnFocus={returnFocus} title={rest.commit ? copy.titleRebuild : copy.title} description={copy.description(rest.repository.fullName)}>
        <RebuildForm {...rest} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function RebuildForm({ organization, estateId, repository, commit: offered = "", onDone }: RebuildProps & { onDone: () => void }) {
  const [kind, setKind] = useState<"branch" | "commit">(offered ? "commit" : "branch");
  const [branch, setBranch] = useState(repository.branch);
  const [commit, setCommit] = useState(offered);
  const update = useUpdateBuildCache();
  const navigate = useNavigate();
  const create = api.useMutation("post", "/api/estates/{estateId}/builds", {
    meta: { fields: true },
    onSuccess: (build) => {
      update(build);
      onDone();
      void navigate({ to: "/$organization/$estateId/builds/$buildId", params: { organization, estateId, buildId: build.id } });
    },
  });
  const errors = fieldErrors(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = kind === "branch" ? { branch } : { commit: commit.trim().toLowerCase() };
    create.mutate({ params: { path: { estateId } }, body });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <RadioGroup.Root value={kind} onValueChange={(value) => setKind(value as typeof kind)} aria-label={copy.source} className="grid grid-cols-2 gap-2">
        <RadioCard value="branch" {...copy.branch} />
        <RadioCard value="commit" {...copy.commit} />
      </RadioGroup.Root>
      {kind === "branch" ? (
        <BranchField estateId={estateId} repositoryId={repository.repositoryId} value={branch} onChange={setBranch} error={errors.branch} />
      ) : (
        <Field
          label={copy.commitHash}
          name="commit"
          required
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
          pattern="\s*([0-9a-fA-F]{40}|[0-9a-fA-F]{64})\s*"
          title={copy.commitHashFormat}
          hint={copy.commitHashHint}
          value={commit}
          onChange={(event) => setCommit(event.target.value)}
          error={errors.commit}
        />
      )}
      <Button type="submit" variant="primary" pending={create.isPending} className="justify-self-end">
        {copy.submit}
      </Button>
    </form>
  );
}
