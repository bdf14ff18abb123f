//! What an object's message is made of, around the value's own bytes.
//!
//! ```text
//!  8 bytes   MAGIC, so that other messages are not taken for objects
//!  4 bytes   how many parts follow, as messages of their own
//!  4 + n     the length and name of the format; of length 0 where there is no value, but a reason
//!  4 + n     the length and name of the value's type
//!  the rest  the value, or the reason
//!  8 bytes   the length of each part
//! ```
//!
//! Numbers are little-endian. What comes may be anything: nothing of it is believed, or room taken for it, before
//! it is compared with the length of the message.

/// What objects begin with.
const MAGIC: [u8; 8] = *b"\x93mpiobj\x02";

/// Where the number of parts stands.
const PARTS: usize = MAGIC.len();

/// How long the length of a part is.
const LENGTH: usize = size_of::<u64>();

/// An object's message, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<'a> {
    pub(super) format: &'a str,
    pub(super) type_name: &'a str,
    pub(super) body: &'a [u8],
    lengths: &'a [[u8; LENGTH]],
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

/// Says how many parts follow a message, and how long they are, at its end.
pub(super) fn end(message: &mut Vec<u8>, parts: impl ExactSizeIterator<Item = usize>) {
    message[PARTS..][..size_of::<u32>()].copy_from_slice(&length(parts.len()).to_le_bytes());
    message.extend(parts.flat_map(|part| (part as u64).to_le_bytes()));
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
        let (type_name, rest) = name(rest)?;
        let lengths = LENGTH.checked_mul(parts as usize)?;
        let (body, lengths) = rest.split_at_checked(rest.len().checked_sub(lengths)?)?;
        Some(Self { format, type_name, body, lengths: lengths.as_chunks().0 })
    }

    /// How long the parts are.
    pub(super) fn parts(&self) -> impl ExactSizeIterator<Item = u64> {
        self.lengths.iter().map(|&length| u64::from_le_bytes(length))
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
            format: String, type_name: String, body: Vec<u8>, parts: Vec<usize>,
        ) {
            let mut message = begin(&format, &type_name);
            message.extend(&body);
            end(&mut message, parts.iter().copied());
            let envelope = Envelope::open(&message).expect("an object");
            prop_assert_eq!((envelope.format, envelope.type_name), (&*format, &*type_name));
            prop_assert_eq!(envelope.body, &*body);
            prop_assert!(envelope.parts().eq(parts.into_iter().map(|part| part as u64)));
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
        fn more_parts_than_have_lengths_are_none(parts in 3u32.., body in 0usize..8) {
            let mut message = begin("format", "type");
            message.extend(vec![0; body]);
            end(&mut message, [1, 2].into_iter());
            message[PARTS..][..4].copy_from_slice(&parts.to_le_bytes());
            prop_assert_eq!(Envelope::open(&message), None);
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
