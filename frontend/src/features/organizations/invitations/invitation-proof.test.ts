import { describe, expect, it } from "vitest";
import { readInvitationProof } from "./invitation-proof";

describe("readInvitationProof", () => {
  it("reads the address and the proof", () => {
    expect(readInvitationProof("#email=ada%2Bsteward%40example.com&proof=a-b_c")).toEqual({ email: "ada+steward@example.com", proof: "a-b_c" });
  });
  it("is null for a link that was copied", () => {
    for (const hash of ["", "#", "#email=ada%40example.com", "#proof=a", "#other"]) expect(readInvitationProof(hash)).toBeNull();
  });
});
