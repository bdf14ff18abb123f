//! Hints for files.
//!
//! ROMIO, which both Open MPI and MPICH have, believes what it is told: it divides by a size of 0, and frees what is not
//! there where it cannot read a list of nodes. So it is told only what it can use.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

use super::FileError;
use crate::error::{Error, Result};
use crate::info::Info;
use crate::sys::{self, Comm, Session, meet, text};

/// What a hint's value can be.
enum Value {
    Number,
    /// One of these.
    Word(&'static [&'static str]),
    /// Some of these, parted by commas.
    Words(&'static [&'static str]),
}

/// Numbers that no library computes too large.
const NUMBERS: RangeInclusive<u32> = 1..=1 << 30;

const SWITCH: Value = Value::Word(&["enable", "disable", "automatic"]);

/// The standard's hints for files, and ROMIO's of the same kind. What libraries do not know they pass over.
const KNOWN: [(&str, Value); 15] = [
    (
        "access_style",
        Value::Words(&[
            "read_once",
            "write_once",
            "read_mostly",
            "write_mostly",
            "sequential",
            "reverse_sequential",
            "random",
        ]),
    ),
    ("collective_buffering", Value::Word(&["true", "false"])),
    ("cb_block_size", Value::Number),
    ("cb_buffer_size", Value::Number),
    ("cb_nodes", Value::Number),
    ("nb_proc", Value::Number),
    ("num_io_nodes", Value::Number),
    ("striping_factor", Value::Number),
    ("striping_unit", Value::Number),
    ("ind_rd_buffer_size", Value::Number),
    ("ind_wr_buffer_size", Value::Number),
    ("romio_cb_read", SWITCH),
    ("romio_cb_write", SWITCH),
    ("romio_ds_read", SWITCH),
    ("romio_ds_write", SWITCH),
];

impl Value {
    fn allows(&self, value: &str) -> bool {
        match self {
            Self::Number => value.parse().is_ok_and(|number| NUMBERS.contains(&number)),
            Self::Word(words) => words.contains(&value),
            Self::Words(words) => value.split(',').all(|word| words.contains(&word)),
        }
    }
}

/// Those of a process's hints that are for files, and are right.
pub(super) struct Hints {
    right: sys::Info,
    /// What tells them from others.
    print: i64,
}

impl Hints {
    pub(super) fn of(hints: Option<&Info<'_>>, session: &Session) -> Result<Self> {
        let (mut right, mut print) = (sys::Info::none(), DefaultHasher::new());
        if let Some(hints) = hints {
            right = sys::Info::new(session)?;
            for (key, allowed) in KNOWN {
                let Some(value) = hints.get(key)? else { continue };
                if !allowed.allows(&value) {
                    return Err(Error::File(FileError::Hint { key, value }));
                }
                right.set(&text(key), &text(&value))?;
                (key, value).hash(&mut print);
            }
        }
        Ok(Self { right, print: (print.finish() >> 1).cast_signed() })
    }

    /// The same of all processes, or an error on all: ROMIO would wait for ever for those whom it tells to do something
    /// else. Collective.
    pub(super) fn agreed(self, comm: &Comm) -> Result<sys::Info> {
        let [high, low] = meet(comm, [self.print, -self.print])?;
        if high == -low { Ok(self.right) } else { Err(Error::File(FileError::HintsDiffer)) }
    }
}
