//! The ways in and out of the safe API: raw handles and addresses, as C code has them.
#![allow(missing_docs, reason = "a test binary")]
#![allow(unsafe_code, reason = "stands in for C code")]

use std::ffi::c_int;
use std::ptr::NonNull;

use shmem::prelude::*;
use shmem::{Private, Serialized};
use shmem_sys::{SHMEM_CTX_INVALID, SHMEM_CTX_PRIVATE, SHMEM_TEAM_INVALID};
use shmem_test::{Trial, trials};
use shmem_tests::safe::run;

fn right(shmem: &Shmem) -> Pe {
    shmem.my_pe().wrapping_add(1)
}

/// Contexts out and in again, and those that C code has made, of the world and of teams.
fn contexts() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        let inbox = shmem.alloc::<u64>(4).unwrap();
        let team = world.split_strided(n - 1, -1, n).unwrap().unwrap();
        let (to, member) = (right(shmem), team.rank_of(right(shmem)).unwrap());

        let raw = shmem.context().unwrap().into_raw();
        // SAFETY: the context is one of the world, made by this thread for itself, that nobody else has.
        let ours = unsafe { shmem.context_from_raw::<Private>(raw) };
        assert_eq!(ours.as_raw(), raw);
        ours.scope(|s| s.put(inbox.slice(..1).at(to), &[1]));

        let mut theirs = SHMEM_CTX_INVALID;
        // SAFETY: initialised; the result has a place.
        assert_eq!(unsafe { shmem_sys::shmem_ctx_create(SHMEM_CTX_PRIVATE, &raw mut theirs) }, 0);
        // SAFETY: as above.
        let theirs = unsafe { shmem.context_from_raw::<Private>(theirs) };
        theirs.scope(|s| s.put(inbox.slice(1..2).at(to), &[2]));

        let mut made = SHMEM_CTX_INVALID;
        // SAFETY: the team is one; the result has a place.
        let failed = unsafe { shmem_sys::shmem_team_create_ctx(team.as_raw(), 0, &raw mut made) };
        assert_eq!(failed, 0);
        // SAFETY: a context of the team for any thread, hence for one at a time too, that nobody else has.
        let of_team = unsafe { team.context_from_raw::<Serialized>(made) };
        of_team.scope(|s| s.put(inbox.slice(2..3).at(member), &[3]));
        // By the raw handle, as C would.
        let value = 4_u64;
        // SAFETY: the context is alive, and the target allocated.
        unsafe {
            shmem_sys::shmem_ctx_uint64_p(
                of_team.as_raw(),
                inbox.slice(3..).as_ptr(),
                value,
                member.index() as c_int,
            );
        }
        of_team.scope(|s| s.quiet());
        drop((ours, theirs, of_team));
        world.barrier();
        assert_eq!(inbox.to_vec(), [1, 2, 3, 4]);
        // With no context left, it goes at once.
        team.free();
    });
}

/// A team of C code's is used and left alone; one that is given to C code is destroyed by it.
fn teams() {
    run(|shmem| {
        let (world, n) = (shmem.world(), shmem.n_pes());
        for round in 0..300 {
            let mut raw = SHMEM_TEAM_INVALID;
            let last = c_int::try_from(n).unwrap() - 1;
            // SAFETY: initialised, and all PEs do so; no configuration is asked for.
            let failed = unsafe {
                shmem_sys::shmem_team_split_strided(
                    world.as_raw(),
                    last,
                    -1,
                    last + 1,
                    std::ptr::null(),
                    0,
                    &raw mut raw,
                )
            };
            assert_eq!(failed, 0, "in round {round}");
            // SAFETY: all PEs are members, and it is destroyed below.
            let team = unsafe { shmem.team_from_raw(raw) };
            assert_eq!(team.pe(team.rank(0)).index(), n - 1);
            assert_eq!(team.sum(1), n);
            let context = team.context().unwrap();
            context.scope(|s| s.quiet());
            drop(context);
            match round % 3 {
                0 => drop(team),
                1 => team.free(),
                _ => assert_eq!(team.into_raw(), raw),
            }
            // SAFETY: all PEs do so, and it is used no more.
            unsafe { shmem_sys::shmem_team_destroy(raw) };

            let ours = world.split_strided(0, 1, n).unwrap().unwrap();
            let raw = ours.into_raw();
            // SAFETY: all PEs are members and do so, and it is used no more.
            unsafe { shmem_sys::shmem_team_destroy(raw) };
        }
        assert_eq!(world.into_raw(), shmem.world().as_raw());
        assert_eq!(shmem.world().sum(1), n);
    });
}

/// Memory that C code has allocated, as each of the types that reach it; and the addresses of Rust's.
fn memory() {
    run(|shmem| {
        const WORDS: usize = 12;
        // SAFETY: all PEs do so.
        let block = unsafe { shmem_sys::shmem_calloc(WORDS, 8) }.cast::<u64>();
        let block = NonNull::new(block).expect("there is room");
        shmem.world().barrier();
        {
            // SAFETY: there are twelve words.
            let [second, third] = [4, 8].map(|words| unsafe { block.add(words) });
            // SAFETY: these are four words, allocated on every PE until the end of this block.
            let plain = unsafe { shmem.external_slice(block, 4) };
            // SAFETY: these are the next four, which are accessed atomically only.
            let words = unsafe { shmem.external_atomics(second, 4) };
            // SAFETY: these are the next four, which are signals only.
            let signals = unsafe { shmem.external_signals(third, 4) };
            plain.at(right(shmem)).put(&[1, 2, 3, 4]);
            shmem.fence();
            words.word(3).at(right(shmem)).add(5);
            signals.word(2).at(right(shmem)).set(6);
            signals.word(2).wait(Until::Eq(6));
            shmem.world().barrier();
            assert_eq!((plain.to_vec(), words.word(3).here().fetch()), (vec![1, 2, 3, 4], 5));
            assert_eq!(plain.as_ptr(), block.as_ptr());
            assert_eq!(words.as_ptr(), second.as_ptr());
            assert_eq!(signals.as_ptr(), third.as_ptr());
            shmem.world().barrier();
        }
        // SAFETY: allocated above, by all PEs, and used no more.
        unsafe { shmem_sys::shmem_free(block.as_ptr().cast()) };

        let lock = shmem.mutex(0u64).unwrap();
        // SAFETY: the lock is allocated, and not held by this PE.
        unsafe { shmem_sys::shmem_set_lock(lock.as_raw()) };
        // SAFETY: this PE holds it.
        unsafe { shmem_sys::shmem_clear_lock(lock.as_raw()) };
        *lock.lock().unwrap() += 1;
        shmem.world().barrier();
        assert_eq!(*lock.lock().unwrap(), shmem.n_pes() as u64);
    });
}

/// A context of a team that was given away and not destroyed keeps its team, which harms nobody.
fn a_context_given_away() {
    run(|shmem| {
        let n = shmem.n_pes();
        let team = shmem.world().split_strided(0, 1, n).unwrap().unwrap();
        let raw = team.context().unwrap().into_raw();
        team.free();
        // SAFETY: this thread's own, and its team is there still.
        unsafe { shmem_sys::shmem_ctx_destroy(raw) };
        drop(shmem.world().split_strided(0, 1, n).unwrap());
        assert_eq!(shmem.world().sum(1), n);
    });
}

fn main() {
    let mut all = trials![contexts, memory];
    all.push(Trial::new("teams", teams).job(|job| job));
    all.push(Trial::new("a_context_given_away", a_context_given_away).job(|job| job));
    shmem_test::run(all);
}
