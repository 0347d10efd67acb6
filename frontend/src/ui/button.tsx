import { Slot } from "@radix-ui/react-slot"; // not from radix-ui, which would bring all of Radix into the entry
import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

const buttonVariants = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-55 aria-disabled:pointer-events-none aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-on-primary hover:bg-primary/88",
        outline: "border border-line bg-surface hover:bg-hover",
        ghost: "hover:bg-hover",
        danger: "bg-danger text-on-danger hover:bg-danger/88",
      },
      size: {
        normal: "h-9 px-3.5",
        small: "h-8 px-2.5 text-[0.8125rem]",
        icon: "size-9",
        smallIcon: "size-8",
      },
    },
    defaultVariants: { variant: "outline", size: "normal" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonVariants> & { asChild?: boolean; pending?: boolean };

/** A button; while `pending` it is disabled and shows a spinner. */
export function Button({ className, variant, size, asChild = false, pending = false, disabled, children, type = "button", ...rest }: ButtonProps) {
  const classes = classNames(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot className={classes} {...rest}>
        {children}
      </Slot>
    );
  }
  return (
    <button type={type} className={classes} disabled={disabled || pending} aria-busy={pending || undefined} {...rest}>
      {pending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
