import { formatPlural } from "@/format/amount";
import { shortHash } from "@/format/commit-hash";
import { roleLabels } from "../members/roles";
import { type Part, sentence } from "./sentence";

/** What a sentence can use of an audit event. */
export type Facts = {
  /** The resource: "Ada", "build #12", "the invitation for ada@example.com". */
  target: Part;
  targetType: string;
  estate: Part;
  before: Details;
  after: Details;
  /** Another estate that the details have the id of. */
  estateOf: (id: unknown) => Part;
};
export type Details = Record<string, unknown>;

/** What follows the actor's name in the sentence of an action. */
type Sentence = (facts: Facts) => Part[];
/** The actions of a group: the name in the filter, and the sentence. */
type Actions = Record<string, { label: string; sentence: Sentence }>;

const name = (value: unknown): Part => ({ text: String(value) });
const isRole = (value: unknown): value is keyof typeof roleLabels => typeof value === "string" && value in roleLabels;
const role = (value: unknown) => (isRole(value) ? roleLabels[value].label.toLowerCase() : String(value));
const asRole = (value: unknown) => (isRole(value) ? roleLabels[value].withArticle : String(value));
/** The name of the custom role, or of the role. */
const roleOf = (details: Details): Part | string => {
  const customRole = details.customRole as { name: unknown } | null | undefined;
  return customRole ? name(customRole.name) : role(details.role);
};
const isSameRole = (before: Details, after: Details) => JSON.stringify(roleOf(before)) === JSON.stringify(roleOf(after));
const repository = ({ fullName, branch }: Details): Part => name(branch === undefined ? fullName : `${fullName} (${branch})`);

/** The ways to prove a second factor. */
const factors: Record<string, string> = { passkey: "a passkey", totp: "an authenticator app", backupCode: "a backup code" };

