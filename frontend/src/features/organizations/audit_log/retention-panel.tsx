import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { MyOrganization } from "@/api/types";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { auditPath } from "./paths";
import { retentionCopy as copy } from "./retention-copy";

const path = `${auditPath}/retention` as const;
const forever = "forever";
const choices = [90, 180, 365, 730, 1095, 1825, 3650];

/** How long the audit events of the organization are kept. */
export function RetentionPanel({ organization }: { organization: MyOrganization }) {
  const params = { path: { organizationId: organization.id } };
  const { data, error, isFetching, refetch } = api.useQuery("get", path, { params });
  return (
    <Panel title={copy.title}>
      {data ? (
        <RetentionForm key={data.days} organizationId={organization.id} days={data.days} />
      ) : error ? (
        <ListError error={error} onRetry={refetch} pending={isFetching} />
      ) : (
        <div aria-hidden className="grid gap-2 p-4">
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-9 w-48 max-w-full" />
        </div>
      )}
    </Panel>
  );
}

function RetentionForm({ organizationId, days }: { organizationId: string; days: number | null }) {
  const current = days === null ? forever : String(days);
  const [chosen, setChosen] = useState(current);
  const queryClient = useQueryClient();
  const save = api.useMutation("put", path, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", path] });
      toast.success(copy.saved);
    },
  });
  const wanted = chosen === forever ? null : Number(chosen);
  const submit = () => save.mutateAsync({ params: { path: { organizationId } }, body: { days: wanted } });
  const options = [...new Set([...choices, ...(days === null ? [] : [days])])].sort((one, other) => one - other);
  return (
    <div className="grid gap-4 p-4">
      <p className="text-quiet">{copy.explanation}</p>
      <div className="flex flex-wrap gap-2">
        <Select
          aria-label={copy.label}
          value={chosen}
          options={[{ value: forever, label: copy.forever }, ...options.map((option) => ({ value: String(option), label: copy.days(option) }))]}
          onChange={setChosen}
          className="w-48"
        />
        {wanted === null ? (
          <Button disabled={chosen === current} pending={save.isPending} onClick={() => save.mutate({ params: { path: { organizationId } }, body: { days: null } })}>
            {copy.submit}
          </Button>
        ) : (
          <Confirmation
            trigger={
              <Button disabled={chosen === current} pending={save.isPending}>
                {copy.submit}
              </Button>
            }
            title={copy.confirm.title(copy.days(wanted))}
            description={copy.confirm.consequence}
            confirm={copy.confirm.submit}
            danger
            onConfirm={submit}
          />
        )}
      </div>
    </div>
  );
}
