//! Backup codes: they replace a lost authenticator app, and each works once.

use steward_kernel::id::{BackupCodeId, UserId};
use steward_kernel::signature::token_hash;

use super::store;
use crate::edge::Edge;
use crate::platform::change::Change;

const COUNT: usize = 10;
/// Characters of a code without its hyphens: 120 random bits, so that a fast hash is enough (ASVS 5.0, 6.5.2).
const CHARACTERS: usize = 24;
/// Those of the codes that were given out before.
const FORMER_CHARACTERS: usize = 16;
/// Crockford's alphabet, in which no two characters look alike.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A code `xxxx-xxxx-xxxx-xxxx-xxxx-xxxx` from random bytes.
fn code(random: [u8; CHARACTERS]) -> String {
    let mut code = String::with_capacity(CHARACTERS + CHARACTERS / 4);
    for (index, byte) in random.into_iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'0')));
    }
    code
}

/// Normalizes a typed code; `None` when it has no valid form. Case, spaces and hyphens are ignored.
pub(super) fn parse(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|character| !matches!(character, '-' | ' '))
        .map(|character| character.to_ascii_lowercase())
        .collect();
    (matches!(code.len(), CHARACTERS | FORMER_CHARACTERS) && code.bytes().all(|byte| ALPHABET.contains(&byte)))
        .then_some(code)
}

/// The hash of a normalized code.
pub(super) fn hash(user_id: &UserId, code: &str) -> String {
    token_hash(&format!("backup-code:{user_id}:{code}"))
}

/// Replaces a user's codes by new ones, which are returned only here.
pub(super) fn replace(change: &mut Change, user_id: &UserId) -> Vec<String> {
    let edge: &Edge = change.edge();
    let codes: Vec<String> = (0..COUNT).map(|_| code(edge.random())).collect();
    let rows: Vec<(BackupCodeId, String)> =
        codes.iter().map(|code| (edge.id(BackupCodeId::new), hash(user_id, &code.replace('-', "")))).collect();
    let rows = serde_json::to_string(&rows).unwrap_or_default();
    let now = edge.now();
    change.run(crate::bind!(store::DELETE_BACKUP_CODES, user_id));
    change.must_change(crate::bind!(store::INSERT_BACKUP_CODES, user_id, rows, now));
    codes
}

/// A code is normalized once.
#[cfg(fuzzing)]
pub fn fuzz(text: &str) {
    if let Some(code) = parse(text) {
        assert_eq!(parse(&code), Some(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_codes_are_normalized() {
        let code = code([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 63, 254, 255, 11, 12, 13, 14, 15, 16, 17, 18]);
        assert_eq!(code, "0123-4567-89az-0zyz-bcde-fghj");
        assert_eq!(parse(&code).as_deref(), Some("0123456789az0zyzbcdefghj"));
        for typed in ["0123-4567-89az-0zyz", " 0123 4567 89AZ 0ZYZ", "0123456789az0zyz"] {
            assert_eq!(parse(typed).as_deref(), Some("0123456789az0zyz"), "{typed}");
        }
        for wrong in
            ["", "012345", "0123-4567-89az-0zy", "0123-4567-89az-0zyzz", "0123-4567-89az-0zyi", "0123_4567_89az_0"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
