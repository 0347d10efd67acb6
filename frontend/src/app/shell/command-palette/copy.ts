import { formatPlural } from "@/format/amount";

/** The texts of the command palette and of the help for the keyboard. */
export const paletteCopy = {
  title: "Search",
  search: "Search estates, pages, actions, people and builds",
  groups: { pages: "Pages", actions: "Actions", estates: "Estates", people: "People", builds: "Builds" },
  userSettings: "Your settings",
  settingsOf: (organization: string) => `${organization} settings`,
  actions: {
    startBuild: { label: "Start build", keywords: "rebuild" },
    createEstate: (organization: string) => `Create estate in ${organization}`,
    createOrganization: { label: "Create organization", keywords: "new" },
    theme: (name: string) => `Use ${name.toLowerCase()} theme`,
    themeKeywords: "switch colour scheme mode",
    shortcuts: { label: "Keyboard shortcuts", keywords: "help keys" },
    signOut: { label: "Sign out", keywords: "log out" },
  },
  searching: "Searching…",
  noResults: (query: string) => `No results for “${query}”`,
  results: (count: number) => formatPlural(count, "result"),
  failed: "Some results couldn't be loaded",
  retry: "Try again",
  help: {
    title: "Keyboard shortcuts",
    description: "Single-key shortcuts work outside of input fields.",
    turnOff: "Turn off single-key shortcuts in your settings",
    off: "Single-key shortcuts are turned off.",
    turnOn: "Turn them on in your settings",
    or: "or",
    then: "then",
    search: "Search",
    help: "Show this help",
    goTo: (page: string) => `Go to ${page.toLowerCase()}`,
  },
} as const;