/** The actions of an organization, in the groups of the filter. */
export const actionGroups: { title: string; actions: Actions }[] = [
  {
    title: "Organization",
    actions: {
      "organization.create": { label: "Organization created", sentence: ({ after }) => sentence`created the organization ${name(after.name)}` },
      "organization.update": { label: "Organization updated", sentence: describeOrganizationUpdate },
      "organization.setLogo": { label: "Logo changed", sentence: () => sentence`changed the organization's logo` },
      "organization.removeLogo": { label: "Logo removed", sentence: () => sentence`removed the organization's logo` },
      "organization.requireSecondFactor": {
        label: "Second factor required",
        sentence: ({ after }) => (after.secondFactorRequiredFrom ? sentence`required a second factor of every member` : sentence`stopped requiring a second factor`),
      },
      "organization.transfer": { label: "Ownership transferred", sentence: ({ target }) => sentence`transferred the organization to ${target}` },
      "organization.export": { label: "Data exported", sentence: () => sentence`exported all data of the organization` },
      "organization.delete": { label: "Organization deleted", sentence: ({ before }) => sentence`deleted the organization ${name(before.name)}` },
      "organization.restore": { label: "Organization restored", sentence: () => sentence`restored the deleted organization` },
      "organization.purge": { label: "Organization deleted for good", sentence: ({ before }) => sentence`deleted the data of the organization ${name(before.name)}` },
    },
  },
  {
    title: "Members",
    actions: {
      "organization.updateMemberRole": {
        label: "Role or estates changed",
        sentence: ({ target, before, after }) => {
          if (!isSameRole(before, after)) return sentence`changed ${target}'s role from ${roleOf(before)} to ${roleOf(after)}`;
          return before.estateIds && after.estateIds ? sentence`changed the estates that ${target} can access` : sentence`changed ${target}'s roles on estates`;
        },
      },
      "customRole.create": { label: "Custom role created", sentence: ({ target }) => sentence`created ${target}` },
      "customRole.update": { label: "Custom role changed", sentence: describeCustomRoleUpdate },
      "customRole.delete": { label: "Custom role deleted", sentence: ({ before }) => sentence`deleted the custom role ${name(before.name)}` },
      "team.create": { label: "Team created", sentence: ({ target }) => sentence`created ${target}` },
      "team.update": { label: "Team changed", sentence: describeTeamUpdate },
      "team.delete": { label: "Team deleted", sentence: ({ before }) => sentence`deleted the team ${name(before.name)}` },
      "organization.removeMember": { label: "Member removed", sentence: ({ target }) => sentence`removed ${target} from the organization` },
      "organization.leave": { label: "Member left", sentence: () => sentence`left the organization` },
      "organization.join": { label: "Joined with a domain", sentence: ({ after }) => sentence`joined with a verified domain as ${asRole(after.role)}` },
      "invitation.accept": {
        label: "Invitation accepted",
        sentence: ({ after }) => (after.role === undefined ? sentence`accepted an invitation` : sentence`accepted an invitation and joined as ${asRole(after.role)}`),
      },
      "auth.finishSso": {
        label: "Single sign-on",
        sentence: ({ before, after }) => {
          if (after.role === undefined) return sentence`signed in with single sign-on`;
          return before.role === undefined ? sentence`joined by single sign-on as ${asRole(after.role)}` : sentence`became ${asRole(after.role)} by their groups at the identity provider`;
        },
      },
      "scim.create": { label: "Provisioned", sentence: ({ target }) => sentence`created ${target}` },
      "scim.replace": { label: "Provisioning replaced", sentence: describeProvisioning },
      "scim.update": { label: "Provisioning updated", sentence: describeProvisioning },
      "scim.delete": {
        label: "Deprovisioned",
        sentence: ({ target, targetType, before }) => (targetType === "team" ? sentence`deleted the team ${name(before.name)}` : sentence`removed ${target} from the organization`),
      },
      "auth.verifySignUp": { label: "Signed up", sentence: () => sentence`signed up` },
      "auth.signUpByInvitation": { label: "Signed up with an invitation", sentence: () => sentence`signed up with an invitation` },
      "user.deleteAccount": {
        label: "Account deleted",
        sentence: ({ targetType }) => (targetType === "organization" ? sentence`deleted their account, and the organization with it` : sentence`deleted their account`),
      },
      "admin.deleteUser": {
        label: "Account deleted by an administrator",
        sentence: ({ target, targetType }) =>
          targetType === "organization" ? sentence`deleted the account of the owner, and the organization with it` : sentence`deleted the account of ${target}`,
      },
    },
  },
  {
    title: "Invitations",
    actions: {
      "invitation.create": {
        label: "Invitation created",
        sentence: ({ after }) => (after.email ? sentence`invited ${name(after.email)} as ${asRole(after.role)}` : sentence`created a link that invites people as ${asRole(after.role)}`),
      },
      "invitation.createMany": {
        label: "List of people invited",
        sentence: ({ after }) => sentence`invited ${name(formatPlural(Array.isArray(after.emails) ? after.emails.length : 0, "address", "addresses"))} as ${role(after.role)}`,
      },
      "joinRequest.create": { label: "Join requested", sentence: () => sentence`asked to join` },
      "joinRequest.createByLink": { label: "Join requested with the link", sentence: () => sentence`asked to join with the link` },
      "joinRequest.withdraw": { label: "Join request withdrawn", sentence: () => sentence`withdrew a request to join` },
      "joinRequest.accept": { label: "Join request accepted", sentence: ({ target, after }) => sentence`accepted the request of ${target} to join as ${asRole(after.role)}` },
      "joinRequest.decline": { label: "Join request declined", sentence: () => sentence`declined a request to join` },
      "organization.createJoinLink": { label: "Join link created", sentence: () => sentence`created a link for asking to join` },
      "organization.deleteJoinLink": { label: "Join link ended", sentence: () => sentence`ended the link for asking to join` },
      "invitation.resend": { label: "Invitation resent", sentence: ({ target }) => sentence`resent ${target}` },
      "invitation.revoke": { label: "Invitation revoked", sentence: ({ target }) => sentence`revoked ${target}` },
      "invitation.decline": { label: "Invitation declined", sentence: ({ target }) => sentence`declined ${target}` },
    },
  },
  {
    title: "Domains",
    actions: {
      "organization.addDomain": { label: "Domain added", sentence: ({ target }) => sentence`added the domain ${target}` },
      "organization.verifyDomain": { label: "Domain verified", sentence: ({ target }) => sentence`verified the domain ${target}` },
      "organization.updateDomain": { label: "Domain updated", sentence: describeDomainUpdate },
      "organization.updateSso": {
        label: "Single sign-on updated",
        sentence: ({ before, after }) =>
          before.issuer === after.issuer ? sentence`changed single sign-on with ${name(after.issuer)}` : sentence`connected single sign-on to ${name(after.issuer)}`,
      },
      "organization.removeSso": { label: "Single sign-on removed", sentence: ({ before }) => sentence`removed single sign-on with ${name(before.issuer)}` },
      "organization.enforceSso": {
        label: "Single sign-on required",
        sentence: ({ before, after }) => {
          if (before.enforced === after.enforced) return sentence`changed who can enter without single sign-on`;
          return after.enforced === true ? sentence`required single sign-on` : sentence`stopped requiring single sign-on`;
        },
      },
      "organization.createScimToken": {
        label: "SCIM token created",
        sentence: ({ before }) => (before.id === null ? sentence`created the SCIM token` : sentence`replaced the SCIM token`),
      },
      "organization.revokeScimToken": { label: "SCIM token revoked", sentence: () => sentence`revoked the SCIM token` },
      "organization.removeDomain": { label: "Domain removed", sentence: ({ before }) => sentence`removed the domain ${name(before.domain)}` },
    },
  },
  {
    title: "Estates",
    actions: {
      "estate.create": { label: "Estate created", sentence: ({ target }) => sentence`created the estate ${target}` },
      "estate.update": { label: "Estate updated", sentence: describeEstateUpdate },
      "estate.delete": { label: "Estate deleted", sentence: ({ before }) => sentence`deleted the estate ${name(before.name)}` },
      "estate.completeUserOnboardingStep": {
        label: "Getting started",
        sentence: ({ estate, after }) => {
          if (after.step === "confirm_name") return sentence`confirmed the organization's name`;
          return after.step === "dismiss" ? sentence`dismissed “Getting started” for ${estate}` : sentence`completed “Getting started” for ${estate}`;
        },
      },
    },
  },
  {
    title: "Repository",
    actions: {
      "integrations.setGithubRepoForEstate": {
        label: "Repository connected",
        sentence: ({ estate, before, after }) =>
          before.fullName === undefined
            ? sentence`connected ${repository(after)} to ${estate}`
            : sentence`replaced ${repository(before)} with ${repository(after)} as the repository of ${estate}`,
      },
      "integrations.disconnectGithubRepo": { label: "Repository disconnected", sentence: ({ estate, before }) => sentence`disconnected ${repository(before)} from ${estate}` },
      "integrations.startGithubAppInstallFlow": { label: "GitHub installation started", sentence: ({ estate }) => sentence`started the installation of the GitHub App for ${estate}` },
      "integrations.startGithubAuthorization": { label: "GitHub authorization started", sentence: ({ estate }) => sentence`started the authorization of the GitHub App for ${estate}` },
      "integrations.authorizeGithub": { label: "GitHub App authorized", sentence: ({ after }) => sentence`authorized the GitHub App as ${name(after.login)}` },
      "integrations.confirmGithubRepo": { label: "Repository confirmed", sentence: ({ estate, after }) => sentence`confirmed ${repository(after)} as the repository of ${estate}` },
      "integrations.unconfirmGithubRepo": { label: "Repository unconfirmed", sentence: ({ estate, before }) => sentence`found nobody who can write to ${repository(before)}, the repository of ${estate}` },
      "integrations.followGithubRepo": { label: "Repository moved", sentence: ({ estate, after }) => sentence`found the repository of ${estate} at ${repository(after)}` },
      "integrations.changeGithubInstallation": {
        label: "GitHub installation changed",
        sentence: ({ estate, after }) => (after.installationState ? sentence`ended the access of the GitHub App to ${repository(after)}, the repository of ${estate}` : sentence`gave the GitHub App access to ${repository(after)}, the repository of ${estate}`),
      },
      "github.callback": { label: "GitHub installation connected", sentence: ({ estate }) => sentence`connected an installation of the GitHub App to ${estate}` },
    },
  },
  {
    title: "Builds",
    actions: {
      "estate.triggerRebuild": { label: "Build triggered", sentence: describeBuild },
      "estate.cancelBuild": { label: "Build cancelled", sentence: ({ target, estate }) => sentence`cancelled ${target} of ${estate}` },
      "estate.rollbackToBuild": {
        label: "Build activated",
        sentence: ({ target, estate, before, after }) =>
          Number(before.number) > Number(after.number) ? sentence`rolled ${estate} back from build #${String(before.number)} to ${target}` : sentence`activated ${target} of ${estate}`,
      },
      "estate.resumeActivation": { label: "Automatic activation resumed", sentence: ({ estate }) => sentence`resumed automatic activation in ${estate}` },
    },
  },
  {
    title: "Audit stream",
    actions: {
      "audit.setRetention": { label: "Retention changed", sentence: describeRetention },
      "audit.removeExpired": {
        label: "Audit events removed",
        sentence: ({ before }) => sentence`removed the audit events ${String(before.firstSequence)} to ${String(before.lastSequence)} after their time`,
      },
      "auditStream.create": { label: "Audit stream created", sentence: ({ after }) => sentence`started streaming the audit log to ${name(after.url)}` },
      "auditStream.update": { label: "Audit stream changed", sentence: describeStreamUpdate },
      "auditStream.pause": { label: "Audit stream paused", sentence: ({ after }) => sentence`paused the audit stream after ${String(after.failures)} failed deliveries` },
      "auditStream.test": { label: "Test delivery sent", sentence: () => sentence`sent a test delivery to the audit stream` },
      "auditStream.delete": { label: "Audit stream deleted", sentence: ({ before }) => sentence`stopped streaming the audit log to ${name(before.url)}` },
    },
  },
  {
    title: "API keys",
    actions: {
      "apiKey.create": { label: "API key created", sentence: ({ target }) => sentence`created ${target}` },
      "apiKey.update": { label: "API key changed", sentence: describeKeyUpdate },
      "apiKey.rotate": { label: "API key rotated", sentence: ({ target }) => sentence`rotated the secret of ${target}` },
      "apiKey.delete": { label: "API key revoked", sentence: ({ before }) => sentence`revoked the API key ${name(before.name)}` },
    },
  },
  {
    title: "Service accounts",
    actions: {
      "serviceAccount.create": { label: "Service account created", sentence: ({ target, after }) => (after.customRole ? sentence`created ${target} with the role ${roleOf(after)}` : sentence`created ${target} as ${asRole(after.role)}`) },
      "serviceAccount.update": { label: "Service account changed", sentence: describeServiceAccountUpdate },
      "serviceAccount.delete": { label: "Service account deleted", sentence: ({ before }) => sentence`deleted the service account ${name(before.name)}` },
    },
  },
  {
    title: "Apps",
    actions: {
      "oauthClient.create": { label: "App registered", sentence: ({ after }) => sentence`registered the app ${name(after.name)}` },
      "oauthClient.update": {
        label: "App changed",
        sentence: ({ before, after }) =>
          before.disabled === after.disabled ? sentence`changed the app ${name(after.name)}` : sentence`${after.disabled === true ? "disabled" : "enabled"} the app ${name(after.name)}`,
      },
      "oauthClient.rotateSecret": { label: "App secret rotated", sentence: ({ after }) => sentence`gave the app ${name(after.name)} a new secret` },
      "oauthClient.delete": { label: "App deleted", sentence: ({ before }) => sentence`deleted the app ${name(before.name)}` },
      "authorization.approve": { label: "App allowed", sentence: ({ after }) => sentence`allowed the app ${name(after.name)} to act for them` },
      "user.revokeAuthorizedApp": { label: "App's access revoked", sentence: ({ before }) => sentence`revoked the access of the app ${name(before.name)}` },
      "oauth.token": { label: "Signed in to an app", sentence: ({ after }) => sentence`signed in to the app ${name(after.name)}` },
      "oauth.revoke": { label: "Signed out of an app", sentence: ({ before }) => sentence`signed out of the app ${name(before.name)}` },
      "oauth.codeReused": { label: "Code used twice", sentence: ({ before }) => sentence`used a code of the app ${name(before.name)} twice, which ended its session` },
    },
  },
];

