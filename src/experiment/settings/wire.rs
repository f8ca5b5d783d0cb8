//! The settings in links. In the order of the form: how many are set, and of each the place of its section and its own
//! place, a byte each, and its value: a whole number 7 bits a byte, a number its four bytes, a flag a byte, a list its
//! length and its numbers.

use super::{SECTIONS, Settings, Value, place};

impl Settings {
    /// Appends the bytes.
    pub(crate) fn write_bytes(&self, bytes: &mut Vec<u8>) {
        varint(bytes, self.0.len() as u32);
        for (property, value) in &self.0 {
            let (section, own) = place(property);
            bytes.extend([section as u8, own as u8]);
            match value {
                Value::Whole(number) => varint(bytes, *number),
                Value::Number(number) => bytes.extend(number.to_le_bytes()),
                Value::Flag(on) => bytes.push(u8::from(*on)),
                Value::List(numbers) => {
                    varint(bytes, numbers.len() as u32);
                    for number in numbers {
                        bytes.extend(number.to_le_bytes());
                    }
                }
            }
        }
    }

    /// Reads all of `bytes`; `None`: they are no settings that this version knows.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut settings = Self::default();
        for _ in 0..take_varint(&mut bytes)? {
            let [section, own] = take(&mut bytes)?;
            let (_, properties) = SECTIONS.get(usize::from(section))?;
            let property = *properties.get(usize::from(own))?;
            let value = match property.default() {
                Value::Whole(_) => Value::Whole(take_varint(&mut bytes)?),
                Value::Number(_) => Value::Number(f32::from_le_bytes(take(&mut bytes)?)),
                Value::Flag(_) => Value::Flag(take(&mut bytes)? != [0]),
                Value::List(_) => {
                    let mut numbers = Vec::new();
                    for _ in 0..take_varint(&mut bytes)? {
                        numbers.push(f32::from_le_bytes(take(&mut bytes)?));
                    }
                    Value::List(numbers)
                }
            };
            settings.set(property, value).ok()?;
        }
        bytes.is_empty().then_some(settings)
    }
}

fn varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in (0..35).step_by(7) {
        let [byte] = take(bytes)?;
        let bits = u32::from(byte & 0x7f);
        if bits.checked_shl(shift)? >> shift != bits {
            return None;
        }
        number |= bits << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
