/** What the link in an invitation's email says in its fragment: the invited address, and the proof that it is the user's. */
export type InvitationProof = { email: string; proof: string };

/** Reads the fragment of an invitation link; null when it is not from an email. */
export function readInvitationProof(hash: string): InvitationProof | null {
  const fragment = new URLSearchParams(hash.slice(1));
  const [email, proof] = [fragment.get("email"), fragment.get("proof")];
  return email && proof ? { email, proof } : null;
}