/** The actions that belong to no organization, so that its log does not have them. */
export const otherSentences: Record<string, Sentence> = {
  "auth.signUp": () => sentence`requested a sign-up code`,
  "auth.signIn": () => sentence`signed in with a password`,
  "auth.sendCode": () => sentence`requested a sign-in code`,
  "auth.verifyCode": () => sentence`signed in with a code`,
  "auth.sendLink": () => sentence`requested a sign-in link`,
  "auth.verifyLink": () => sentence`signed in with a link`,
  "auth.finishOAuth": ({ after }) => sentence`${after.outcome === "linked" ? "linked an account at" : "signed in with"} ${name(after.provider)}`,
  "auth.signOut": () => sentence`signed out`,
  "auth.login": () => sentence`signed in from a program`,
  "auth.logout": () => sentence`signed out of a program`,
  "auth.refreshTokenReused": () => sentence`used a refresh token twice, which ended the session`,
  "auth.forgotPassword": () => sentence`requested a password reset`,
  "auth.resetPassword": () => sentence`reset the password`,
  "auth.signInWithPasskey": () => sentence`signed in with a passkey`,
  "auth.verifySecondFactor": ({ after }) => sentence`signed in and proved a second factor with ${name(factors[String(after.method)] ?? after.method)}`,
  "auth.sendConfirmationCode": () => sentence`requested a code to confirm who they are`,
  "auth.confirm": () => sentence`confirmed who they are`,
  "auth.secondFactorFailed": ({ after }) => sentence`failed to prove a second factor with ${name(factors[String(after.method)] ?? after.method)}`,
  "auth.rejectSignIn": () => sentence`rejected a sign-in and revoked all sessions`,
  "auth.stopImpersonating": ({ target }) => sentence`stopped impersonating ${target}`,
  "device.token": () => sentence`signed in on a device`,
  "device.approve": () => sentence`authorized a device`,
  "device.deny": () => sentence`denied a device`,
  "user.updateProfile": () => sentence`updated their profile`,
  "user.setPicture": () => sentence`changed their picture`,
  "user.removePicture": () => sentence`removed their picture`,
  "user.changeEmail": () => sentence`requested a change of their email address`,
  "user.verifyEmail": ({ after }) => sentence`verified the email address ${name(after.email)}`,
  "user.changePassword": () => sentence`changed their password`,
  "user.linkAccount": ({ after }) => sentence`started linking an account at ${name(after.provider)}`,
  "user.unlinkAccount": () => sentence`removed a sign-in method`,
  "user.setUpTotp": () => sentence`started to set up an authenticator app`,
  "user.confirmTotp": () => sentence`added an authenticator app`,
  "user.removeTotp": () => sentence`removed their authenticator app`,
  "user.replaceBackupCodes": () => sentence`replaced their backup codes`,
  "user.addPasskey": ({ after }) => sentence`added the passkey ${name(after.name)}`,
  "user.renamePasskey": ({ before, after }) => sentence`renamed the passkey ${name(before.name)} to ${name(after.name)}`,
  "user.removePasskey": ({ before }) => sentence`removed the passkey ${name(before.name)}`,
  "user.endSession": () => sentence`revoked a session`,
  "user.endOtherSessions": () => sentence`revoked their other sessions`,
  "auth.signOutEverybody": () => sentence`signed out of every account in a browser`,
  "admin.createSignUpAllowance": ({ after }) => sentence`allowed ${name(after.pattern)} to sign up`,
  "admin.deleteSignUpAllowance": ({ before }) => sentence`removed ${name(before.pattern)} from those who may sign up`,
  "admin.acceptFromWaitlist": ({ after }) => sentence`let ${name(after.email)} in from the waitlist`,
  "admin.removeFromWaitlist": ({ before }) => sentence`removed ${name(before.email)} from the waitlist`,
  "admin.banUser": ({ target }) => sentence`banned ${target}`,
  "admin.unbanUser": ({ target }) => sentence`unbanned ${target}`,
  "admin.setUserRole": ({ target, after }) => (after?.role === "admin" ? sentence`made ${target} an administrator` : sentence`made ${target} a user again`),
  "admin.impersonate": ({ target }) => sentence`started impersonating ${target}`,
  "admin.endUserSessions": ({ target }) => sentence`revoked the sessions of ${target}`,
  "admin.requeueDelivery": () => sentence`requeued a delivery`,
  "signingKey.create": () => sentence`created a key that signs id_tokens`,
  "testing.poke": () => sentence`emitted a test event`,
};

