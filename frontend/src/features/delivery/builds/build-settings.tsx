import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Estate } from "@/api/types";
import { estateQuery } from "@/features/organizations/estates/queries";
import { Checkbox } from "@/ui/checkbox";
import { Panel } from "@/ui/panel";
import { buildCopy } from "./build-copy";

const copy = buildCopy.settings;

/** How an estate's pushes are built. Only for members who may change it. */
export function BuildSettings({ estate }: { estate: Estate }) {
  const queryClient = useQueryClient();
  const update = api.useMutation("patch", "/api/estates/{estateId}", {
    onSuccess: (summary) => queryClient.setQueryData(estateQuery(estate.id).queryKey, { ...estate, ...summary }),
  });
  const shown = update.isPending ? update.variables.body.cancelSupersededBuilds : estate.cancelSupersededBuilds;
  return (
    <Panel title={copy.title}>
      <div className="px-4 py-4">
        <Checkbox
          label={copy.cancelSuperseded}
          hint={copy.cancelSupersededHint}
          checked={shown ?? estate.cancelSupersededBuilds}
          onChange={(checked) => update.mutate({ params: { path: { estateId: estate.id } }, body: { cancelSupersededBuilds: checked } })}
        />
      </div>
    </Panel>
  );
}
