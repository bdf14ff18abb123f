//! Team management.

use core::ffi::{c_int, c_long};

use crate::engine::team;
use crate::{SHMEM_TEAM_INVALID, SHMEM_TEAM_NUM_CONTEXTS, shmem_team_config_t, shmem_team_t};

/// The number of contexts a program asks for.
///
/// # Safety
///
/// `config` must be readable if the mask asks for it to be read.
unsafe fn num_contexts(config: *const shmem_team_config_t, mask: c_long) -> c_int {
    if mask & SHMEM_TEAM_NUM_CONTEXTS == 0 {
        return 0;
    }
    // SAFETY: the caller's promise.
    unsafe { (*config).num_contexts }
}

routines! {
    /// This PE's number in a team; -1 for `SHMEM_TEAM_INVALID`.
    fn shmem_team_my_pe(team: shmem_team_t) -> c_int {
        team::resolve(team).map_or(-1, |team| team.rank() as c_int)
    }
    /// A team's size; -1 for `SHMEM_TEAM_INVALID`.
    fn shmem_team_n_pes(team: shmem_team_t) -> c_int {
        team::resolve(team).map_or(-1, |team| team.size() as c_int)
    }
    /// Writes what the mask asks for of a team's configuration; nonzero for `SHMEM_TEAM_INVALID`.
    fn shmem_team_get_config(
        team: shmem_team_t, config_mask: c_long, config: *mut shmem_team_config_t,
    ) -> c_int {
        let Some(team) = team::resolve(team) else { return 1 };
        if config_mask & SHMEM_TEAM_NUM_CONTEXTS != 0 {
            // SAFETY: the caller's promise.
            unsafe { (*config).num_contexts = team::num_contexts(team) };
        }
        0
    }
    /// A PE's number in another team, or -1.
    fn shmem_team_translate_pe(
        src_team: shmem_team_t, src_pe: c_int, dest_team: shmem_team_t,
    ) -> c_int {
        let teams = team::resolve(src_team).zip(team::resolve(dest_team));
        teams.and_then(|(from, to)| team::translate(from, src_pe, to)).map_or(-1, |pe| pe as c_int)
    }
    /// Makes a team of every `stride`-th PE of a parent. Collective over the parent.
    fn shmem_team_split_strided(
        parent_team: shmem_team_t, start: c_int, stride: c_int, size: c_int,
        config: *const shmem_team_config_t, config_mask: c_long, new_team: *mut shmem_team_t,
    ) -> c_int {
        // SAFETY: the caller's promise.
        let contexts = unsafe { num_contexts(config, config_mask) };
        let made = team::resolve(parent_team)
            .and_then(|parent| team::split_strided(parent, (start, stride, size), contexts));
        // SAFETY: the caller's promise.
        unsafe { new_team.write(made.unwrap_or(SHMEM_TEAM_INVALID)) };
        c_int::from(made.is_none())
    }
    /// Makes the rows and columns of a parent laid out `xrange` wide. Collective over the parent.
    fn shmem_team_split_2d(
        parent_team: shmem_team_t, xrange: c_int,
        xaxis_config: *const shmem_team_config_t, xaxis_mask: c_long, xaxis_team: *mut shmem_team_t,
        yaxis_config: *const shmem_team_config_t, yaxis_mask: c_long, yaxis_team: *mut shmem_team_t,
    ) -> c_int {
        // SAFETY: the caller's promise.
        let x_contexts = unsafe { num_contexts(xaxis_config, xaxis_mask) };
        // SAFETY: the caller's promise.
        let y_contexts = unsafe { num_contexts(yaxis_config, yaxis_mask) };
        let made = team::resolve(parent_team)
            .and_then(|parent| team::split_2d(parent, xrange, (x_contexts, y_contexts)));
        let (x, y) = made.unwrap_or((SHMEM_TEAM_INVALID, SHMEM_TEAM_INVALID));
        // SAFETY: the caller's promise.
        unsafe { xaxis_team.write(x) };
        // SAFETY: the caller's promise.
        unsafe { yaxis_team.write(y) };
        c_int::from(made.is_none())
    }
    /// Destroys a team and what is left of its contexts. Collective over the team.
    fn shmem_team_destroy(team: shmem_team_t) {
        if let Some(team) = team::resolve(team) {
            // SAFETY: the caller's promise.
            unsafe { team::destroy(team) };
        }
    }
}
