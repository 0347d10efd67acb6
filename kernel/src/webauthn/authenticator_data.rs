//! Authenticator data (WebAuthn, 6.1) and attestation objects (6.5).

use sha2::{Digest, Sha256};

use super::Malformed;
use super::cbor::{Item, Reader};
use super::public_key::PublicKey;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;
/// WebAuthn, 7.1, step 25.
const MAX_CREDENTIAL_ID: usize = 1_023;

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedCredential {
    pub id: Vec<u8>,
    pub public_key: PublicKey,
}

/// What an authenticator says about a ceremony.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    rp_id_hash: [u8; 32],
    flags: u8,
    pub sign_count: u32,
    pub credential: Option<AttestedCredential>,
}

impl AuthenticatorData {
    /// Reads authenticator data whole.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(Malformed)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(Malformed)?;
        let (count, mut rest) = rest.split_first_chunk::<4>().ok_or(Malformed)?;
        let flags = *flags;
        if flags & BACKED_UP != 0 && flags & BACKUP_ELIGIBLE == 0 {
            return Err(Malformed);
        }
        let mut credential = None;
        if flags & ATTESTED != 0 {
            let (attested, after) = read_credential(rest)?;
            (credential, rest) = (Some(attested), after);
        }
        if flags & EXTENSIONS != 0 {
            let mut reader = Reader::new(rest);
            if !matches!(Reader::new(rest).item()?, Item::Map(_)) {
                return Err(Malformed);
            }
            reader.skip()?;
            rest = reader.rest();
        }
        if !rest.is_empty() {
            return Err(Malformed);
        }
        Ok(Self { rp_id_hash: *rp_id_hash, flags, sign_count: u32::from_be_bytes(*count), credential })
    }

    /// Whether it is for the relying party with this id.
    #[must_use]
    pub fn is_for(&self, rp_id: &str) -> bool {
        self.rp_id_hash.as_slice() == Sha256::digest(rp_id.as_bytes()).as_slice()
    }

    #[must_use]
    pub const fn is_user_present(&self) -> bool {
        self.flags & USER_PRESENT != 0
    }

    #[must_use]
    pub const fn is_user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    /// Whether the credential can be on several devices.
    #[must_use]
    pub const fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    #[must_use]
    pub const fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// Reads attested credential data (6.5.1) and returns it with what follows.
fn read_credential(bytes: &[u8]) -> Result<(AttestedCredential, &[u8]), Malformed> {
    let (_aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(Malformed)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Malformed)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > MAX_CREDENTIAL_ID {
        return Err(Malformed);
    }
    let (id, rest) = rest.split_at_checked(length).ok_or(Malformed)?;
    let (public_key, length) = PublicKey::read(rest)?;
    let rest = rest.get(length..).ok_or(Malformed)?;
    Ok((AttestedCredential { id: id.to_vec(), public_key }, rest))
}

/// Reads the authenticator data of an attestation object. The statement is skipped.
///
/// # Errors
/// [`Malformed`].
pub fn read_attestation(bytes: &[u8]) -> Result<AuthenticatorData, Malformed> {
    let mut reader = Reader::new(bytes);
    if reader.map()? != 3 {
        return Err(Malformed);
    }
    let (mut data, mut has_format, mut has_statement) = (None, false, false);
    for _ in 0..3 {
        match reader.item()? {
            Item::Text("fmt") if !has_format => has_format = matches!(reader.item()?, Item::Text(_)),
            Item::Text("attStmt") if !has_statement => {
                reader.skip()?;
                has_statement = true;
            }
            Item::Text("authData") if data.is_none() => {
                let Item::Bytes(bytes) = reader.item()? else { return Err(Malformed) };
                data = Some(AuthenticatorData::read(bytes)?);
            }
            _ => return Err(Malformed),
        }
    }
    if !has_format || !has_statement || !reader.rest().is_empty() {
        return Err(Malformed);
    }
    data.ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "a4010103272006215820";

    fn data(flags: u8, rest: &str) -> Vec<u8> {
        let hash = Sha256::digest(b"steward.example");
        [hash.as_slice(), &[flags, 0, 0, 1, 2], &hex::decode(rest).unwrap()].concat()
    }

    fn credential() -> String {
        format!("{}0002aabb{KEY}{}", "00".repeat(16), "33".repeat(32))
    }

    #[test]
    fn flags_counter_and_credential() {
        let read = AuthenticatorData::read(&data(0x1d, "")).unwrap();
        assert!(read.is_user_present() && read.is_user_verified() && read.is_backup_eligible() && read.is_backed_up());
        assert_eq!(read.sign_count, 258);
        assert!(read.is_for("steward.example") && !read.is_for("example"));
        let read = AuthenticatorData::read(&data(0xc1, &(credential() + "a16161f5"))).unwrap();
        assert_eq!(read.credential.unwrap().id, [0xaa, 0xbb]);
        assert!(!AuthenticatorData::read(&data(0, "")).unwrap().is_user_present());
    }

    #[test]
    fn other_data_is_malformed() {
        let cut = data(0x41, &credential());
        for length in [0, 36, cut.len() - 1] {
            assert_eq!(AuthenticatorData::read(&cut[..length]), Err(Malformed), "{length}");
        }
        let empty_id = format!("{}0000{KEY}{}", "00".repeat(16), "33".repeat(32));
        for (flags, rest) in
            [(0x01, "00"), (0x11, ""), (0x41, ""), (0x81, "80"), (0xc1, &credential()), (0x41, &empty_id)]
        {
            assert_eq!(AuthenticatorData::read(&data(flags, rest)), Err(Malformed), "{flags:x} {rest}");
        }
    }

    #[test]
    fn attestation_objects() {
        let inner = data(0x41, &credential());
        let body = format!("58{:02x}{}", inner.len(), hex::encode(&inner));
        let object = |text: &str| read_attestation(&hex::decode(text).unwrap());
        let (fmt, statement, name) = ("63666d74646e6f6e65", "6761747453746d74a0", "686175746844617461");
        assert!(object(&format!("a3{fmt}{statement}{name}{body}")).is_ok());
        assert!(object(&format!("a3{name}{body}{fmt}{statement}")).is_ok());
        for wrong in [
            format!("a2{fmt}{name}{body}"),
            format!("a3{fmt}{fmt}{name}{body}"),
            format!("a3{fmt}{statement}{name}{body}00"),
            format!("a3{fmt}{statement}{name}60"),
            "80".to_owned(),
        ] {
            assert_eq!(object(&wrong), Err(Malformed), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_input_panics(bytes: Vec<u8>) {
            let _ = read_attestation(&bytes);
            let _ = AuthenticatorData::read(&bytes);
        }
    }
}