export const unknownAction = (action: string, target: Part): Part[] => sentence`performed ${name(action)} on ${target}`;

/** The types of resources: the name in the filter, the words for one whose name is known, and for one whose name is not. */
export const resourceTypes: Record<string, { label: string; named?: (name: string) => string; unnamed: string }> = {
  organization: { label: "Organization", unnamed: "the organization" },
  organization_user_membership: { label: "Member", unnamed: "a former member" },
  invitation: { label: "Invitation", named: (email) => `the invitation for ${email}`, unnamed: "an invitation" },
  organization_domain: { label: "Domain", unnamed: "a former domain" },
  estate: { label: "Estate", unnamed: "a deleted estate" },
  config_source: { label: "Repository", unnamed: "a repository" },
  account: { label: "Account at a provider", unnamed: "an account" },
  build: { label: "Build", named: (number) => `build #${number}`, unnamed: "a build" },
  custom_role: { label: "Custom role", named: (customRole) => `the custom role ${customRole}`, unnamed: "a custom role" },
  team: { label: "Team", named: (team) => `the team ${team}`, unnamed: "a team" },
  service_account: { label: "Service account", named: (account) => `the service account ${account}`, unnamed: "a service account" },
  audit_stream: { label: "Audit stream", unnamed: "the audit stream" },
  api_key: { label: "API key", named: (key) => `the API key ${key}`, unnamed: "an API key" },
  user: { label: "User", unnamed: "a deleted user" },
  verification: { label: "Verification", unnamed: "a verification" },
};

