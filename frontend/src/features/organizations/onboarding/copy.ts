/** The texts of the onboarding page and of the card on the dashboard that links to it. */
export const onboardingCopy = {
  title: "Getting started",
  card: {
    progress: (progress: string) => `Getting started: ${progress} steps done`,
    continue: "Continue",
    dismiss: "Dismiss getting started",
  },
  page: {
    progress: (progress: string) => `${progress} steps done.`,
    comeBack: "You can come back to this page from the dashboard.",
    completed: "You're all set up.",
    dashboard: "Go to dashboard",
    dismiss: "Don't show this again",
  },
  progress: (done: number, total: number) => `${done} of ${total}`,
  steps: {
    label: "Steps",
    done: "(done)",
    confirmName: {
      title: "Confirm the organization's name",
      name: "Organization name",
      submit: "Confirm name",
    },
    connectRepository: {
      title: "Connect a repository",
      text: "Steward builds your configuration from a GitHub repository.",
      link: "Choose repository",
      done: "Every push triggers a build.",
    },
    firstBuild: {
      title: "Complete the first build",
      text: "This step is marked as done when a build completes.",
      link: "View builds",
      notConnected: "The first build starts when you connect a repository.",
      done: "Its configuration is now active.",
    },
    inviteTeam: {
      title: "Invite members",
      text: "Members can view the estate and its builds, and do more depending on their role. You can invite people at any time.",
      link: "Invite members",
      skip: "Skip",
      done: "You've invited others to your organization.",
    },
  },
} as const;
