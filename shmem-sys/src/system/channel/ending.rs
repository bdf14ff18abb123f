//! How the other PEs come to know why a job ends: a note in each one's pool.
//!
//! The library's way out ends the other PEs without a word. So who finds the error leaves a note with
//! each of them and gives them some time; those who wait find it, say it too, and tell so. Nobody but
//! the one who found the error takes that way out: the first to take it silences all others. Those who
//! compute do not look, and are ended by the launcher.

use core::ffi::c_int;
use std::thread;
use std::time::{Duration, Instant};

use super::pool::{self, NOTES, Note, Pool};
use crate::system::{end, native, progress, setup};

/// Bytes of text in a note.
const TEXT: usize = size_of::<Note>() - 2 * size_of::<u64>();

/// How long the others have to find their notes and to say what stands in them, on a busy machine.
const GRACE: Duration = Duration::from_secs(1);

/// How long a PE that has said so waits for the end of the job before it ends it itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Between looks.
const GLANCE: Duration = Duration::from_millis(1);

/// Leaves a note with every other PE, and gives them time to find it.
pub(crate) fn tell(status: c_int, message: &str) {
    let Some(pool) = pool::running() else { return };
    let me = setup::my_pe();
    let others = (0..setup::n_pes()).filter(|&pe| pe != me);
    if others.clone().next().is_none() {
        return;
    }
    let note = write(me, status, message);
    others.for_each(|pe| pool.leave_note(pe as usize, me as usize % NOTES, &note));
    // Who has left a note here has found an error too, and said so.
    let said = || pool.heard() + pool.notes().count();
    let everybody = setup::n_pes() as usize - 1;
    pass_time(GRACE, || said() >= everybody);
}

/// Lets time pass, while the library makes progress, until there is nothing left to wait for.
fn pass_time(most: Duration, done: impl Fn() -> bool) {
    let end = Instant::now() + most;
    while !done() && Instant::now() < end {
        progress::progress();
        thread::sleep(GLANCE);
    }
}

/// Leaves the process, with a line of its own, if another PE has left a note. To be called now and then
/// by who waits.
pub(crate) fn check() {
    if let Some(pool) = pool::running()
        && let Some(note) = pool.notes().next()
    {
        follow(&pool, &note);
    }
}

#[cold]
#[allow(unsafe_code, reason = "calls the library")]
fn follow(pool: &Pool, note: &Note) -> ! {
    let (pe, status, text) = read(note);
    end::only_one_leaves();
    end::say(&format!("shmem: PE {}: PE {pe} ended the job: {text}\n", setup::my_pe()));
    pool.say_heard(pe as usize);
    pass_time(PATIENCE, || false);
    // SAFETY: initialised.
    unsafe { native::shmem_global_exit(status) };
    unreachable!("the library's way out comes back")
}

/// A note: who writes it and the status, the text's length, the text.
fn write(pe: c_int, status: c_int, message: &str) -> Note {
    let text = &message.as_bytes()[..message.floor_char_boundary(TEXT)];
    let mut note = [0; _];
    note[0] = u64::from(pe.cast_unsigned()) | u64::from(status.cast_unsigned()) << 32;
    note[1] = text.len() as u64;
    for (word, bytes) in note[2..].iter_mut().zip(text.chunks(size_of::<u64>())) {
        let mut padded = [0; size_of::<u64>()];
        padded[..bytes.len()].copy_from_slice(bytes);
        *word = u64::from_le_bytes(padded);
    }
    note
}

fn read(note: &Note) -> (c_int, c_int, String) {
    let bytes: Vec<u8> = note[2..].iter().flat_map(|word| word.to_le_bytes()).collect();
    let text = &bytes[..(note[1] as usize).min(TEXT)];
    let [pe, status] = [note[0] as u32, (note[0] >> 32) as u32].map(u32::cast_signed);
    (pe, status, String::from_utf8_lossy(text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        for text in ["", "a", "PE 3 is in shmem_barrier_all()"] {
            assert_eq!(read(&write(7, -1, text)), (7, -1, text.to_owned()));
        }
        let long = "é".repeat(TEXT);
        assert_eq!(read(&write(0, 1, &long)).2, long[..TEXT]);
    }
}
