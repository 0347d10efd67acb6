/** The texts of second factors: at sign-in and in the user's settings. */
export const secondFactorsCopy = {
  signIn: {
    title: "Enter your second factor",
    text: "Enter the code from your authenticator app, or one of your backup codes.",
    code: "Code",
    submit: "Sign in",
    startOver: "Sign in another way",
    expired: {
      title: "This sign-in has expired",
      detail: "Sign in again to get to this step.",
      submit: "Sign in again",
    },
  },
  panel: {
    title: "Second factor",
    none: "After your password, email code or provider, Steward can ask for a code from an authenticator app.",
    setUp: "Set up authenticator app",
    app: "Authenticator app",
    since: (day: string) => `since ${day}`,
    codesLeft: (count: number) => (count === 1 ? "1 backup code left" : `${count} backup codes left`),
    newCodes: "New backup codes",
    remove: "Remove",
  },
  setUp: {
    title: "Set up authenticator app",
    text: "Scan the QR code with an authenticator app, or type the key. Then enter the code that it shows.",
    qrCode: "QR code for the authenticator app",
    key: "Key",
    code: "Code",
    submit: "Turn on",
    done: "Your second factor is on",
  },
  backupCodes: {
    title: "Save your backup codes",
    text: "Each code signs you in once if you lose your authenticator app. Keep them somewhere safe: they are shown only now.",
    label: "Backup codes",
    done: "I saved them",
  },
  replaceCodes: {
    title: "Get new backup codes?",
    text: "Your old backup codes stop working. Enter a code from your authenticator app, or a backup code.",
    submit: "Get new codes",
  },
  removal: {
    title: "Remove authenticator app?",
    text: "Signing in no longer needs it, and your backup codes stop working. Enter a code from the app, or a backup code.",
    submit: "Remove",
    done: "Your authenticator app was removed",
  },
} as const;
