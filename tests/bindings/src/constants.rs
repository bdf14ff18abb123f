//! Every constant of the header beside the one of the same name in shmem-sys.

use std::ffi::{c_int, c_long};
use std::fmt;

use crate::c::{Print, Program};
use crate::header::{self, Missing};

/// What shmem-sys does not take from the header, and why.
const OWN: [(&str, &str); 2] = [
    ("SHMEM_MAJOR_VERSION", "it offers the same version of the standard over every library"),
    ("SHMEM_MINOR_VERSION", "it offers the same version of the standard over every library"),
];

/// A constant, and what it is in shmem-sys.
pub(crate) struct Constant {
    pub(crate) name: &'static str,
    pub(crate) ours: Option<Value>,
}

/// A constant's value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Number(i64),
    Text(&'static str),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => text.fmt(f),
        }
    }
}

/// The types that constants have.
pub(crate) trait Valued {
    fn value(self) -> Option<Value>;
}

impl Valued for c_int {
    fn value(self) -> Option<Value> {
        Some(Value::Number(self.into()))
    }
}

impl Valued for c_long {
    fn value(self) -> Option<Value> {
        Some(Value::Number(self))
    }
}

impl Valued for &'static str {
    fn value(self) -> Option<Value> {
        Some(Value::Text(self))
    }
}

impl Valued for Missing {
    fn value(self) -> Option<Value> {
        None
    }
}

/// Whether the provider in use takes its constants from the header: the bundled runtime has its own.
pub(crate) fn comparable() -> bool {
    shmem_sys::provider() != shmem_sys::Provider::Bundled
}

pub(crate) fn compare() -> Result<(), String> {
    let own = |name: &str| OWN.iter().any(|(own, _)| name.trim_start_matches('_') == *own);
    let constants: Vec<_> = (header::constants().into_iter())
        .filter_map(|Constant { name, ours }| Some((name, ours?)))
        .filter(|(name, _)| !own(name))
        .collect();
    let mut program = Program::new("constants");
    for (name, ours) in &constants {
        let print = match ours {
            Value::Number(_) => Print::Number,
            Value::Text(_) => Print::Text,
        };
        program.print(name, name, print);
    }
    let values = program.run()?;
    let wrong: Vec<_> = (constants.iter())
        .filter(|(name, ours)| values[*name] != ours.to_string())
        .map(|(name, ours)| format!("{name}\n  header:    {}\n  shmem-sys: {ours}", values[*name]))
        .collect();
    println!("{} constants of the header compared", constants.len());
    for (name, why) in OWN {
        println!("not compared: {name}: {why}");
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
