//! Library setup, exit and query.

use core::ffi::{c_char, c_int, c_void};

use crate::engine::{setup, team};
use crate::{SHMEM_THREAD_FUNNELED, shmem_team_t};

routines! {
    /// Joins the job and waits until every PE has. Threads that never call do no harm: libraries that this
    /// program uses may have some.
    fn shmem_init() {
        setup::init_or_leave(SHMEM_THREAD_FUNNELED);
    }
    /// `shmem_init` with a thread level; 0 when it is granted.
    fn shmem_init_thread(requested: c_int, provided: *mut c_int) -> c_int {
        match setup::init(requested) {
            Ok(level) => {
                // SAFETY: the caller's promise.
                unsafe { provided.write(level) };
                0
            }
            Err(why) => {
                setup::say(&format!("shmem: {why}\n"));
                1
            }
        }
    }
    /// Matches an init; the last one completes everything and gives up the heap.
    fn shmem_finalize() {
        // SAFETY: the caller's promise.
        unsafe { setup::finalize() };
    }
    /// Whether an init has not been matched yet. May be called at any time.
    fn shmem_query_initialized(initialized: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { initialized.write(c_int::from(setup::initialized())) };
    }
    /// The thread level in force.
    fn shmem_query_thread(provided: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { provided.write(setup::level()) };
    }
    /// Ends the program on every PE.
    fn shmem_global_exit(status: c_int) -> ! {
        setup::global_exit(status)
    }
    /// This PE's number.
    fn shmem_my_pe() -> c_int {
        setup::my_pe()
    }
    /// How many PEs there are.
    fn shmem_n_pes() -> c_int {
        setup::n_pes()
    }
    /// Whether a number is a PE's.
    fn shmem_pe_accessible(pe: c_int) -> c_int {
        c_int::from(setup::is_accessible(pe))
    }
    /// Whether an address is symmetric and `pe` a PE.
    fn shmem_addr_accessible(addr: *const c_void, pe: c_int) -> c_int {
        c_int::from(setup::reaches(addr, pe))
    }
    /// Where a PE's copy of a symmetric object can be loaded from and stored to, or NULL.
    fn shmem_ptr(dest: *const c_void, pe: c_int) -> *mut c_void {
        setup::pointer(dest, pe)
    }
    /// `shmem_ptr` with the PE numbered in a team; NULL for `SHMEM_TEAM_INVALID`.
    fn shmem_team_ptr(team: shmem_team_t, dest: *const c_void, pe: c_int) -> *mut c_void {
        let world_pe = team::resolve(team).and_then(|team| team::translate(team, pe, team::world()));
        world_pe.map_or(core::ptr::null_mut(), |pe| setup::pointer(dest, pe as c_int))
    }
    /// The version of the standard that is offered here, whatever the library underneath offers.
    fn shmem_info_get_version(major: *mut c_int, minor: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { major.write(crate::SHMEM_MAJOR_VERSION) };
        // SAFETY: the caller's promise.
        unsafe { minor.write(crate::SHMEM_MINOR_VERSION) };
    }
    /// The library's name, NUL-terminated; `name` has room for `SHMEM_MAX_NAME_LEN` bytes.
    fn shmem_info_get_name(name: *mut c_char) {
        let text = crate::SHMEM_VENDOR_STRING.as_bytes();
        let text = &text[..text.len().min(crate::SHMEM_MAX_NAME_LEN as usize - 1)];
        // SAFETY: the caller gave more room than that.
        unsafe { name.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        // SAFETY: as above, one byte further.
        unsafe { name.wrapping_add(text.len()).write(0) };
    }
}
