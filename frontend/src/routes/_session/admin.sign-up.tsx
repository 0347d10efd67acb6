import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { UserCheck } from "lucide-react";
import type { FormEvent } from "react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { SignUpAllowance } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { ListPage } from "@/features/admin/list-page";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { parseSearch } from "@/features/admin/search";
import { adminSignUpCopy } from "@/features/admin/sign_up/copy";
import { ModeNotice } from "@/features/admin/sign_up/mode-notice";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { toast } from "@/ui/toast";

export const Route = createFileRoute("/_session/admin/sign-up")({
  validateSearch: parseSearch,
  component: SignUpAllowancesPage,
});

const path = "/api/admin/sign-up-allowances";
const copy = adminSignUpCopy.allowed;

/** The addresses and domains that may sign up where sign-up is not open. */
function SignUpAllowancesPage() {
  usePageTitle(copy.title, adminCopy.area);
  const { q = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery("get", path, { params: { query: { limit: 50, ...(q ? { q } : {}) } } }, { ...paged, placeholderData: keepPreviousData });
  return (
    <ListPage title={copy.title} search={copy.search} q={q} onSearch={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}>
      <ModeNotice />
      <AllowanceForm />
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.title} skeleton={<RowSkeletons />} empty={<Empty icon={UserCheck} title={copy.empty} />}>
          {(allowance) => <AllowanceRow key={allowance.id} allowance={allowance} />}
        </PagedList>
      </Panel>
    </ListPage>
  );
}

function AllowanceForm() {
  const queryClient = useQueryClient();
  const create = api.useMutation("post", path, {
    meta: { form: true },
    onSuccess: async ({ pattern }) => {
      form.reset();
      await queryClient.invalidateQueries({ queryKey: ["get", path] });
      toast.success(copy.added(pattern));
    },
  });
  const form = useFields({ pattern: "" }, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: form.values });
  };
  return (
    <form className="grid max-w-lg gap-3" onSubmit={submit}>
      <FormError error={create.error} fields={["pattern"]} />
      <Field label={copy.pattern} hint={copy.hint} required maxLength={254} autoComplete="off" {...form.input("pattern")} />
      <SubmitButton pending={create.isPending} className="justify-self-start">
        {copy.add}
      </SubmitButton>
    </form>
  );
}

function AllowanceRow({ allowance: { id, pattern, createdAt } }: { allowance: SignUpAllowance }) {
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${path}/{allowanceId}`, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", path] });
      toast.success(copy.removed(pattern));
    },
  });
  return (
    <li className={rowClass}>
      <span className="min-w-0 flex-1 basis-48 font-medium break-all">{pattern}</span>
      <span className="text-xs text-quiet">
        <Ago at={createdAt} />
      </span>
      <Confirmation
        trigger={<Button size="small">{copy.remove}</Button>}
        title={copy.removeTitle(pattern)}
        description={copy.removeConsequence}
        confirm={copy.remove}
        danger
        onConfirm={() => remove.mutateAsync({ params: { path: { allowanceId: id } } })}
      />
    </li>
  );
}
