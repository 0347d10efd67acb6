/** The texts of the shared components. */
export const uiCopy = {
  product: "Steward",
  branch: "Branch",
  loading: "Loading",
  loadMore: "Load more",
  retry: "Try again",
  notLoaded: "Part of this page couldn't be loaded. Trying again…",
  close: "Close",
  cancel: "Cancel",
  typeToConfirm: (text: string) => `Type ${text} to confirm.`,
  permissionDenied: "You don't have access to this page",
  request: (id: string) => `Request ID: ${id}`,
  copy: {
    /** A name in the middle of a sentence starts in lower case, unless it is an acronym. */
    submit: (name: string) => `Copy ${/^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name}`,
    copied: "Copied",
    failed: "Couldn't copy. Your browser doesn't allow this page to use the clipboard.",
  },
  difference: { field: "Field", before: "Before", after: "After" },
  code: {
    label: "Code",
    format: "The six digits of the code",
  },
  theme: {
    label: "Theme",
    system: "System",
    light: "Light",
    dark: "Dark",
  },
  /** A picture of a user or the logo of an organization; `noun` is "picture" or "logo". */
  picture: {
    choose: (noun: string) => `Choose ${noun}`,
    change: (noun: string) => `Change ${noun}`,
    preview: (noun: string) => `Preview of the new ${noun}`,
    save: (noun: string) => `Save ${noun}`,
    cancel: "Cancel",
    remove: "Remove",
    removeTitle: (noun: string) => `Remove ${noun}?`,
    consequence: "The initials are shown instead.",
    hint: "PNG, JPEG or WebP. It's cropped to a square.",
    unreadable: "This file couldn't be read as an image. Choose a PNG, JPEG or WebP file.",
  },
} as const;
