//! The declarations that shmem-sys calls a C library by, beside the header's.
//!
//! They are private there, and made for the library that it is built over; here all of them are made.

use std::collections::BTreeMap;
use std::ffi::{c_char, c_int, c_long, c_short, c_uint, c_ulong, c_void};

use openshmem_sys::shmem as header_types;

use crate::equal::{Comparison, pairs};
use crate::header;
use crate::signature::Signature;

#[macro_use]
#[path = "../../../shmem-sys/src/system/routines.rs"]
mod table;

#[allow(dead_code, unused_imports, reason = "nothing is called, and its own tests are not run")]
#[path = "../../../shmem-sys/src/system/native.rs"]
mod declarations;

use declarations::{c_complexd, c_complexf, shmem_ctx_t};

fn declared() -> Vec<(&'static str, Signature)> {
    let mut declared = Vec::new();
    macro_rules! list {
        ($family:ident: $($(#[$attr:meta])* fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
            $({
                let signature = Signature::of(
                    || declarations::$name as unsafe extern "C" fn($($ty),*) $(-> $ret)?
                );
                declared.push((stringify!($name), signature));
            })*
        };
    }
    for_each_routine!(list);
    declared
}

pub(crate) fn compare() -> Result<(), String> {
    let pairs = pairs! {
        shmem_ctx_t = header_types::shmem_ctx_t, "a pointer to what the library alone knows";
        c_complexf = header_types::__BindgenComplex<f32>, "real part, imaginary part";
        c_complexd = header_types::__BindgenComplex<f64>, "real part, imaginary part";
    };
    let mut comparison = Comparison::new(pairs);
    let header: BTreeMap<_, _> =
        header::routines().into_iter().map(|row| (row.name, row)).collect();
    let mut newer = 0;
    for (name, declared) in declared() {
        match header.get(name) {
            Some(routine) => comparison.add(&declared, routine),
            None => newer += 1,
        }
    }
    println!("{newer} declarations are for libraries that have more than this header");
    comparison.finish("declarations of C functions")
}
