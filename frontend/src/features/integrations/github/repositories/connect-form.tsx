import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/error";
import type { Build, Estate, GitHubRepository } from "@/api/types";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";
import { githubCopy } from "../copy";
import { BranchField } from "./branch-field";

const copy = githubCopy.connect;

/** Called with the first build; null when the repository has no commit to build. */
export type OnConnected = (build: Build | null) => void;

type ConnectFormProps = { estate: Estate; chosen: GitHubRepository; onBack: () => void; onConnected: OnConnected };

/** Connects the chosen repository with a branch and folder. */
export function ConnectForm({ estate, chosen, onBack, onConnected }: ConnectFormProps) {
  const [branch, setBranch] = useState(chosen.defaultBranch);
  const [path, setPath] = useState("");
  const queryClient = useQueryClient();
  const connect = api.useMutation("put", "/api/estates/{estateId}/repository", {
    meta: { fields: true },
    onSuccess: ({ repository, build }) => {
      const { queryKey } = estateQuery(estate.id);
      queryClient.setQueryData(queryKey, { ...estate, repository });
      void queryClient.invalidateQueries({ queryKey });
      void queryClient.invalidateQueries({ queryKey: ["get", "/api/estates/{estateId}/builds"] });
      toast.success(copy.connected(repository.fullName));
      onConnected(build ?? null);
    },
  });
  const errors = fieldErrors(connect.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const folder = path.trim();
    connect.mutate({ params: { path: { estateId: estate.id } }, body: { repositoryId: chosen.id, branch, ...(folder ? { path: folder } : {}) } });
  };
  return (
    <Panel
      title={chosen.fullName}
      actions={
        <Button variant="ghost" size="small" onClick={onBack}>
          <ArrowLeft aria-hidden />
          {copy.back}
        </Button>
      }
    >
      <form className="grid max-w-md gap-4 p-4" onSubmit={submit}>
        <BranchField estateId={estate.id} repositoryId={chosen.id} value={branch} onChange={setBranch} error={errors.branch} />
        <Field
          label={copy.folder}
          name="path"
          placeholder={copy.folderPlaceholder}
          spellCheck={false}
          autoComplete="off"
          hint={copy.folderHint}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          error={errors.path}
        />
        <Button type="submit" variant="primary" pending={connect.isPending} className="justify-self-start">
          {copy.submit}
        </Button>
      </form>
    </Panel>
  );
}
