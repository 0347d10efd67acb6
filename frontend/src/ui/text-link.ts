/** How a link in running text looks. */
export const textLink = "font-medium text-live underline-offset-4 hover:underline";
