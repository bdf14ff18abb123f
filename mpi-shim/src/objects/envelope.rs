//! What an object's message is made of, around the value's own bytes.
//!
//! ```text
//!  8 bytes   MAGIC, so that other messages are not taken for objects
//!  4 bytes   how many parts follow, as messages of their own
//!  4 + n     the length and name of the format; of length 0 where there is no value, but a reason
//!  4 + n     the length and name of the value's type
//!  the rest  the value, or the reason
//! ```
//!
//! Numbers are little-endian. What comes may be anything: nothing of it is believed, or room taken for it, before
//! it is compared with the length of the message.

/// What objects begin with.
const MAGIC: [u8; 8] = *b"\x93mpiobj\x01";

/// Where the number of parts stands.
const PARTS: usize = MAGIC.len();

/// An object's message, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<'a> {
    pub(super) parts: u32,
    pub(super) format: &'a str,
    pub(super) type_name: &'a str,
    pub(super) body: &'a [u8],
}

/// The start of a message, to be followed by its body.
pub(super) fn begin(format: &str, type_name: &str) -> Vec<u8> {
    let mut message = MAGIC.to_vec();
    message.extend(0u32.to_le_bytes());
    for name in [format, type_name] {
        message.extend(length(name.len()).to_le_bytes());
        message.extend(name.as_bytes());
    }
    message
}

/// Says how many parts follow a message.
pub(super) fn set_parts(message: &mut [u8], parts: usize) {
    message[PARTS..][..size_of::<u32>()].copy_from_slice(&length(parts).to_le_bytes());
}

fn length(n: usize) -> u32 {
    n.try_into().expect("names are short, and parts fewer than can be sent")
}

impl<'a> Envelope<'a> {
    /// `None` if the message is no object.
    pub(super) fn open(message: &'a [u8]) -> Option<Self> {
        let rest = message.strip_prefix(&MAGIC)?;
        let (parts, rest) = number(rest)?;
        let (format, rest) = name(rest)?;
        let (type_name, body) = name(rest)?;
        Some(Self { parts, format, type_name, body })
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*number), rest))
}

fn name(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(bytes)?;
    let (name, rest) = rest.split_at_checked(length as usize)?;
    Some((std::str::from_utf8(name).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_put_in_comes_out(
            format: String, type_name: String, body: Vec<u8>, parts in 0..u32::MAX,
        ) {
            let mut message = begin(&format, &type_name);
            message.extend(&body);
            set_parts(&mut message, parts as usize);
            let (format, type_name, body) = (&*format, &*type_name, &*body);
            prop_assert_eq!(Envelope::open(&message), Some(Envelope { parts, format, type_name, body }));
        }

        #[test]
        fn anything_can_be_opened(garbage: Vec<u8>, cut: usize) {
            prop_assert_eq!(Envelope::open(&garbage), None);
            let mut message = begin("format", "type");
            message.truncate(cut % message.len());
            prop_assert_eq!(Envelope::open(&message), None);
            message.extend(garbage);
            let _ = Envelope::open(&message);
        }

        #[test]
        fn lengths_beyond_the_message_are_none(length: u32) {
            let mut message = begin("format", "type");
            let at = PARTS + size_of::<u32>();
            message[at..][..4].copy_from_slice(&length.saturating_add(64).to_le_bytes());
            prop_assert_eq!(Envelope::open(&message), None);
        }
    }
}
