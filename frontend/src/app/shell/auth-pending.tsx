import { Skeleton } from "@/ui/skeleton";
import { AuthLayout } from "./auth-layout";
import { shellCopy } from "./copy";

/** The loading state of a page in the AuthLayout. */
export function AuthPending() {
  return (
    <AuthLayout title={<Skeleton className="h-7 w-40" />}>
      <span role="status" className="sr-only">
        {shellCopy.loading}
      </span>
      <div className="grid gap-4">
        <Skeleton className="h-15" />
        <Skeleton className="h-15" />
        <Skeleton className="h-9" />
      </div>
    </AuthLayout>
  );
}
