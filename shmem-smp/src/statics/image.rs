//! Where the main executable's static variables are.

#![allow(unsafe_code, reason = "reads the program headers that the loader shows")]

use std::collections::hash_map::DefaultHasher;
use std::ffi::{c_int, c_void};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::slice;

use libc::{Elf64_Phdr, PF_W, PF_X, PT_GNU_RELRO, PT_INTERP, PT_LOAD, dl_phdr_info};

use super::linked;
use super::remap::{Pages, page_size};

/// The whole pages of the main executable that its program may write.
#[derive(Default)]
pub(super) struct Image {
    /// In order; mostly one range, of `.data` and `.bss`.
    pub(super) pages: Vec<Pages>,
    /// Differs between programs, and is the same whenever one is started.
    pub(super) fingerprint: u64,
    /// Whether it was linked with this library, by name or statically. Otherwise something that it has loaded
    /// was, as with interpreters, and no code knows of its variables.
    pub(super) linked: bool,
    /// Whether it has the C library in itself, whose variables are then among the executable's.
    pub(super) with_libc: bool,
}

impl Image {
    /// This process's.
    pub(super) fn of_program() -> Self {
        let mut image = Self::default();
        // SAFETY: `first` has the type that is asked for, and its argument is an image for as long
        // as the call lasts.
        unsafe { libc::dl_iterate_phdr(Some(first), (&raw mut image).cast()) };
        image
    }

    /// The range from the first variable to the last.
    pub(super) fn hull(&self) -> Range<usize> {
        match (self.pages.first(), self.pages.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    fn new(base: usize, headers: &[Elf64_Phdr], page: usize) -> Self {
        let address = |header: &Elf64_Phdr| base.wrapping_add(header.p_vaddr as usize);
        let end = |header: &Elf64_Phdr| address(header).wrapping_add(header.p_memsz as usize);
        let down = |address: usize| address & !(page - 1);
        // The loader has made these pages read-only, but for a last one that others share.
        let relro = headers.iter().find(|header| header.p_type == PT_GNU_RELRO);
        let relro = relro.map_or(0..0, |header| down(address(header))..down(end(header)));
        let variables = headers
            .iter()
            .filter(|header| header.p_type == PT_LOAD && header.p_flags & (PF_W | PF_X) == PF_W);
        let mut pages: Vec<_> = variables
            .map(|header| {
                let start = down(address(header));
                let start = if relro.contains(&start) { relro.end } else { start };
                let in_file = address(header).wrapping_add(header.p_filesz as usize);
                let anonymous = in_file.next_multiple_of(page);
                Pages { range: start..end(header).next_multiple_of(page), anonymous }
            })
            .filter(|pages| !pages.range.is_empty())
            .collect();
        pages.sort_by_key(|pages| pages.range.start);
        let mut hasher = DefaultHasher::new();
        for header in headers {
            (header.p_type, header.p_flags).hash(&mut hasher);
            (header.p_vaddr, header.p_filesz, header.p_memsz).hash(&mut hasher);
        }
        let with_libc = !headers.iter().any(|header| header.p_type == PT_INTERP);
        Self { pages, fingerprint: hasher.finish(), linked: false, with_libc }
    }
}

/// Takes down what it is told of the first object, which is the main executable.
unsafe extern "C" fn first(info: *mut dl_phdr_info, _size: usize, image: *mut c_void) -> c_int {
    // SAFETY: the loader passes a description that is valid during the call.
    let info = unsafe { &*info };
    // SAFETY: `of_program` passes an image of its own.
    let image = unsafe { &mut *image.cast::<Image>() };
    // SAFETY: the description says where the loaded headers are and how many; nobody writes them.
    let headers = unsafe { slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    let base = info.dlpi_addr as usize;
    *image = Image::new(base, headers, page_size());
    // SAFETY: these are the headers of a loaded object, and its base.
    image.linked = unsafe { linked::with_this_library(base, headers) };
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(p_type: u32, p_flags: u32, p_vaddr: u64, p_filesz: u64, p_memsz: u64) -> Elf64_Phdr {
        let (p_offset, p_paddr, p_align) = (p_vaddr, p_vaddr, 4096);
        Elf64_Phdr { p_type, p_flags, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align }
    }

    const RW: u32 = PF_W | libc::PF_R;

    fn ranges(base: usize, headers: &[Elf64_Phdr]) -> Vec<(usize, usize)> {
        let pages = Image::new(base, headers, 4096).pages;
        pages.into_iter().map(|pages| (pages.range.start, pages.range.end)).collect()
    }

    #[test]
    fn the_own_program_has_variables() {
        static IN_DATA: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(7);
        static IN_BSS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let hull = Image::of_program().hull();
        assert!(hull.contains(&(&raw const IN_DATA as usize)), "{hull:x?}");
        assert!(hull.contains(&(&raw const IN_BSS as usize)), "{hull:x?}");
        assert!(!hull.contains(&(&raw const hull as usize)), "{hull:x?}");
        assert_eq!(Image::of_program().fingerprint, Image::of_program().fingerprint);
    }

    #[test]
    fn what_relocation_made_read_only_is_left_out() {
        let headers = [
            header(PT_LOAD, libc::PF_R | PF_X, 0, 0x1000, 0x1000),
            header(PT_LOAD, RW, 0x3dd0, 0x268, 0x2270),
            header(PT_GNU_RELRO, libc::PF_R, 0x3dd0, 0x230, 0x230),
        ];
        assert_eq!(ranges(0x10000, &headers), [(0x14000, 0x17000)]);
        // Without a whole page of that, nothing is left out.
        assert_eq!(ranges(0, &[headers[0], headers[1]]), [(0x3000, 0x7000)]);
    }

    #[test]
    fn a_segment_may_be_all_read_only_and_another_all_variables() {
        let headers = [
            header(PT_LOAD, RW, 0x5000, 0x100, 0x200),
            header(PT_LOAD, RW, 0x3000, 0x1000, 0x1000),
            header(PT_GNU_RELRO, libc::PF_R, 0x3000, 0x1000, 0x1000),
            header(PT_LOAD, RW | PF_X, 0x9000, 0x1000, 0x1000),
        ];
        assert_eq!(ranges(0, &headers), [(0x5000, 0x6000)]);
        assert!(ranges(0, &headers[1..]).is_empty());
    }

    #[test]
    fn two_builds_differ() {
        let of = |size| Image::new(0, &[header(PT_LOAD, RW, 0x3000, 0x10, size)], 4096).fingerprint;
        assert_eq!(of(0x20), of(0x20));
        assert_ne!(of(0x20), of(0x28));
    }
}
