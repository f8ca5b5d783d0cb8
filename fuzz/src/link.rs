//! Links whose bytes were changed and whose sum is right all the same: the reader behind the sum gets to see them.

use crate::chance::Chance;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crc::{CRC_32_ISCSI, Crc};

const SUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// The link with some of its bytes changed, or those of `other` from some place on.
pub fn changed(link: &str, other: &str, chance: &mut Chance) -> String {
    let (Some(mut bytes), Some(other)) = (body(link), body(other)) else {
        return link.to_owned();
    };
    for _ in 0..chance.few() {
        change(&mut bytes, &other, chance);
    }
    sealed(&bytes)
}

/// Version and state of a link, without the sum.
fn body(link: &str) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(link).ok()?;
    bytes.truncate(bytes.len().checked_sub(4)?);
    Some(bytes)
}

/// The link of these bytes, the first of which is the version.
pub fn sealed(bytes: &[u8]) -> String {
    let (_, state) = bytes.split_at(bytes.len().min(1));
    let sum = SUM.checksum(state).to_le_bytes();
    URL_SAFE_NO_PAD.encode([bytes, &sum].concat())
}

fn change(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(bytes.len());
    let end = (at + chance.few()).min(bytes.len());
    let edge = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, chance.byte()];
    match chance.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        1 if at < bytes.len() => bytes[at] = *chance.of(&edge),
        2 => bytes.insert(at, *chance.of(&edge)),
        3 => drop(bytes.drain(at..end)),
        // A whole number that is too large for anything.
        4 => drop(bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x7f])),
        _ => {
            let from = chance.below(other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}
