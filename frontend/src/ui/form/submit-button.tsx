import type { ComponentProps } from "react";
import { Button } from "@/ui/button";

/** The submit button of the surrounding form. */
export function SubmitButton({ variant = "primary", ...rest }: Omit<ComponentProps<typeof Button>, "type" | "asChild">) {
  return <Button type="submit" variant={variant} {...rest} />;
}
