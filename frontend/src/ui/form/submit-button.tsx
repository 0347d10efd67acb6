import type { ComponentProps } from "react";
import { Button } from "@/ui/button";

/** Sends the form that it is in; while `pending` it cannot be pressed again and shows that it works. */
export function SubmitButton({ variant = "primary", ...rest }: Omit<ComponentProps<typeof Button>, "type" | "asChild">) {
  return <Button type="submit" variant={variant} {...rest} />;
}
