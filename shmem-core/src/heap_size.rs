//! How much symmetric heap each PE gets: `SHMEM_SYMMETRIC_SIZE` as the standard reads it.

use std::fmt;

/// What a PE gets when nobody asks for anything else. Pages that are never touched cost nothing.
pub const DEFAULT: usize = 1 << 30;

/// The variables that set the heap size; the first that is set wins.
pub const VARIABLES: [&str; 2] = ["SHMEM_SYMMETRIC_SIZE", "SMA_SYMMETRIC_SIZE"];

/// A heap size and who asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeapSize {
    /// Bytes per PE.
    pub bytes: usize,
    /// The environment variable that said so, or `None` for the default.
    pub variable: Option<&'static str>,
}

impl HeapSize {
    /// Reads the heap size from an environment.
    ///
    /// # Errors
    ///
    /// One line that names the variable when its value is not a size.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        for name in VARIABLES {
            if let Some(text) = get(name) {
                let bytes = parse(&text).map_err(|error| format!("{name}={text}: {error}"))?;
                return Ok(Self { bytes, variable: Some(name) });
            }
        }
        Ok(Self { bytes: DEFAULT, variable: None })
    }
}

/// Why a text is not a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SizeError {
    /// It is not a number with at most a unit behind it.
    Malformed,
    /// No address space holds that much.
    TooLarge,
}

impl fmt::Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => {
                "not a size: give a number of bytes with an optional unit k, m, g or t, such as 512m"
            }
            Self::TooLarge => "more bytes than an address space holds",
        })
    }
}

impl std::error::Error for SizeError {}

/// Reads a number of bytes: digits, perhaps with a fraction, and perhaps one of the units
/// k, m, g, t (powers of 1024, either case). What follows a unit is ignored; a fraction of a
/// byte is rounded up.
///
/// # Errors
///
/// [`SizeError`] when the text does not begin so, or means more than an address space holds.
pub fn parse(text: &str) -> Result<usize, SizeError> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let scale: u128 = match unit.chars().next().map(|c| c.to_ascii_lowercase()) {
        None => 1,
        Some('k') => 1 << 10,
        Some('m') => 1 << 20,
        Some('g') => 1 << 30,
        Some('t') => 1 << 40,
        Some(_) => return Err(SizeError::Malformed),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(SizeError::Malformed);
    }
    let whole = digits(whole)?.checked_mul(scale).ok_or(SizeError::TooLarge)?;
    // More than these digits could not change the number of bytes by a whole one.
    let fraction = &fraction[..fraction.len().min(20)];
    let part = (digits(fraction)? * scale).div_ceil(10u128.pow(fraction.len() as u32));
    let bytes = whole.checked_add(part).ok_or(SizeError::TooLarge)?;
    usize::try_from(bytes).ok().filter(|&n| n <= isize::MAX as usize).ok_or(SizeError::TooLarge)
}

fn digits(text: &str) -> Result<u128, SizeError> {
    if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| SizeError::TooLarge) }
}

/// A number of bytes as people write it: `1 GiB`, `1.5 MiB`, `17 bytes`.
pub struct Bytes(pub usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0;
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] {
            let scale = 1usize << shift;
            if bytes >= scale {
                return if bytes.is_multiple_of(scale) {
                    write!(f, "{} {unit}", bytes >> shift)
                } else {
                    write!(f, "{:.1} {unit}", bytes as f64 / scale as f64)
                };
            }
        }
        write!(f, "{bytes} bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_examples() {
        assert_eq!(parse("20m"), Ok(20_971_520));
        assert_eq!(parse("3.1M"), Ok(3_250_586));
        assert_eq!(parse(".5m"), parse("0.5m"));
        assert_eq!(parse("20kk"), Ok(20 << 10));
        assert_eq!(parse("20mb"), Ok(20 << 20));
    }

    #[test]
    fn plain_numbers_and_every_unit() {
        assert_eq!(parse("0"), Ok(0));
        assert_eq!(parse(" 17 "), Ok(17));
        assert_eq!(parse("1.000000000000000000000000000001"), Ok(1));
        assert_eq!(parse("1.5"), Ok(2));
        assert_eq!(parse("2."), Ok(2));
        for (unit, shift) in [("k", 10), ("K", 10), ("m", 20), ("g", 30), ("G", 30), ("t", 40)] {
            assert_eq!(parse(&format!("3{unit}")), Ok(3 << shift), "{unit}");
        }
    }

    #[test]
    fn what_is_no_size() {
        for text in ["", " ", ".", "m", "-1", "+1", "1.2.3", "20x", "1e9", "infm", "٣m"] {
            assert_eq!(parse(text), Err(SizeError::Malformed), "{text:?}");
        }
        for text in
            ["9999999t", "99999999999999999999999999999999999999999999", "9223372036854775808"]
        {
            assert_eq!(parse(text), Err(SizeError::TooLarge), "{text:?}");
        }
    }

    #[test]
    fn the_new_name_wins_and_errors_name_the_variable() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| v.to_string())
        };
        assert_eq!(
            HeapSize::from_env(env(&[])).unwrap(),
            HeapSize { bytes: DEFAULT, variable: None }
        );
        let both = env(&[("SMA_SYMMETRIC_SIZE", "1m"), ("SHMEM_SYMMETRIC_SIZE", "2m")]);
        assert_eq!(HeapSize::from_env(both).unwrap().bytes, 2 << 20);
        let old = HeapSize::from_env(env(&[("SMA_SYMMETRIC_SIZE", "1m")])).unwrap();
        assert_eq!(old.variable, Some("SMA_SYMMETRIC_SIZE"));
        let error = HeapSize::from_env(env(&[("SHMEM_SYMMETRIC_SIZE", "lots")])).unwrap_err();
        assert!(error.starts_with("SHMEM_SYMMETRIC_SIZE=lots: not a size"), "{error}");
    }

    proptest! {
        #[test]
        fn integers_are_exact(n in 0usize..1 << 20, unit in 0usize..5) {
            let text = format!("{n}{}", ["", "k", "M", "g", "T"][unit]);
            prop_assert_eq!(parse(&text), Ok(n << (10 * unit)));
        }

        #[test]
        fn fractions_round_up(whole in 0u64..1 << 20, thousandths in 0u64..1000) {
            let bytes = parse(&format!("{whole}.{thousandths:03}k")).unwrap() as u64;
            let exact = (whole * 1000 + thousandths) * 1024;
            prop_assert!(bytes * 1000 >= exact && (bytes * 1000) - exact < 1000);
        }

        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(Bytes(1 << 30).to_string(), "1 GiB");
        assert_eq!(Bytes(3 << 19).to_string(), "1.5 MiB");
        assert_eq!(Bytes(17).to_string(), "17 bytes");
    }
}
