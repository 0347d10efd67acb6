import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import type { CreationOptions, NewPasskey, PasskeyAssertion, RequestOptions } from "@/api/types";

/** Loaded when it is first used, as most sign-ins need no passkey. */
const load = () => import("@simplewebauthn/browser");

/** Has the browser create a passkey. Rejects when the user cancels. */
export async function createPasskey(options: CreationOptions): Promise<Omit<NewPasskey, "name">> {
  const { startRegistration } = await load();
  const { response } = await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON });
  return { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject, transports: response.transports ?? [] };
}

/** Has the browser prove a passkey. Rejects when the user cancels. */
export async function provePasskey(options: RequestOptions): Promise<PasskeyAssertion> {
  const { startAuthentication } = await load();
  const { id, response } = await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return { id, clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) };
}
