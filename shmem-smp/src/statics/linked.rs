//! Whether the main executable was linked with this library.

#![allow(unsafe_code, reason = "reads the dynamic section that the loader has mapped")]

use std::ffi::{CStr, c_char};
use std::ptr::with_exposed_provenance;

use libc::{Elf64_Phdr, PT_DYNAMIC, PT_LOAD};

/// How executables name this library, but for its version.
const NAME: &[u8] = b"libsma.so";

/// An entry of a dynamic section.
#[repr(C)]
struct Entry {
    tag: i64,
    value: u64,
}

const END: i64 = 0;
const NEEDED: i64 = 1;
const STRINGS: i64 = 5;

/// Whether a loaded object contains this code, or names this library as one that it needs.
///
/// # Safety
///
/// The headers are those of an object that is loaded at that base.
pub(super) unsafe fn with_this_library(base: usize, headers: &[Elf64_Phdr]) -> bool {
    let this_code = (with_this_library as *const ()).addr();
    let contains = |header: &Elf64_Phdr| {
        this_code.wrapping_sub(base.wrapping_add(header.p_vaddr as usize)) < header.p_memsz as usize
    };
    if headers.iter().any(|header| header.p_type == PT_LOAD && contains(header)) {
        return true;
    }
    let Some(dynamic) = headers.iter().find(|header| header.p_type == PT_DYNAMIC) else {
        return false;
    };
    let address = base.wrapping_add(dynamic.p_vaddr as usize);
    // SAFETY: the object has its dynamic section there.
    let entries = || unsafe { entries(with_exposed_provenance(address)) };
    let Some(strings) = entries().find(|entry| entry.tag == STRINGS) else { return false };
    // Some loaders have added the base here, others leave that to the reader.
    let strings = strings.value as usize;
    let strings = if strings < base { base + strings } else { strings };
    entries().filter(|entry| entry.tag == NEEDED).any(|needed| {
        let name = with_exposed_provenance::<c_char>(strings + needed.value as usize);
        // SAFETY: the value is the offset of a name in the object's table of strings.
        unsafe { CStr::from_ptr(name) }.to_bytes().starts_with(NAME)
    })
}

/// The entries of a dynamic section up to the one that ends it.
///
/// # Safety
///
/// `first` is the first of such a section, which is loaded.
unsafe fn entries(first: *const Entry) -> impl Iterator<Item = &'static Entry> {
    // SAFETY: there is an entry wherever none before was the last.
    let all = (0..).map(move |index| unsafe { &*first.wrapping_add(index) });
    all.take_while(|entry| entry.tag != END)
}
