/** The classes of a link in running text. */
export const textLink = "font-medium text-live underline-offset-4 hover:underline";
