import { useQueryClient } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import type { SecondFactors } from "@/api/types";
import { useRefetchSession } from "@/app/session/session";
import { PasskeyRows } from "@/features/identity/passkeys/passkey-rows";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { ListError } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { BackupCodesDialog } from "./backup-codes-dialog";
import { CodeDialog } from "./code-dialog";
import { secondFactorsCopy } from "./copy";
import { TotpDialog } from "./totp-dialog";

const path = "/api/user/second-factors";
const copy = secondFactorsCopy.panel;

/** The user's authenticator app, passkeys and backup codes. */
export function SecondFactorsPanel() {
  const factors = api.useQuery("get", path);
  const refetch = useRefetchFactors();
  const [backupCodes, setBackupCodes] = useState<readonly string[] | null>(null);
  return (
    <Panel title={copy.title}>
      {factors.isPending ? (
        <Skeleton className="m-4 h-8" />
      ) : factors.data === undefined ? (
        <ListError error={factors.error} onRetry={factors.refetch} pending={factors.isFetching} />
      ) : factors.data.totp === null ? (
        <NoTotp onConfirmed={setBackupCodes} />
      ) : (
        <TotpRow totp={factors.data.totp} codesLeft={factors.data.backupCodesLeft} onCodes={setBackupCodes} />
      )}
      {factors.data && <PasskeyRows passkeys={factors.data.passkeys} onChanged={refetch} onCodes={setBackupCodes} />}
      {backupCodes && <BackupCodesDialog codes={backupCodes} onClose={() => setBackupCodes(null)} />}
    </Panel>
  );
}

function useRefetchFactors(): () => Promise<void> {
  const queryClient = useQueryClient();
  const refetchSession = useRefetchSession();
  return async () => {
    await Promise.all([queryClient.invalidateQueries({ queryKey: ["get", path] }), refetchSession()]);
  };
}

function NoTotp({ onConfirmed }: { onConfirmed: (backupCodes: readonly string[]) => void }) {
  const refetch = useRefetchFactors();
  const setUp = api.useMutation("post", "/api/user/second-factors/totp");
  const confirmed = async (backupCodes: readonly string[]) => {
    onConfirmed(backupCodes);
    toast.success(secondFactorsCopy.setUp.done);
    await refetch();
  };
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <p className="text-quiet">{copy.none}</p>
      <Button pending={setUp.isPending} onClick={() => setUp.mutate({})}>
        {copy.setUp}
      </Button>
      {setUp.data && <TotpDialog setUp={setUp.data} onConfirmed={(codes) => void confirmed(codes)} onClose={setUp.reset} />}
    </div>
  );
}

type TotpRowProps = { totp: NonNullable<SecondFactors["totp"]>; codesLeft: number; onCodes: (backupCodes: readonly string[]) => void };

function TotpRow({ totp, codesLeft, onCodes }: TotpRowProps) {
  const refetch = useRefetchFactors();
  const [dialog, setDialog] = useState<"remove" | "codes" | null>(null);
  const remove = api.useMutation("post", "/api/user/second-factors/totp/removal", {
    meta: { form: true },
    onSuccess: async () => {
      toast.success(secondFactorsCopy.removal.done);
      await refetch();
    },
  });
  const replace = api.useMutation("post", "/api/user/second-factors/backup-codes", {
    meta: { form: true },
    onSuccess: async ({ backupCodes }) => {
      setDialog(null);
      onCodes(backupCodes);
      await refetch();
    },
  });
  const open = (name: "remove" | "codes") => {
    remove.reset();
    replace.reset();
    setDialog(name);
  };
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <Smartphone aria-hidden className="size-4 shrink-0 text-quiet" />
      <div className="grid min-w-0 flex-1 leading-snug">
        <span className="font-medium">{copy.app}</span>
        <span className="text-xs text-quiet">
          {copy.since(formatDay(totp.createdAt))}, {copy.codesLeft(codesLeft)}
        </span>
      </div>
      <Button size="small" variant="ghost" onClick={() => open("codes")}>
        {copy.newCodes}
      </Button>
      <Button size="small" variant="ghost" onClick={() => open("remove")}>
        {copy.remove}
        <span className="sr-only"> {copy.app}</span>
      </Button>
      {dialog === "remove" && (
        <CodeDialog copy={secondFactorsCopy.removal} request={remove} danger onSubmit={(code) => remove.mutate({ body: { code } })} onClose={() => setDialog(null)} />
      )}
      {dialog === "codes" && (
        <CodeDialog copy={secondFactorsCopy.replaceCodes} request={replace} onSubmit={(code) => replace.mutate({ body: { code } })} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}
