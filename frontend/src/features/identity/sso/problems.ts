import { describeCallbackError } from "@/features/identity/oauth/callback-errors";
import { ssoCopy } from "./copy";

const problems: Partial<Record<string, { title: string; detail: string }>> = ssoCopy.problems;

/** The message of a code in `?problem=`, with which the callback of single sign-on redirects. */
export function describeSsoProblem(code: string): { title: string; detail: string } {
  return (Object.hasOwn(problems, code) ? problems[code] : undefined) ?? describeCallbackError(code);
}
