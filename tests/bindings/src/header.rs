//! What the header declares, a row for each name.

#![allow(non_camel_case_types, non_upper_case_globals, reason = "C names")]
#![allow(unsafe_code, reason = "the stand-ins have the type of C functions")]
#![allow(dead_code, unused_imports, reason = "most stand-ins have nothing to stand in for")]

use std::any::type_name;

use crate::constants::{Constant, Valued};
use crate::signature::Signature;

/// Stands where shmem-sys has nothing of the name.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct Missing(u8);

const MISSING: Missing = Missing(0);

/// A function: what it is in shmem-sys, and what it is in the header.
pub(crate) struct Routine {
    pub(crate) name: &'static str,
    pub(crate) ours: Option<Signature>,
    pub(crate) header: Signature,
}

macro_rules! routine {
    ($name:ident($($argument:tt),*)) => {{
        let ours = Signature::of(|| $name as unsafe extern "C" fn($($argument),*) -> _);
        Routine {
            name: stringify!($name),
            ours: (ours.result != type_name::<Missing>()).then_some(ours),
            header: Signature::of(
                || openshmem_sys::shmem::$name as unsafe extern "C" fn($($argument),*) -> _
            ),
        }
    }};
}

macro_rules! constant {
    ($name:ident) => {
        Constant { name: stringify!($name), ours: $name.value() }
    };
}

/// A type, and its size and alignment in shmem-sys.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) ours: Option<(usize, usize)>,
}

macro_rules! typename {
    ($name:ident) => {
        Type {
            name: stringify!($name),
            ours: (type_name::<$name>() != type_name::<Missing>())
                .then_some((size_of::<$name>(), align_of::<$name>())),
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/rows.rs"));
