//! One PE at a time: a mutex with a value in it, and a bare lock for what lies elsewhere.
//!
//! ```text
//! cargo shmem run -n 4 --example lock
//! ```
//!
//! In C that is `shmem_set_lock`, `shmem_clear_lock` and `shmem_test_lock`, and a comment says what the lock
//! is for. A `SymMutex` has the value in it: only a guard gives it, and the guard's drop writes it back and
//! unlocks.

use std::error::Error;
use std::thread;

use clap::Parser;
use shmem::bytemuck::{Pod, Zeroable};
use shmem::prelude::*;

/// Keeps books that all PEs write in.
#[derive(Parser)]
struct Options {
    /// How many entries each PE makes in each book
    #[arg(long, default_value_t = 1000)]
    entries: u64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => keep(shmem, options.entries),
            None => Ok(()),
        }
    });
}

/// What the PEs keep together. No atomic operation changes all of it.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[bytemuck(crate = "shmem::bytemuck")]
#[repr(C)]
struct Book {
    entries: u64,
    total: u64,
}

impl Book {
    const EMPTY: Self = Self { entries: 0, total: 0 };

    fn enter(&mut self, amount: u64) {
        self.entries += 1;
        self.total += amount;
    }
}

fn keep(shmem: &Shmem, entries: u64) -> Result<(), Box<dyn Error>> {
    let (me, n) = (shmem.my_pe().index() as u64, shmem.n_pes() as u64);
    let amount = me + 1;

    // Waiting for the lock.
    let waited_for = shmem.mutex(Book::EMPTY)?;
    for _ in 0..entries {
        let mut book = waited_for.lock().expect("nobody panics with the book open");
        book.enter(amount);
    }

    // Doing something else as long as it is taken.
    let asked_for = shmem.mutex(Book::EMPTY)?;
    let mut refusals = 0;
    for _ in 0..entries {
        loop {
            if let Ok(mut book) = asked_for.try_lock() {
                book.enter(amount);
                break;
            }
            refusals += 1;
            thread::yield_now();
        }
    }

    // A lock and nothing else, as in C: that the book is touched under it only is up to the program.
    let lock = shmem.mutex(())?;
    let books = shmem.alloc::<Book>(1)?;
    let there = books.at(shmem.pe(0));
    for _ in 0..entries {
        let _guard = lock.lock().expect("nobody panics with the book open");
        let mut book = there.g(0);
        book.enter(amount);
        there.p(0, book);
    } // its drop completes the put, and then unlocks

    println!("PE {me} was refused {refusals} times");
    shmem.world().barrier(); // all entries have been made
    let open = |book: &SymMutex<'_, Book>| *book.lock().expect("nobody panics with the book open");
    let expected = Book { entries: n * entries, total: entries * (n * (n + 1) / 2) };
    for (how, book) in [
        ("lock", open(&waited_for)),
        ("try_lock", open(&asked_for)),
        ("a lock beside it", there.g(0)),
    ] {
        if book != expected {
            return Err(format!("kept by {how}: {book:?}, and it should be {expected:?}").into());
        }
    }
    if me == 0 {
        println!("{} entries in each of the books, and the totals are right", expected.entries);
    }
    Ok(())
}
