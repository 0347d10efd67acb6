//! The data of WebAuthn (Level 3) that browsers send: client data, authenticator data, attestation objects, and COSE keys.
//! Everything is read strictly and within bounds. Attestation is not asked for, so statements are skipped.

use sha2::{Digest, Sha256};

mod authenticator_data;
mod cbor;
mod client_data;
mod public_key;

pub use authenticator_data::{AttestedCredential, AuthenticatorData, read_attestation};
pub use client_data::{Ceremony, ClientData};
pub use public_key::{Algorithm, PublicKey, raw_ecdsa_signature};

/// Data that does not have the form of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// What an authenticator signs in an authentication (7.2, step 20).
#[must_use]
pub fn signed_data(authenticator_data: &[u8], client_data_json: &[u8]) -> Vec<u8> {
    [authenticator_data, Sha256::digest(client_data_json).as_slice()].concat()
}
