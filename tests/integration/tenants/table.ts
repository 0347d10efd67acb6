// Who may do what, operation by operation: the whole API. An operation that is not in here fails the tests.

/** Anybody. The number is what a request gets that is refused later, or that changes nothing. */
export const PUBLIC: Record<string, number> = {
  "health": 200,
  "auth.listProviders": 200,
  "auth.signUp": 400,
  "auth.verifySignUp": 400,
  "auth.signIn": 400,
  "auth.sendLink": 400,
  "auth.verifyLink": 400,
  "auth.sendCode": 400,
  "auth.verifyCode": 400,
  "auth.forgotPassword": 400,
  "auth.resetPassword": 400,
  "auth.startOAuth": 400,
  "auth.finishOAuth": 303,
  "invitation.show": 404,
  "github.callback": 303,
};

/** Programs, from anywhere: no origin is asked for, and no cookie is looked at. */
export const PROGRAM: Record<string, number> = {
  "auth.login": 400,
  "auth.refresh": 400,
  "auth.logout": 400,
  "device.metadata": 200,
  "device.authorize": 400,
  "device.token": 400,
  "github.webhook": 400,
};

/** Whoever is signed in, as a person. The number is what such a caller gets. */
export const SIGNED_IN: Record<string, number> = {
  "user.me": 200,
  "auth.signOut": 204,
  "auth.stopImpersonating": 409,
  "user.updateProfile": 400,
  "user.setPicture": 400,
  "user.removePicture": 200,
  "user.changePassword": 400,
  "user.changeEmail": 400,
  "user.verifyEmail": 400,
  "user.listSessions": 200,
  "user.endSession": 404,
  "user.endOtherSessions": 204,
  "user.listAccounts": 200,
  "user.linkAccount": 400,
  "user.unlinkAccount": 404,
  "user.export": 200,
  "user.previewDeletion": 200,
  "user.deleteAccount": 400,
  "user.listSuggestions": 200,
  "picture.get": 404,
  "device.get": 404,
  "device.approve": 404,
  "device.deny": 404,
  "invitation.accept": 404,
  "invitation.decline": 404,
  "organization.list": 200,
  "organization.create": 400,
  "organization.getBySlug": 404,
  "organization.join": 404,
};

/** Administrators of the platform. The number is what they get. */
export const ADMINISTRATOR: Record<string, number> = {
  "admin.listUsers": 200,
  "admin.getUser": 404,
  "admin.banUser": 400,
  "admin.unbanUser": 404,
  "admin.impersonate": 404,
  "admin.deleteUser": 400,
  "admin.listUserSessions": 404,
  "admin.endUserSessions": 404,
  "admin.listOrganizations": 200,
  "admin.listAllEstates": 200,
  "admin.rebuildEstate": 404,
  "admin.listBuilds": 200,
  "admin.listDeliveries": 200,
  "admin.requeueDelivery": 404,
  "admin.sealing": 200,
  "admin.getSessionInfo": 200,
  "testing.poke": 400,
};

/** Who calls in an organization or an estate, in the order of the columns below. */
export const CALLERS = ["owner", "admin", "member", "viewer", "guest", "external", "granted", "key", "otherKey"] as const;
export type Caller = (typeof CALLERS)[number];

