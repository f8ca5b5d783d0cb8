//! The whole state as a short text for links: a version byte, the state's bytes and their CRC, base64url without padding.

use super::{AppState, base64url, wire};
use crate::model::{Error, Problem};
use crate::text;
use crc::{CRC_32_ISCSI, Crc, NoTable};

/// The first byte of every link. A new form gets a new number; the old ones stay readable. Version 1 has no settings of
/// labs and is still written where there are none, so that older pages open it.
const VERSIONS: [u8; 2] = [1, 2];

/// Longest text that is read, in bytes: more than the largest state needs.
const MOST_BYTES: usize = 64 << 20;

/// Tells a link that a mail program cut or changed. It is no protection against intent; the checks of the state are.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);

/// Writes the state for `#s=`: the version, the state's bytes and their CRC-32C, all in base64url.
pub fn encode(state: &AppState) -> String {
    let [plain, with_settings] = VERSIONS;
    let version = if state.labs.is_default() {
        plain
    } else {
        with_settings
    };
    let body = wire::write(state);
    let sum = CRC.checksum(&body).to_le_bytes();
    base64url::encode(&[&[version], body.as_slice(), &sum].concat())
}

/// Reads what [`encode`] wrote, in this version or an older one.
///
/// # Errors
/// A text that is damaged, of an unknown version, or holds a state that does not fit.
pub fn decode(text: &str) -> Result<AppState, Error> {
    let damaged = |why: &str| Error::new("s", Problem::Syntax(text::e_the_link_is_damaged(why)));
    if text.len() > MOST_BYTES {
        return Err(damaged(text::e_it_is_longer_than()));
    }
    let bytes =
        base64url::decode(text).ok_or_else(|| damaged(text::e_it_holds_characters_that()))?;
    match bytes.split_first() {
        None => Err(damaged(text::e_it_is_empty())),
        Some((version, body)) if VERSIONS.contains(version) => match body.split_last_chunk() {
            Some((state, sum)) if CRC.checksum(state).to_le_bytes() == *sum => {
                wire::read(state, *version == VERSIONS[1])
            }
            _ => Err(damaged(text::e_a_part_of_it())),
        },
        Some((version, _)) => {
            let problem = text::e_the_link_is_of(&version.to_string(), &VERSIONS[1].to_string());
            Err(Error::new("s", Problem::Syntax(problem)))
        }
    }
}
