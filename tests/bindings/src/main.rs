//! shmem-sys beside the installed `shmem.h`, declaration by declaration.
//!
//! Who says what the header means is no code of ours: bindgen, by way of the crate `openshmem-sys`, for the
//! types of the routines, and the C compiler for sizes and values. The names come from the header, so
//! that what shmem-sys lacks is found as well as what it has wrong.

mod c;
mod constants;
mod equal;
mod header;
mod lacking;
mod native;
mod routines;
mod signature;
mod types;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials = vec![
        Trial::test("routines_have_the_headers_types", || Ok(routines::compare()?)),
        Trial::test("declarations_have_the_headers_types", || Ok(native::compare()?)),
        Trial::test("nothing_of_the_header_is_lacking", || Ok(lacking::check()?)),
        Trial::test("types_have_the_headers_layout", || Ok(types::compare()?)),
        Trial::test("constants_have_the_headers_values", || Ok(constants::compare()?))
            .with_ignored_flag(!constants::comparable()),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