function describeOrganizationUpdate({ before, after, estateOf }: Facts): Part[] {
  const words: Record<string, string> = { name: "name", slug: "slug", defaultEstateId: "default estate" };
  const changed = Object.keys(words).filter((field) => before[field] !== after[field]);
  if (changed.length > 1) return sentence`changed the organization's ${changed.map((field) => words[field]).join(" and ")}`;
  switch (changed[0]) {
    case "name":
      return sentence`renamed the organization from ${name(before.name)} to ${name(after.name)}`;
    case "slug":
      return sentence`changed the organization's slug from ${name(before.slug)} to ${name(after.slug)}`;
    case "defaultEstateId":
      return sentence`made ${estateOf(after.defaultEstateId)} the default estate`;
    default:
      return sentence`updated the organization`;
  }
}

function describeDomainUpdate({ target, before, after }: Facts): Part[] {
  if (after.autoJoin === false) return sentence`turned off joining with ${target}`;
  if (before.autoJoin === false) return sentence`let people with an address at ${target} join as ${asRole(after.role)}`;
  return sentence`changed the role of people who join with ${target} from ${role(before.role)} to ${role(after.role)}`;
}

function describeKeyUpdate({ target, before, after }: Facts): Part[] {
  if (before.disabled !== after.disabled) return sentence`${after.disabled ? "disabled" : "enabled"} ${target}`;
  return sentence`renamed the API key ${name(before.name)} to ${name(after.name)}`;
}

