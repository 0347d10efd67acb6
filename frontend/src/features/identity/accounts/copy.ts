/** The texts of several accounts in one browser. */
export const accountsCopy = {
  others: "Other accounts",
  add: "Add another account",
  signOutEverybody: "Sign out of all accounts",
  /** An accessible name: the address tells two people of the same name apart. */
  switchTo: (name: string, email: string) => `Switch to ${name} (${email})`,
  signedInHere: "Signed in in this browser",
  continueAs: (name: string, email: string) => `Continue as ${name} (${email})`,
} as const;
