//! The whole state as a short text for links: a version byte, the state's bytes and their CRC, base64url without padding.

use super::{AppState, wire};
use crate::model::{Error, Problem};
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use crc::{CRC_32_ISCSI, Crc, NoTable};

/// The first byte of every link. A new form gets a new number; the old ones stay readable.
const VERSION: u8 = 1;

/// Longest text that is read, in bytes: more than the largest state needs.
const MOST_BYTES: usize = 64 << 20;

/// Tells a link that a mail program cut or changed. It is no protection against intent; the checks of the state are.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);

/// URL-safe, written without padding, read with or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Writes the state for `#s=`: the version, the state's bytes and their CRC-32C, all in base64url.
pub fn encode(state: &AppState) -> String {
    let body = wire::write(state);
    let sum = CRC.checksum(&body).to_le_bytes();
    BASE64.encode([&[VERSION], body.as_slice(), &sum].concat())
}

/// Reads what [`encode`] wrote, in this version or an older one.
///
/// # Errors
/// A text that is damaged, of an unknown version, or holds a state that does not fit.
pub fn decode(text: &str) -> Result<AppState, Error> {
    let damaged =
        |why: &str| Error::new("s", Problem::Syntax(format!("the link is damaged: {why}")));
    if text.len() > MOST_BYTES {
        return Err(damaged("it is longer than any state"));
    }
    let bytes = BASE64
        .decode(text)
        .map_err(|_| damaged("it holds characters that no link has, or was cut"))?;
    match bytes.split_first() {
        None => Err(damaged("it is empty")),
        Some((&VERSION, body)) => match body.split_last_chunk() {
            Some((state, sum)) if CRC.checksum(state).to_le_bytes() == *sum => wire::read(state),
            _ => Err(damaged("a part of it is missing or changed")),
        },
        Some((version, _)) => {
            let problem = format!(
                "the link is of version {version}, and this page reads version {VERSION} alone"
            );
            Err(Error::new("s", Problem::Syntax(problem)))
        }
    }
}
