import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { CircleCheck, CircleX, Terminal } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { Device } from "@/api/types";
import { requireSession } from "@/app/session/require-session";
import { useSession } from "@/app/session/session";
import { AuthLayout } from "@/app/shell/auth-layout";
import { AuthPending } from "@/app/shell/auth-pending";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { apiClientsCopy } from "@/features/identity/api_clients/copy";
import { formatUserCode } from "@/features/identity/api_clients/user-code";
import { SignedInAs } from "@/features/identity/sign_in/signed-in-as";
import { UserOnly } from "@/features/identity/users/user-only";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { Skeleton } from "@/ui/skeleton";

export const Route = createFileRoute("/device")({
  validateSearch: (search): { user_code?: string } => (typeof search.user_code === "string" ? { user_code: search.user_code } : {}),
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.queryClient, location.href);
  },
  component: DevicePage,
  pendingComponent: AuthPending,
  errorComponent: StandaloneErrorPage,
});

const copy = apiClientsCopy.device;

/** The length of a user code, with its hyphen. */
const codeLength = 9;

function deviceQuery(userCode: string) {
  return api.queryOptions("get", "/api/auth/device/{userCode}", { params: { path: { userCode } } }, { retry: false });
}

/** Approves or denies a device authorization (RFC 8628), found by the user code. */
function DevicePage() {
  const userCode = formatUserCode(Route.useSearch().user_code ?? "");
  if (useSession().session.impersonatedBy) return <Refused />;
  return userCode.length === codeLength ? <DeviceRequest key={userCode} userCode={userCode} /> : <CodeEntry first={userCode} />;
}

/** For an administrator who impersonates the user, and who cannot sign a device in. */
function Refused() {
  usePageTitle(copy.entry.title);
  return (
    <AuthLayout title={copy.entry.title}>
      <UserOnly />
    </AuthLayout>
  );
}

function CodeEntry({ first, error }: { first: string; error?: string }) {
  usePageTitle(copy.entry.title);
  const navigate = Route.useNavigate();
  const queryClient = useQueryClient();
  const [code, setCode] = useState(first);
  const [codeError, setCodeError] = useState(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Refetches when the same code is entered again.
    queryClient.removeQueries({ queryKey: deviceQuery(code).queryKey });
    void navigate({ search: { user_code: code } });
  };
  return (
    <AuthLayout title={copy.entry.title}>
      <p className="text-quiet">{copy.entry.text}</p>
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label={copy.entry.code}
          name="user_code"
          required
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder="BCDF-2345"
          pattern="[A-Z]{4}-[0-9A-Z]{4}"
          title={copy.entry.format}
          className="h-12 text-center font-mono text-xl tracking-[0.2em] sm:text-xl"
          value={code}
          error={codeError}
          onChange={(event) => {
            setCodeError(undefined);
            setCode(formatUserCode(event.target.value));
          }}
        />
        <SubmitButton>{copy.entry.submit}</SubmitButton>
      </form>
      <SignedInAs />
    </AuthLayout>
  );
}

function DeviceRequest({ userCode }: { userCode: string }) {
  const device = useQuery(deviceQuery(userCode));
  const status = asApiError(device.error)?.status;
  if (status === 404 || status === 400) return <CodeEntry first={userCode} error={copy.entry.unknown} />;
  if (device.data && device.data.status !== "pending") return <DeviceResult status={device.data.status} />;
  return (
    <AuthLayout title={copy.request.title}>
      {device.data ? <DeviceApproval device={device.data} /> : device.error ? <FormError error={device.error} /> : <Skeletons />}
      {device.error && (
        <Button pending={device.isFetching} onClick={() => void device.refetch()}>
          {copy.request.retry}
        </Button>
      )}
    </AuthLayout>
  );
}

function DeviceApproval({ device }: { device: Device }) {
  usePageTitle(copy.request.title);
  const queryClient = useQueryClient();
  const showStatus = (status: Device["status"]) => () => queryClient.setQueryData(deviceQuery(device.userCode).queryKey, { ...device, status });
  const approve = api.useMutation("post", "/api/auth/device/{userCode}/approve", { meta: { form: true }, onSuccess: showStatus("approved") });
  const deny = api.useMutation("post", "/api/auth/device/{userCode}/deny", { meta: { form: true }, onSuccess: showStatus("denied") });
  const params = { params: { path: { userCode: device.userCode } } };
  const location = [device.location, device.ipAddress].filter(Boolean).join(", ");
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 rounded-lg border border-line bg-surface p-4">
        <Fact name={copy.request.program}>{device.clientId}</Fact>
        <Fact name={copy.request.code}>
          <span className="font-mono">{device.userCode}</span>
        </Fact>
        <Fact name={copy.request.location}>{location || copy.request.unknownLocation}</Fact>
        <Fact name={copy.request.requested}>
          <Ago at={device.createdAt} />
        </Fact>
      </dl>
      <Notice tone="warning" title={copy.request.warning.title}>
        {copy.request.warning.detail}
      </Notice>
      <FormError error={approve.error ?? deny.error} />
      <div className="grid grid-cols-2 gap-2">
        <Button pending={deny.isPending} disabled={approve.isPending} onClick={() => deny.mutate(params)}>
          {copy.request.deny}
        </Button>
        <Button variant="primary" pending={approve.isPending} disabled={deny.isPending} onClick={() => approve.mutate(params)}>
          {copy.request.authorize}
        </Button>
      </div>
      <SignedInAs />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 font-medium break-words">{children}</dd>
    </>
  );
}

function Skeletons() {
  return (
    <div role="status" className="grid gap-4">
      <span className="sr-only">{copy.request.loading}</span>
      <Skeleton className="h-34 rounded-lg" />
      <Skeleton className="h-20" />
      <Skeleton className="h-9" />
    </div>
  );
}

function DeviceResult({ status }: { status: "approved" | "denied" }) {
  const approved = status === "approved";
  const { title, text } = approved ? copy.authorized : copy.denied;
  usePageTitle(title);
  const Icon = approved ? CircleCheck : CircleX;
  return (
    <AuthLayout title={title}>
      <p role="status" className="flex gap-2.5 text-quiet">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${approved ? "text-success" : "text-danger"}`} />
        {text}
      </p>
      {approved && (
        <p className="flex gap-2.5 text-quiet">
          <Terminal aria-hidden className="mt-0.5 size-4 shrink-0" />
          {copy.authorized.revoke}
        </p>
      )}
    </AuthLayout>
  );
}
