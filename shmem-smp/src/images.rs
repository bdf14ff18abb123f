//! One runtime per process: a Rust program with this crate in it and a C library with another copy would
//! each keep a heap and a rank of their own.
//!
//! Every executable and library whose `shmem_` routines are this runtime's carries a note of a name of its
//! own, which `shmem-sys` puts there: who only launches jobs by this crate has none. At init all that the
//! process has loaded are looked through for it.

#![allow(unsafe_code, reason = "reads what the loader says of the files it has loaded")]

use core::ffi::{CStr, c_int, c_void};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

const NAME: &[u8; 10] = b"shmem-smp\0";

/// An ELF note: a name and nothing else.
#[repr(C)]
pub struct Note {
    name_len: u32,
    text_len: u32,
    kind: u32,
    name: [u8; 12],
}

/// Belongs into a section for notes.
pub const NOTE: Note =
    Note { name_len: NAME.len() as u32, text_len: 0, kind: 1, name: *b"shmem-smp\0\0\0" };

/// Says what to do when the process has a second runtime.
pub(crate) fn check_only_one() -> Result<(), String> {
    let with_runtime = with_runtime();
    if with_runtime.len() < 2 {
        return Ok(());
    }
    let names: Vec<_> = with_runtime.iter().map(|path| path.display().to_string()).collect();
    Err(format!(
        "this process has {} runtimes, in {}: PEs of one would not know those of the other. Build the \
         Rust code for the installed C library (SHMEM_SYS_PROVIDER=system), or link the C code with \
         the Rust program's own runtime (the crate shmem-c) instead of libsma.so",
        names.len(),
        names.join(" and in ")
    ))
}

/// The files loaded into this process that have the runtime in them.
fn with_runtime() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    // SAFETY: the callback has the type that the function wants, and `found` outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut found).cast()) };
    found
}

/// Adds a loaded file that has the note to the list.
unsafe extern "C" fn visit(
    info: *mut libc::dl_phdr_info,
    _size: libc::size_t,
    found: *mut c_void,
) -> c_int {
    // SAFETY: the loader passes a description that is valid during the call.
    let info = unsafe { &*info };
    // SAFETY: `with_runtime` passes its list, which nothing else refers to meanwhile.
    let found = unsafe { &mut *found.cast::<Vec<PathBuf>>() };
    if info.dlpi_phdr.is_null() {
        return 0;
    }
    // SAFETY: the loader's description has that many headers.
    let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    let has_note = headers.iter().filter(|header| header.p_type == libc::PT_NOTE).any(|header| {
        let start = info.dlpi_addr.wrapping_add(header.p_vaddr) as usize;
        let start = std::ptr::with_exposed_provenance(start);
        // SAFETY: notes are in the part of the file that is loaded, and nobody writes to it.
        let notes = unsafe { std::slice::from_raw_parts(start, header.p_memsz as usize) };
        has_ours(notes, header.p_align as usize)
    });
    if has_note {
        // SAFETY: the loader's name ends in NUL.
        let name = unsafe { CStr::from_ptr(info.dlpi_name) };
        found.push(match name.to_bytes() {
            [] => std::env::current_exe().unwrap_or_else(|_| "the executable".into()),
            name => OsStr::from_bytes(name).into(),
        });
    }
    0
}

/// Whether our note is among these, each of which begins at a multiple of `align`.
fn has_ours(mut notes: &[u8], align: usize) -> bool {
    let align = align.max(4);
    while let Some((lengths, _)) = notes.split_first_chunk::<8>() {
        let length = |at: usize| u32::from_ne_bytes([0, 1, 2, 3].map(|i| lengths[at + i])) as usize;
        let (name_len, text_len) = (length(0), length(4));
        if notes.get(12..).and_then(|name| name.get(..name_len)) == Some(NAME) {
            return true;
        }
        let text = (12 + name_len).next_multiple_of(align);
        notes = notes.get((text + text_len).next_multiple_of(align)..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &[u8], text: &[u8], align: usize) -> Vec<u8> {
        let mut note: Vec<u8> = [name.len() as u32, text.len() as u32, 3]
            .iter()
            .flat_map(|n| n.to_ne_bytes())
            .collect();
        note.extend(name);
        note.resize(note.len().next_multiple_of(align), 0);
        note.extend(text);
        note.resize(note.len().next_multiple_of(align), 0);
        note
    }

    #[test]
    fn ours_is_found_among_others() {
        for align in [4, 8] {
            let others = [note(b"GNU\0", b"12345", align), note(b"", b"", align)].concat();
            assert!(!has_ours(&others, align));
            assert!(has_ours(&[others.clone(), note(NAME, b"", align), others].concat(), align));
        }
    }

    #[test]
    fn broken_notes_are_no_ours() {
        for len in 0..40 {
            assert!(!has_ours(&vec![0xff; len], 4), "{len}");
        }
        let ours = note(NAME, b"", 4);
        assert!(!has_ours(&ours[..ours.len() - 3], 4));
    }

    #[used]
    #[unsafe(link_section = ".note.shmem-smp")]
    static OURS: Note = NOTE;

    #[test]
    fn this_program_has_one() {
        assert_eq!(with_runtime(), [std::env::current_exe().unwrap()]);
        check_only_one().unwrap();
    }
}
