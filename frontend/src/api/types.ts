/** Short names for the shapes of the API, all taken from the generated schema. */
import type {
  PendingAccount,
  PendingAdminBuild,
  PendingAdminEstate,
  PendingAdminOrganization,
  PendingAdminUser,
  PendingAdminUserDetail,
  PendingApiKey,
  PendingAuditLine,
  PendingAuditVerification,
  PendingDomain,
  PendingInvitation,
  PendingMember,
  PendingSealing,
  PendingUserSession,
} from "./pending-management";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ErrorBody = Schemas["ErrorBody"];
export type Role = Schemas["Role"];
export type Me = Schemas["Me"];
export type ShownInvitation = Schemas["InvitationShown"];
export type SignUp = Schemas["SignUp"];
export type Device = Schemas["Device"];
export type MyOrganization = Me["organizations"][number];
export type Member = PendingMember;
export type Invitation = PendingInvitation;
export type Domain = PendingDomain;
export type ApiKey = PendingApiKey;
export type AuditLine = PendingAuditLine;
export type AuditVerification = PendingAuditVerification;
export type UserSession = PendingUserSession;
export type Account = PendingAccount;
export type AdminUser = PendingAdminUser;
export type AdminUserDetail = PendingAdminUserDetail;
export type AdminOrganization = PendingAdminOrganization;
export type AdminEstate = PendingAdminEstate;
export type AdminBuild = PendingAdminBuild;
export type Sealing = PendingSealing;
export type Estate = Schemas["Estate"];
export type Repository = Schemas["Repository"];
export type GitHubRepository = Schemas["GitHubRepository"];
export type Build = Schemas["Build"];
export type BuildStatus = Build["status"];
export type BuildStep = Build["steps"][number];
export type BuildFailure = NonNullable<Build["failure"]>;
export type LogLine = Schemas["LogLine"];
export type LogStream = LogLine["stream"];
export type FileEntry = Schemas["FileEntry"];
export type Delivery = Schemas["Delivery"];
export type DeliveryStatus = Delivery["status"];
