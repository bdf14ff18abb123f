//! Teams that were made by splits, and those waiting to be used again.

#![allow(unsafe_code, reason = "a handle is a pointer to a team that is never given back")]

use std::sync::{Mutex, PoisonError};

use super::Team;
use crate::abi::shmem_team_t;

static SPARE: Mutex<Vec<&'static Team>> = Mutex::new(Vec::new());
static USED: Mutex<Vec<&'static Team>> = Mutex::new(Vec::new());

pub(super) fn take() -> &'static Team {
    let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let team = spare.unwrap_or_else(|| Box::leak(Box::new(Team::new())));
    USED.lock().unwrap_or_else(PoisonError::into_inner).push(team);
    team
}

pub(super) fn give_back(team: &'static Team) {
    let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
    used.retain(|other| !std::ptr::eq(*other, team));
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).push(team);
}

pub(super) fn used() -> Vec<&'static Team> {
    USED.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

pub(super) fn follow(handle: shmem_team_t) -> &'static Team {
    // SAFETY: the callers of every team routine promise that a handle other than
    // `SHMEM_TEAM_INVALID` came from this library; those point at a static or leaked team.
    unsafe { &*handle.as_ptr().cast() }
}
