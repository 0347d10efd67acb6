import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { ssoSettingsCopy } from "./copy";
import { ssoPath } from "./paths";

const copy = ssoSettingsCopy.test;

/** Tests the stored connection with the identity provider and shows what was found. */
export function ConnectionTest({ organizationId }: { organizationId: string }) {
  const test = api.useMutation("post", `${ssoPath}/test`);
  const passed = test.data?.checks.every(({ problem }) => problem === null);
  return (
    <div className="grid gap-3 border-t border-line p-4">
      <Button className="justify-self-start" pending={test.isPending} onClick={() => test.mutate({ params: { path: { organizationId } } })}>
        {copy.submit}
      </Button>
      <div role="status">
        {test.data && (
          <Notice tone={passed ? "info" : "warning"} title={passed ? copy.passed : copy.failed}>
            {passed && <p>{copy.passedDetail}</p>}
            <dl className="mt-2 grid gap-1">
              {test.data.checks.map(({ name, problem }) => (
                <div key={name} className="grid gap-x-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
                  <dt className="font-medium">{copy.checks[name]}</dt>
                  <dd>{problem ?? copy.ok}</dd>
                </div>
              ))}
            </dl>
          </Notice>
        )}
      </div>
    </div>
  );
}
