//! What happens when something goes wrong: a PE that dies, a launcher that dies, PEs that disagree.
//! Nothing may hang, nothing may be left, and whoever is to blame is named.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

mod children;
mod deaths;
mod exits;
mod launcher;
mod mismatches;
mod misuse;

/// `shmem_init`.
fn init() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init() }
}

/// `shmem_finalize`.
fn finalize() {
    // SAFETY: matches `init`.
    unsafe { shmem_sys::shmem_finalize() }
}

/// Waits for nothing, in a barrier that one PE never comes to.
fn wait_in_vain() -> ! {
    shmem_tests::barrier();
    unreachable!("a barrier without all PEs")
}

fn main() {
    if launcher::requested() {
        launcher::launch();
    }
    let mut trials = deaths::trials();
    trials.extend(exits::trials());
    trials.extend(launcher::trials());
    trials.extend(mismatches::trials());
    trials.extend(misuse::trials());
    trials.extend(children::trials());
    shmem_test::run(trials);
}
