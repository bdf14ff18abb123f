//! Waiting for words of this PE, and testing them: one, all, any, some, and each for a value of its own.
//!
//! ```text
//! cargo shmem run -n 4 --example wait_test
//! ```
//!
//! In C these are `shmem_wait_until`, `shmem_signal_wait_until` and `shmem_test`, with `_all`, `_any`, `_some`
//! and `_vector` behind them. Where C has a status array of words to leave out, a set has `except`.

use std::error::Error;
use std::thread;
use std::time::Duration;

use shmem::WaitSet;
use shmem::prelude::*;

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        let mut results = one_word(shmem)?;
        results.extend(many_words(shmem)?);
        results.extend(values_for_each(shmem)?);
        Ok(shmem_examples::verdict(shmem, &results)?)
    });
}

/// What was tried, and whether it went as it should.
type Results = Vec<(&'static str, bool)>;

/// One after the other: each PE waits for its turn, and gives it on.
fn one_word(shmem: &Shmem) -> shmem::Result<Results> {
    let (me, n) = (shmem.my_pe(), shmem.n_pes() as u64);
    let (turn, over) = (shmem.atomic(0u64)?, shmem.signal()?);
    let queue = shmem.atomic(0u64)?;

    let number = me.index() as u64;
    if number == 0 {
        thread::sleep(Duration::from_millis(1)); // nobody goes before the first one
    }
    turn.wait(Until::Eq(number));
    let in_turn = queue.at(shmem.pe(0)).fetch_inc() == number;
    let still = turn.test(Until::Eq(number)) && !turn.test(Until::Gt(number));
    match me.checked_add(1) {
        Some(next) => turn.at(next).set(number + 1),
        None => shmem.pes().for_each(|pe| over.at(pe).set(n)),
    }
    let value = over.wait(Until::Ne(0)); // a signal's wait gives the value as well
    Ok(vec![("wait", in_turn), ("test", still), ("wait for a signal", value == n)])
}

/// How to learn that the words of a set, one from each PE, have come up to something: calls the function
/// with each as soon as it knows.
type Way = fn(&WaitSet<'_, u64>, usize, Until<u64>, &mut dyn FnMut(usize));

const WAYS: [(&str, Way); 6] = [
    ("wait_all", |set, n, until, take| {
        set.wait_all(until);
        (0..n).for_each(take);
    }),
    ("wait_any", |set, n, until, take| {
        let mut taken = vec![false; n];
        while let Some(pe) = set.except(&taken).wait_any(until) {
            taken[pe] = true;
            take(pe);
        }
    }),
    ("wait_some", |set, n, until, take| {
        let mut taken = vec![false; n];
        while taken.contains(&false) {
            for pe in set.except(&taken).wait_some(until) {
                taken[pe] = true;
                take(pe);
            }
        }
    }),
    ("test_all", |set, n, until, take| {
        while !set.test_all(until) {
            something_else();
        }
        (0..n).for_each(take);
    }),
    ("test_any", |set, n, until, take| {
        let mut taken = vec![false; n];
        while taken.contains(&false) {
            match set.except(&taken).test_any(until) {
                Some(pe) => {
                    taken[pe] = true;
                    take(pe);
                }
                None => something_else(),
            }
        }
    }),
    ("test_some", |set, n, until, take| {
        let mut taken = vec![false; n];
        while taken.contains(&false) {
            for pe in set.except(&taken).test_some(until) {
                taken[pe] = true;
                take(pe);
            }
            something_else();
        }
    }),
];

/// What a program does that tests instead of waiting.
fn something_else() {
    thread::yield_now();
}

/// What a PE sends in a round.
fn number(round: usize, from: usize) -> u64 {
    (1000 * round + from) as u64
}

/// A round for each way: every PE sends a number to every PE, with a signal behind it.
fn many_words(shmem: &Shmem) -> shmem::Result<Results> {
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let inbox = shmem.alloc::<u64>((WAYS.len() + 1) * n)?;
    let arrived = shmem.signals(n)?; // from each PE: the last round of which its number is there
    let set = arrived.as_slice().wait_set();

    let rounds = WAYS.iter().zip(1..).map(|((name, way), round)| {
        let place = round * n + me;
        if round % n == me {
            thread::sleep(Duration::from_millis(1)); // somebody is always late
        }
        for pe in shmem.pes() {
            let there = inbox.slice(place..=place).at(pe);
            there.put_signal(&[number(round, me)], arrived.word(me), SignalOp::Set(round as u64));
        }
        shmem.fence(); // the next round's signals must not come before these
        let mut from = Vec::new();
        let mut right = true;
        way(&set, n, Until::Ge(round as u64), &mut |pe| {
            right &= inbox.read(round * n + pe) == number(round, pe);
            from.push(pe);
        });
        from.sort_unstable();
        (*name, right && from.into_iter().eq(0..n))
    });
    Ok(rounds.collect())
}

/// A value for each word, which C's `_vector` routines take.
fn values_for_each(shmem: &Shmem) -> shmem::Result<Results> {
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let squares = shmem.atomics::<i64>(n)?;
    let square = |pe: usize| (pe * pe) as i64 - 1;
    for pe in shmem.pes() {
        squares.word(me).at(pe).set(square(me));
    }

    let set = squares.as_slice().wait_set();
    let values: Vec<i64> = (0..n).map(square).collect();
    let any = set.wait_any(Until::Eq(&values[..])).is_some_and(|pe| pe < n);
    let some = !set.wait_some(Until::Eq(&values[..])).is_empty();
    set.wait_all(Until::Eq(&values[..]));
    let all = (0..n).all(|pe| squares.word(pe).here().fetch() == square(pe));
    let tests = set.test_all(Until::Eq(&values[..]))
        && set.test_some(Until::Eq(&values[..])).len() == n
        && set.test_any(Until::Ne(&values[..])).is_none();
    Ok(vec![
        ("wait_any for a value each", any),
        ("wait_some for a value each", some),
        ("wait_all for a value each", all),
        ("test for a value each", tests),
    ])
}