/** A permission, what is answered to whoever has it, and for each caller `yes` or the status of the refusal. */
export const IN_ORGANIZATION: Record<string, string> = {
  //                                                          owner admin member viewer guest external granted key otherKey
  "organization.get":           "organization.view     200    yes   yes   yes    yes    yes   404      yes     yes 403",
  "organization.socket":        "organization.view     426    yes   yes   yes    yes    yes   404      yes     yes 403",
  "organization.update":        "organization.update   400    yes   yes   403    403    404   404      404     403 403",
  "organization.setLogo":       "organization.update   400    yes   yes   403    403    404   404      404     403 403",
  "organization.removeLogo":    "organization.update   200    yes   yes   403    403    404   404      404     403 403",
  "organization.transfer":      "organization.transfer 400    yes   403   403    403    404   404      404     403 403",
  "organization.delete":        "organization.delete   400    yes   403   403    403    404   404      404     403 403",
  "organization.leave":         "organization.leave    204    yes   yes   yes    yes    yes   404      yes     403 403",
  "organization.listDomains":   "domain.manage         200    yes   403   403    403    404   404      404     403 403",
  "organization.addDomain":     "domain.manage         400    yes   403   403    403    404   404      404     403 403",
  "organization.updateDomain":  "domain.manage         400    yes   403   403    403    404   404      404     403 403",
  "organization.verifyDomain":  "domain.manage         409    yes   403   403    403    404   404      404     403 403",
  "organization.removeDomain":  "domain.manage         204    yes   403   403    403    404   404      404     403 403",
  "organization.listMembers":   "member.view           200    yes   yes   yes    yes    404   404      404     yes 403",
  "organization.updateMemberRole":  "member.update         400    yes   yes   403    403    404   404      404     403 403",
  "organization.removeMember":  "member.remove         204    yes   yes   403    403    404   404      404     yes 403",
  "invitation.list":            "member.invite         200    yes   yes   403    403    404   404      404     yes 403",
  "invitation.create":          "member.invite         400    yes   yes   403    403    404   404      404     yes 403",
  "invitation.resend":          "member.invite         200    yes   yes   403    403    404   404      404     yes 403",
  "invitation.revoke":          "member.invite         204    yes   yes   403    403    404   404      404     yes 403",
  "apiKey.list":                "apiKey.manage         200    yes   yes   403    403    404   404      404     403 403",
  "apiKey.create":              "apiKey.manage         400    yes   yes   403    403    404   404      404     403 403",
  "apiKey.delete":              "apiKey.manage         204    yes   yes   403    403    404   404      404     403 403",
  "audit.list":                 "audit.view            200    yes   yes   403    403    404   404      404     yes 403",
  "audit.export":               "audit.view            200    yes   yes   403    403    404   404      404     yes 403",
  "audit.verify":               "audit.view            200    yes   yes   403    403    404   404      404     yes 403",
  "estates.list":                "estate.view           200    yes   yes   yes    yes    yes   404      yes     yes 403",
  "estate.create":              "estate.create         400    yes   yes   403    403    404   404      404     yes 403",
};

export const IN_ESTATE: Record<string, string> = {
  //                                                          owner admin member viewer guest external granted key otherKey
  "estate.get":                 "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.getConfiguration":    "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "integrations.getGithubRepoForEstate":       "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.update":              "estate.update         400    yes   yes   403    403    404   404      404     yes 403",
  "estate.delete":              "estate.delete         400    yes   yes   403    403    404   404      404     403 403",
  "integrations.setGithubRepoForEstate":   "repository.manage     400    yes   yes   yes    403    404   404      404     yes 403",
  "integrations.disconnectGithubRepo": "repository.manage    204    yes   yes   yes    403    404   404      404     yes 403",
  "integrations.startGithubAppInstallFlow":   "repository.manage     200    yes   yes   yes    403    404   404      404     yes 403",
  "integrations.listAvailableGithubRepos":    "repository.manage     200    yes   yes   yes    403    404   404      404     yes 403",
  "integrations.listGithubBranches":        "repository.manage     200    yes   yes   yes    403    404   404      404     yes 403",
  "estate.getOnboardingStatus":             "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.completeUserOnboardingStep":    "organization.update   400    yes   yes   403    403    404   404      404     403 403",
  "estate.getBuilds":                 "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.getBuild":                  "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.getBuildLog":                  "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.listBuildFiles":            "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.getBuildConfiguration":     "estate.view           200    yes   yes   yes    yes    404   404      yes     yes 403",
  "estate.triggerRebuild":               "build.manage          400    yes   yes   yes    403    404   404      404     yes 403",
  "estate.rollbackToBuild":             "build.manage          200    yes   yes   yes    403    404   404      404     yes 403",
  "estate.cancelBuild":               "build.manage          409    yes   yes   yes    403    404   404      404     yes 403",
};

/** One row, read. */
export interface Row {
  permission: string;
  /** What is answered to whoever may. */
  status: number;
  cells: Record<Caller, string>;
}

export function rowOf(text: string): Row {
  const [permission = "", status = "", ...cells] = text.split(/\s+/);
  return { permission, status: Number(status), cells: Object.fromEntries(CALLERS.map((caller, index) => [caller, cells[index] ?? ""])) as Record<Caller, string> };
}
