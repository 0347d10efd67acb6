/** Short names for the types of the generated schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ErrorBody = Schemas["ErrorBody"];
export type Role = Schemas["Role"];
export type Me = Schemas["Me"];
export type ShownInvitation = Schemas["InvitationShown"];
export type SignUp = Schemas["SignUp"];
export type Device = Schemas["Device"];
export type MyOrganization = Me["organizations"][number];
export type Member = Schemas["Member"];
export type Invitation = Schemas["Invitation"];
export type Domain = Schemas["Domain"];
export type ApiKey = Schemas["ApiKey"];
export type AuditEvent = Schemas["AuditLogEvent"];
export type AuditVerification = Schemas["Verification"];
export type UserSession = Schemas["Session"];
export type Account = Schemas["Account"];
export type AdminUser = Schemas["AdminUser"];
export type AdminUserDetail = Schemas["AdminUserDetail"];
export type AdminEstate = Schemas["AdminEstate"];
export type Sealing = Schemas["Sealing"];
export type Estate = Schemas["Estate"];
export type Onboarding = Schemas["Onboarding"];
export type OnboardingStepId = Schemas["OnboardingStepId"];
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
export type WebhookDelivery = Schemas["WebhookDelivery"];
export type DeliveryStatus = Delivery["status"];
