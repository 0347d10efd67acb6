import { clsx } from "clsx";

/** Joins class names. A class that overrides one of the component's own is marked as important: `size-9!`. */
export const classNames = clsx;
