import { Label } from "radix-ui";
import { useId } from "react";
import { api } from "@/api/client";
import { shortHash } from "@/format/commit-hash";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { githubCopy } from "../copy";

type BranchFieldProps = {
  estateId: string;
  repositoryId: string;
  value: string;
  onChange: (branch: string) => void;
  error?: string;
};

/** Selects a branch of a repository. Becomes a text field when the branches cannot be loaded. */
export function BranchField({ estateId, repositoryId, value, onChange, error }: BranchFieldProps) {
  const id = useId();
  const branches = api.useQuery("get", "/api/estates/{estateId}/github/repositories/{repositoryId}/branches", {
    params: { path: { estateId, repositoryId } },
  });
  if (branches.isError || error) {
    return (
      <Field
        label={githubCopy.connect.branch}
        name="branch"
        required
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        hint={branches.isError ? githubCopy.connect.branchesFailed : undefined}
        error={error}
      />
    );
  }
  const listed = (branches.data?.items ?? []).map(({ name, commitHash }) => ({ value: name, label: name, note: shortHash(commitHash) }));
  const options = listed.some((option) => option.value === value) ? listed : [{ value, label: value, note: "" }, ...listed];
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={id} className="font-medium">
        {githubCopy.connect.branch}
      </Label.Root>
      <Select id={id} value={value} options={options} onChange={onChange} disabled={branches.isPending} />
    </div>
  );
}
