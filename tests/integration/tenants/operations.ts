import { description, type Operation } from "../support/description.ts";

/** What an operation needs of its caller, in words: its audience, or its permission and where. */
export const needOf = ({ audience, requirement, isStepUp }: Operation): string =>
  `${audience ?? `${requirement?.permission} in the ${requirement?.within}`}${isStepUp ? ", confirmed" : ""}`;

/** The reviewed operations by their need. A new operation, and one that needs something else than before, shows here. */
export const REVIEWED_OPERATIONS: Record<string, string> = {
  "anyone":
    "auth.login auth.logout auth.refresh auth.signIn auth.signOut device.authorize device.token github.webhook oauth.getKeys oauth.getMetadata " +
    "oauth.getOpenidConfiguration oauth.getProtectedResource oauth.getUserInfo oauth.introspect oauth.postUserInfo oauth.revoke oauth.token",
  "browser":
    "auth.activateSession auth.finishOAuth auth.finishSso auth.forgotPassword auth.getSecondFactorChallenge auth.listParkedSessions " +
    "auth.listProviders auth.parkSession auth.register auth.rejectSignIn auth.resetPassword auth.sendCode auth.sendLink auth.showHumanCheck " +
    "auth.signInWithPasskey auth.signOutEverybody auth.signUp auth.signUpByInvitation auth.startOAuth auth.startPasskeySignIn " +
    "auth.startSecondFactorPasskey auth.startSso auth.verifyCode auth.verifyLink auth.verifySecondFactor auth.verifySecondFactorPasskey " +
    "auth.verifySignUp github.callback health invitation.show oauth.authorize",
  "provisioner": "scim.create scim.delete scim.get scim.list scim.replace scim.update",
  "signed_in": "auth.stopImpersonating organization.getBySlug organization.list picture.get user.me",
  "person_only":
    "joinRequest.showLink organization.listDeleted user.getSecondFactors user.listAccounts user.listAuthorizedApps user.listJoinRequests " +
    "user.listSecurityEvents user.listSessions user.listSuggestions user.removePicture user.setPicture user.updateProfile",
  "user_only":
    "auth.confirm auth.listConfirmationMethods auth.sendConfirmationCode auth.startPasskeyConfirmation authorization.approve authorization.get " +
    "device.deny device.get invitation.accept invitation.decline joinRequest.create joinRequest.createByLink joinRequest.withdraw " +
    "organization.create organization.join user.confirmTotp user.export user.previewDeletion user.removeTotp user.renamePasskey " +
    "user.replaceBackupCodes user.revokeAuthorizedApp user.verifyEmail",
  "user_only, confirmed":
    "device.approve organization.restore user.addPasskey user.changeEmail user.changePassword user.deleteAccount user.endOtherSessions " +
    "user.endSession user.linkAccount user.removePasskey user.setUpTotp user.startPasskey user.unlinkAccount",
  "administrator":
    "admin.acceptFromWaitlist admin.banUser admin.createSignUpAllowance admin.deleteSignUpAllowance admin.endUserSessions admin.getSessionInfo " +
    "admin.getUser admin.listAllEstates admin.listAuditEvents admin.listBuilds admin.listDeliveries admin.listOrganizations " +
    "admin.listSignUpAllowances admin.listUndecodableMessages admin.listUserSessions admin.listUsers admin.listWaitlist " +
    "admin.listWebhookDeliveries admin.rebuildEstate admin.removeFromWaitlist admin.requeueDelivery admin.sealing admin.unbanUser " +
    "admin.verifyAudit testing.panic testing.poke",
  "administrator, confirmed": "admin.deleteUser admin.impersonate admin.setUserRole",
  "apiKey.manage in the organization": "apiKey.list",
  "apiKey.manage in the organization, confirmed": "apiKey.create apiKey.delete apiKey.rotate apiKey.update",
  "audit.manage in the organization": "auditStream.get auditStream.test",
  "audit.manage in the organization, confirmed": "auditStream.create auditStream.delete auditStream.update",
  "audit.view in the organization": "audit.export audit.list audit.verify",
  "build.manage in the estate": "estate.cancelBuild estate.resumeActivation estate.rollbackToBuild estate.triggerRebuild",
  "domain.manage in the organization":
    "organization.addDomain organization.listDomains organization.removeDomain organization.updateDomain organization.verifyDomain",
  "estate.create in the organization": "estate.create",
  "estate.delete in the estate, confirmed": "estate.delete",
  "estate.update in the estate": "estate.update",
  "estate.view in the estate":
    "estate.get estate.getBuild estate.getBuildConfiguration estate.getBuildLog estate.getBuilds estate.getConfiguration " +
    "estate.getOnboardingStatus estate.listBuildFiles integrations.getGithubRepoForEstate",
  "estate.view in the organization": "estates.list estates.listOverviews",
  "member.invite in the organization":
    "invitation.create invitation.createMany invitation.list invitation.resend invitation.revoke joinRequest.decline joinRequest.list " +
    "organization.addMember organization.createJoinLink organization.deleteJoinLink organization.getJoinLink",
  "member.invite in the organization, confirmed": "joinRequest.accept",
  "member.remove in the organization, confirmed": "organization.removeMember",
  "member.update in the organization, confirmed": "organization.updateMemberRole",
  "member.view in the organization": "customRole.list organization.getMember organization.listMembers team.list",
  "oauthClient.manage in the organization": "oauthClient.get oauthClient.list",
  "oauthClient.manage in the organization, confirmed": "oauthClient.create oauthClient.delete oauthClient.rotateSecret oauthClient.update",
  "organization.delete in the organization, confirmed": "organization.delete",
  "organization.leave in the organization": "organization.leave",
  "organization.transfer in the organization, confirmed": "organization.transfer",
  "organization.update in the estate": "estate.completeUserOnboardingStep",
  "organization.update in the organization": "organization.removeLogo organization.setLogo organization.update",
  "organization.view in the organization": "organization.get organization.socket",
  "repository.manage in the estate":
    "integrations.confirmGithubRepo integrations.disconnectGithubRepo integrations.listAvailableGithubRepos integrations.listGithubBranches " +
    "integrations.setGithubRepoForEstate integrations.startGithubAppInstallFlow integrations.startGithubAuthorization",
  "security.manage in the organization": "audit.getRetention organization.getScim organization.getSso",
  "security.manage in the organization, confirmed":
    "audit.setRetention organization.createScimToken organization.enforceSso organization.export organization.removeSso " +
    "organization.requireSecondFactor organization.revokeScimToken organization.testSso organization.updateSso",
  "serviceAccount.manage in the organization": "serviceAccount.list",
  "serviceAccount.manage in the organization, confirmed": "serviceAccount.create serviceAccount.delete serviceAccount.update",
  "team.manage in the organization, confirmed": "team.create team.delete team.update",
  "customRole.manage in the organization, confirmed": "customRole.create customRole.delete customRole.update",
};

/** The operations as the API's description has them, in the same form. */
export const declaredOperations = (): Record<string, string> => {
  const ids: Record<string, string[]> = {};
  for (const operation of description.operations) (ids[needOf(operation)] ??= []).push(operation.id);
  return Object.fromEntries(Object.entries(ids).map(([need, names]) => [need, names.sort().join(" ")]));
};