function describeTeamUpdate({ target, before, after }: Facts): Part[] {
  const isSame = (field: string) => JSON.stringify(before[field]) === JSON.stringify(after[field]);
  if (!isSame("userIds") && !isSame("estateRoles")) return sentence`changed the members of ${target} and its roles on estates`;
  if (!isSame("userIds")) return sentence`changed the members of ${target}`;
  if (!isSame("estateRoles")) return sentence`changed the roles of ${target} on estates`;
  return sentence`renamed the team ${name(before.name)} to ${name(after.name)}`;
}

function describeCustomRoleUpdate({ target, before, after }: Facts): Part[] {
  if (JSON.stringify(before.permissions) !== JSON.stringify(after.permissions)) return sentence`changed the permissions of ${target}`;
  return sentence`renamed the custom role ${name(before.name)} to ${name(after.name)}`;
}

function describeServiceAccountUpdate({ target, before, after }: Facts): Part[] {
  if (before.disabled !== after.disabled) return sentence`${after.disabled ? "disabled" : "enabled"} ${target}`;
  if (!isSameRole(before, after)) return sentence`changed the role of ${target} from ${roleOf(before)} to ${roleOf(after)}`;
  if (before.name !== after.name) return sentence`renamed the service account ${name(before.name)} to ${name(after.name)}`;
  return sentence`changed the estates that ${target} can access`;
}

