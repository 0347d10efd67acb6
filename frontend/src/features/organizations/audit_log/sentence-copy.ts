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
const repository = ({ fullName, branch }: Details): Part => name(branch === undefined ? fullName : `${fullName} (${branch})`);

/** The actions of an organization, in the groups of the filter. */
export const actionGroups: { title: string; actions: Actions }[] = [
  {
    title: "Organization",
    actions: {
      "organization.create": { label: "Organization created", sentence: ({ after }) => sentence`created the organization ${name(after.name)}` },
      "organization.update": { label: "Organization updated", sentence: describeOrganizationUpdate },
      "organization.setLogo": { label: "Logo changed", sentence: () => sentence`changed the organization's logo` },
      "organization.removeLogo": { label: "Logo removed", sentence: () => sentence`removed the organization's logo` },
      "organization.transfer": { label: "Ownership transferred", sentence: ({ target }) => sentence`transferred the organization to ${target}` },
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
        sentence: ({ target, before, after }) =>
          before.role === after.role ? sentence`changed the estates that ${target} can access` : sentence`changed ${target}'s role from ${role(before.role)} to ${role(after.role)}`,
      },
      "organization.removeMember": { label: "Member removed", sentence: ({ target }) => sentence`removed ${target} from the organization` },
      "organization.leave": { label: "Member left", sentence: () => sentence`left the organization` },
      "organization.join": { label: "Joined with a domain", sentence: ({ after }) => sentence`joined with a verified domain as ${asRole(after.role)}` },
      "invitation.accept": {
        label: "Invitation accepted",
        sentence: ({ after }) => (after.role === undefined ? sentence`accepted an invitation` : sentence`accepted an invitation and joined as ${asRole(after.role)}`),
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
    title: "API keys",
    actions: {
      "apiKey.create": { label: "API key created", sentence: ({ target }) => sentence`created ${target}` },
      "apiKey.delete": { label: "API key revoked", sentence: ({ before }) => sentence`revoked the API key ${name(before.name)}` },
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
  "user.endSession": () => sentence`revoked a session`,
  "user.endOtherSessions": () => sentence`revoked their other sessions`,
  "admin.banUser": ({ target }) => sentence`banned ${target}`,
  "admin.unbanUser": ({ target }) => sentence`unbanned ${target}`,
  "admin.setUserRole": ({ target, after }) => (after?.role === "admin" ? sentence`made ${target} an administrator` : sentence`made ${target} a user again`),
  "admin.impersonate": ({ target }) => sentence`started impersonating ${target}`,
  "admin.endUserSessions": ({ target }) => sentence`revoked the sessions of ${target}`,
  "admin.requeueDelivery": () => sentence`requeued a delivery`,
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

function describeEstateUpdate({ target, before, after }: Facts): Part[] {
  if (after.name !== undefined && before.name !== after.name) return sentence`renamed the estate ${name(before.name)} to ${name(after.name)}`;
  if (after.cancelSupersededBuilds !== undefined) return sentence`turned ${after.cancelSupersededBuilds ? "on" : "off"} cancelling superseded builds in ${target}`;
  return sentence`updated ${target}`;
}

function describeBuild({ target, estate, after }: Facts): Part[] {
  const { commit, branch, trigger } = after;
  if (trigger === "connect") return sentence`triggered ${target} of ${estate} by connecting its repository`;
  const hash = shortHash(String(commit));
  return trigger === "push" ? sentence`triggered ${target} of ${estate} by a push of ${hash} to ${name(branch)}` : sentence`triggered ${target} of ${estate} for commit ${hash}`;
}
