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

/// A type: what it is in shmem-sys, and how the compiler calls the header's.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) ours: Option<Ours>,
    pub(crate) header: &'static str,
}

/// A type of shmem-sys.
pub(crate) struct Ours {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) align: usize,
}

macro_rules! typename {
    ($name:ident) => {{
        let ours = Ours {
            name: type_name::<$name>(),
            size: size_of::<$name>(),
            align: align_of::<$name>(),
        };
        Type {
            name: stringify!($name),
            ours: (ours.name != type_name::<Missing>()).then_some(ours),
            header: type_name::<openshmem_sys::shmem::$name>(),
        }
    }};
}

include!(concat!(env!("OUT_DIR"), "/rows.rs"));
