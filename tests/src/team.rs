//! The team routines that tests of several chapters call.

use core::ffi::c_int;
use core::ptr::null;

use shmem_sys::{SHMEM_TEAM_WORLD, shmem_team_t};

/// The result of a split: its status, and the handle.
pub type Split = (c_int, shmem_team_t);

/// Every `stride`-th PE of a parent, from `start` on.
#[must_use]
pub fn split(parent: shmem_team_t, start: c_int, stride: c_int, size: c_int) -> Split {
    let mut team = SHMEM_TEAM_WORLD();
    // SAFETY: collective over the parent; no configuration; the out parameter is a local variable.
    let status = unsafe {
        shmem_sys::shmem_team_split_strided(parent, start, stride, size, null(), 0, &raw mut team)
    };
    (status, team)
}

/// `shmem_team_destroy`.
pub fn destroy(team: shmem_team_t) {
    // SAFETY: collective over the team's members; a no-op for the others.
    unsafe { shmem_sys::shmem_team_destroy(team) }
}

/// `shmem_team_my_pe`.
#[must_use]
pub fn my_pe(team: shmem_team_t) -> c_int {
    // SAFETY: a live team or SHMEM_TEAM_INVALID.
    unsafe { shmem_sys::shmem_team_my_pe(team) }
}

/// `shmem_team_n_pes`.
#[must_use]
pub fn n_pes(team: shmem_team_t) -> c_int {
    // SAFETY: a live team or SHMEM_TEAM_INVALID.
    unsafe { shmem_sys::shmem_team_n_pes(team) }
}

/// `shmem_team_translate_pe`.
#[must_use]
pub fn translate(from: shmem_team_t, number: c_int, to: shmem_team_t) -> c_int {
    // SAFETY: live teams or SHMEM_TEAM_INVALID.
    unsafe { shmem_sys::shmem_team_translate_pe(from, number, to) }
}
