import { useQueryClient } from "@tanstack/react-query";
import { ListPlus, Upload } from "lucide-react";
import { type ChangeEvent, type FormEvent, useId, useRef, useState } from "react";
import { api } from "@/api/client";
import type { InvitationResult, MyOrganization, Role } from "@/api/types";
import { EstatesField } from "@/features/organizations/estates/estates-field";
import { firstRole, grantableRoles, roleLabels } from "@/features/organizations/members/roles";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { FieldError } from "@/ui/field-error";
import { FormError } from "@/ui/form/form-error";
import { SubmitButton } from "@/ui/form/submit-button";
import { useFields } from "@/ui/form/use-fields";
import { Select } from "@/ui/select";
import { TextArea } from "@/ui/text-area";
import { toast } from "@/ui/toast";
import { inviteListCopy as copy } from "./invite-list-copy";
import { invitationsPath } from "./paths";

const MAX_CHARACTERS = 60_000;

/** Invites the addresses of a list, and shows what happened with each. Invalid ones can be corrected. */
export function InviteListDialog({ organization }: { organization: MyOrganization }) {
  const [open, setOpen] = useState(false);
  const [list, setList] = useState("");
  const [results, setResults] = useState<InvitationResult[] | null>(null);
  const change = (opening: boolean) => {
    if (opening) {
      setList("");
      setResults(null);
    }
    setOpen(opening);
  };
  const correct = () => {
    setList((results ?? []).filter(({ outcome }) => outcome === "invalid").map(({ text }) => text).join("\n"));
    setResults(null);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <ListPlus aria-hidden />
          {copy.open}
        </Button>
      </DialogTrigger>
      {results ? (
        <DialogContent title={copy.resultTitle(results.filter(({ outcome }) => outcome === "invited").length)} className="max-w-lg">
          <Results results={results} onCorrect={correct} onDone={() => setOpen(false)} />
        </DialogContent>
      ) : (
        <DialogContent title={copy.title(organization.name)} className="max-w-lg">
          <ListForm organization={organization} initial={list} onResults={setResults} />
        </DialogContent>
      )}
    </Dialog>
  );
}

type FormProps = { organization: MyOrganization; initial: string; onResults: (results: InvitationResult[]) => void };

function ListForm({ organization, initial, onResults }: FormProps) {
  const roleId = useId();
  const file = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<Role>(() => firstRole(organization));
  const [estateIds, setEstateIds] = useState<string[]>([]);
  const queryClient = useQueryClient();
  const create = api.useMutation("post", "/api/organizations/{organizationId}/invitation-lists", {
    meta: { form: true },
    onSuccess: ({ items }) => {
      onResults(items);
      return queryClient.invalidateQueries({ queryKey: ["get", invitationsPath] });
    },
  });
  const form = useFields({ list: initial, role: "", estateIds: "" }, create.error);
  const upload = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? [];
    if (chosen === undefined) return;
    if (chosen.size > MAX_CHARACTERS) toast.error(copy.tooLarge);
    else form.set("list", await chosen.text());
    target.value = "";
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      params: { path: { organizationId: organization.id } },
      body: { list: form.values.list, role, ...(role === "guest" ? { estateIds } : {}) },
    });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <FormError error={create.error} fields={["list", "role", "estateIds"]} />
      <TextArea
        label={copy.list}
        hint={copy.hint}
        required
        maxLength={MAX_CHARACTERS}
        placeholder={copy.placeholder}
        spellCheck={false}
        autoCapitalize="off"
        value={form.values.list}
        onChange={({ target }) => form.set("list", target.value)}
        error={form.errorOf("list")}
      />
      <input ref={file} type="file" hidden accept=".csv,.txt,text/csv,text/plain" onChange={(event) => void upload(event)} />
      <Button size="small" className="justify-self-start" onClick={() => file.current?.click()}>
        <Upload aria-hidden />
        {copy.upload}
      </Button>
      <div className="grid gap-1.5">
        <label htmlFor={roleId} className="font-medium">
          {copy.role}
        </label>
        <Select
          id={roleId}
          value={role}
          options={grantableRoles(organization).map((value) => ({ value, label: roleLabels[value].label }))}
          onChange={(chosen) => {
            setRole(chosen);
            form.set("role", chosen);
          }}
        />
        <p className="text-xs text-quiet">{roleLabels[role].note}.</p>
        <FieldError>{form.errorOf("role")}</FieldError>
      </div>
      {role === "guest" && (
        <EstatesField
          estates={organization.estates}
          chosen={estateIds}
          error={form.errorOf("estateIds")}
          onChange={(chosen) => {
            setEstateIds(chosen);
            form.set("estateIds", chosen.join());
          }}
        />
      )}
      <SubmitButton pending={create.isPending} className="justify-self-end">
        {copy.submit}
      </SubmitButton>
    </form>
  );
}

type ResultsProps = { results: InvitationResult[]; onCorrect: () => void; onDone: () => void };

function Results({ results, onCorrect, onDone }: ResultsProps) {
  const invalid = results.filter(({ outcome }) => outcome === "invalid").length;
  return (
    <div className="grid gap-4">
      <ul aria-label={copy.results} tabIndex={0} className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {results.map(({ line, text, email, outcome, reason }, index) => (
          <li key={index} className="grid gap-0.5 px-3 py-2">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="min-w-0 break-all">{email ?? text}</span>
              <span className={outcome === "invited" ? "text-xs text-success" : outcome === "invalid" ? "text-xs text-danger" : "text-xs text-quiet"}>{copy.outcomes[outcome]}</span>
            </div>
            {reason && (
              <p className="text-xs text-quiet">
                {copy.line(line)}: {reason}
              </p>
            )}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        {invalid > 0 && <Button onClick={onCorrect}>{copy.correct(invalid)}</Button>}
        <Button variant="primary" onClick={onDone}>
          {copy.done}
        </Button>
      </div>
    </div>
  );
}