/** A change of a membership by the identity provider, or of what it knows about the user. */
function describeProvisioning({ target, targetType, before, after }: Facts): Part[] {
  if (targetType === "team") return describeProvisionedTeam({ target, before, after });
  if (after.role !== undefined) return sentence`activated ${target} as ${asRole(after.role)}`;
  if (before.role !== undefined) return sentence`deactivated ${target}`;
  return sentence`changed the external id of ${target}`;
}

/** The lists of users are those who left and who came. */
function describeProvisionedTeam({ target, before, after }: Pick<Facts, "target" | "before" | "after">): Part[] {
  if (before.name !== after.name) return sentence`renamed the team ${name(before.name)} to ${name(after.name)}`;
  if (JSON.stringify(before.userIds) !== JSON.stringify(after.userIds)) return sentence`changed the members of ${target}`;
  return sentence`changed the external id of ${target}`;
}

function describeEstateUpdate({ target, before, after }: Facts): Part[] {
  if (after.name !== undefined && before.name !== after.name) return sentence`renamed the estate ${name(before.name)} to ${name(after.name)}`;
  if (after.cancelSupersededBuilds !== undefined) return sentence`turned ${after.cancelSupersededBuilds ? "on" : "off"} cancelling superseded builds in ${target}`;
  return sentence`updated ${target}`;
}

function describeRetention({ after }: Facts): Part[] {
  return typeof after.days === "number" ? sentence`limited how long audit events are kept to ${String(after.days)} days` : sentence`chose to keep audit events for ever`;
}

function describeStreamUpdate({ before, after }: Facts): Part[] {
  if (before.url !== after.url) return sentence`changed the receiver of the audit stream from ${name(before.url)} to ${name(after.url)}`;
  if (before.paused !== after.paused) return after.paused ? sentence`paused the audit stream` : sentence`resumed the audit stream`;
  return sentence`changed the audit stream`;
}

function describeBuild({ target, estate, after }: Facts): Part[] {
  const { commit, branch, trigger } = after;
  if (trigger === "connect") return sentence`triggered ${target} of ${estate} by connecting its repository`;
  const hash = shortHash(String(commit));
  return trigger === "push" ? sentence`triggered ${target} of ${estate} by a push of ${hash} to ${name(branch)}` : sentence`triggered ${target} of ${estate} for commit ${hash}`;
}
