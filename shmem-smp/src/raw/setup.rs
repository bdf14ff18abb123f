//! Library setup, exit and query.

use core::ffi::{c_char, c_int, c_void};

use crate::abi::{
    SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION, SHMEM_THREAD_SINGLE, SHMEM_VENDOR_STRING,
    shmem_team_t,
};
use crate::{end, init, runtime, team};

routines! {
    /// Joins the job and waits until every PE has.
    fn shmem_init() {
        init::init_or_leave(SHMEM_THREAD_SINGLE);
    }
    /// `shmem_init` with a thread level; 0 when it is granted.
    fn shmem_init_thread(requested: c_int, provided: *mut c_int) -> c_int {
        match init::init(requested) {
            Ok(level) => {
                // SAFETY: the caller's promise.
                unsafe { provided.write(level) };
                0
            }
            Err(why) => {
                end::say(&format!("shmem: {why}\n"));
                1
            }
        }
    }
    /// Matches an init; the last one completes everything and gives up the heap.
    fn shmem_finalize() {
        init::finalize();
    }
    /// Whether an init has not been matched yet. May be called at any time.
    fn shmem_query_initialized(initialized: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { initialized.write(c_int::from(init::initialized())) };
    }
    /// The thread level in force.
    fn shmem_query_thread(provided: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { provided.write(init::level()) };
    }
    /// Ends the program on every PE.
    fn shmem_global_exit(status: c_int) -> ! {
        end::global_exit(status)
    }
    /// This PE's number.
    fn shmem_my_pe() -> c_int {
        runtime::my_pe() as c_int
    }
    /// How many PEs there are.
    fn shmem_n_pes() -> c_int {
        runtime::n_pes() as c_int
    }
    /// Whether a number is a PE's.
    fn shmem_pe_accessible(pe: c_int) -> c_int {
        c_int::from(is_pe(pe))
    }
    /// Whether an address is symmetric and `pe` a PE.
    fn shmem_addr_accessible(addr: *const c_void, pe: c_int) -> c_int {
        c_int::from(is_pe(pe) && runtime::heap_offset(addr.cast()).is_some())
    }
    /// Where a PE's copy of a symmetric object can be loaded from and stored to, or NULL.
    fn shmem_ptr(dest: *const c_void, pe: c_int) -> *mut c_void {
        pointer(dest, pe)
    }
    /// `shmem_ptr` with the PE numbered in a team; NULL for `SHMEM_TEAM_INVALID`.
    fn shmem_team_ptr(team: shmem_team_t, dest: *const c_void, pe: c_int) -> *mut c_void {
        let world_pe = team::resolve(team).and_then(|team| team::translate(team, pe, team::world()));
        world_pe.map_or(core::ptr::null_mut(), |pe| pointer(dest, pe as c_int))
    }
    /// The version of the standard that this library implements.
    fn shmem_info_get_version(major: *mut c_int, minor: *mut c_int) {
        // SAFETY: the caller's promise.
        unsafe { major.write(SHMEM_MAJOR_VERSION) };
        // SAFETY: the caller's promise.
        unsafe { minor.write(SHMEM_MINOR_VERSION) };
    }
    /// This library's name, NUL-terminated; `name` has room for `SHMEM_MAX_NAME_LEN` bytes.
    fn shmem_info_get_name(name: *mut c_char) {
        let text = SHMEM_VENDOR_STRING.as_bytes();
        // SAFETY: the caller gave more room than the name needs.
        unsafe { name.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        // SAFETY: as above, one byte further.
        unsafe { name.wrapping_add(text.len()).write(0) };
    }
}

fn is_pe(pe: c_int) -> bool {
    usize::try_from(pe).is_ok_and(|pe| pe < runtime::n_pes())
}

fn pointer(dest: *const c_void, pe: c_int) -> *mut c_void {
    if !is_pe(pe) || runtime::heap_offset(dest.cast()).is_none() {
        return core::ptr::null_mut();
    }
    runtime::remote(dest.cast(), pe as usize).cast()
}
