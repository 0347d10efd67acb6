// Identity providers of organizations: two independent ones, of npm.
export { startMockSsoProvider, type MockSsoProvider } from "./mock.ts";
export { startOidcProvider, type OidcProvider } from "./oidc.ts";
export type { SsoClient, SsoPerson, SsoProvider } from "./provider.ts";
