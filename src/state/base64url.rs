//! Base64url (RFC 4648, section 5), without padding.
//!
//! By hand for size alone: the base64 crate, which tests hold this against, was 5 KB of the page.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bytes as letters, digits, `-` and `_`.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = |place| u32::from(three.get(place).copied().unwrap_or_default());
        let bits = bits(0) << 16 | bits(1) << 8 | bits(2);
        // A byte takes two signs, two bytes three, three four.
        for place in 0..=three.len() {
            let six = bits >> (18 - 6 * place) & 63;
            text.push(SIGNS[six as usize].into());
        }
    }
    text
}

/// The bytes behind a text, with or without padding; `None`: no bytes are written so.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let signs = text.trim_end_matches('=').as_bytes();
    let padding = (text.len() - signs.len()).min(3);
    // Padding fills up the last four signs, or a part of them.
    if padding > 0 && !(2..=4 - padding).contains(&(signs.len() % 4)) {
        return None;
    }
    let mut bytes = Vec::new();
    for four in signs.chunks(4) {
        let mut bits = 0_u32;
        for sign in four {
            bits = bits << 6 | six(*sign)?;
        }
        bits <<= 32 - 6 * four.len();
        let three = bits.to_be_bytes();
        let (whole, rest) = three.split_at(four.len() * 6 / 8);
        // One sign alone is no byte, and what is left of the last sign is 0.
        if four.len() == 1 || rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(whole);
    }
    Some(bytes)
}

fn six(sign: u8) -> Option<u32> {
    let place = match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(place.into())
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::alphabet::URL_SAFE;
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    use proptest::prelude::*;

    const THEIRS: GeneralPurpose = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new()
            .with_encode_padding(false)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );

    proptest! {
        #[test]
        fn as_the_crate_writes_it(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let text = encode(&bytes);
            prop_assert_eq!(&text, &THEIRS.encode(&bytes));
            prop_assert_eq!(decode(&text), Some(bytes));
        }

        #[test]
        fn as_the_crate_reads_it(text in "[A-D_=-]{0,9}", other in "\\PC{0,6}", tail in "[AEQg]{1,4}={0,3}") {
            for text in [text, other, tail] {
                prop_assert_eq!(decode(&text), THEIRS.decode(&text).ok(), "{}", text);
            }
        }
    }
}
