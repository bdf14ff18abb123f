//! Atomic memory operations: every one, of every type, blocking, non-blocking and by its old name;
//! one PE at a time, so that each result is exact.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use pastey::paste;
use shmem_test::trials;
use shmem_tests::{
    Integer, Reversed, Sym, Value, barrier, both, both_nbi, left, me, pe, quiet, right,
};

/// The number of the value on either side of the target: no PE's data has it.
const GUARD: usize = 127;

/// The number of the operand that a PE brings.
fn operand_of(pe: usize) -> usize {
    64 + pe
}

/// An operation that returns what was there. Each PE's cell is the target of the PE to its left.
fn fetching<T: Value>(
    initial: impl Fn(usize) -> T,
    op: impl Fn(T, T) -> T,
    call: impl Fn(*mut T, T, usize) -> T,
) {
    let guard = T::sample(GUARD);
    let cell = Sym::new(&[guard, initial(me()), guard]);
    let old = call(cell.at(1), T::sample(operand_of(me())), right());
    assert_eq!(old, initial(right()), "the value fetched");
    quiet();
    barrier();
    let now = op(initial(me()), T::sample(operand_of(left())));
    assert_eq!(cell.to_vec(), [guard, now, guard]);
}

/// An operation that returns nothing: the caller of `fetching` would not notice a missing update
/// if the operand did nothing, so the outcome is compared with the initial value as well.
fn updating<T: Value>(
    initial: impl Fn(usize) -> T,
    op: impl Fn(T, T) -> T,
    call: impl Fn(*mut T, T, usize),
) {
    let guard = T::sample(GUARD);
    let cell = Sym::new(&[guard, initial(me()), guard]);
    call(cell.at(1), T::sample(operand_of(me())), right());
    quiet();
    barrier();
    let now = op(initial(me()), T::sample(operand_of(left())));
    assert_ne!(now, initial(me()), "this operand would show nothing");
    assert_eq!(cell.to_vec(), [guard, now, guard]);
}

fn fetch<T: Value>(call: impl Fn(*const T, usize) -> T) {
    fetching(T::sample, |old, _| old, |cell, _, pe| call(cell, pe));
}

fn set<T: Value>(call: impl Fn(*mut T, T, usize)) {
    updating(T::sample, |_, value| value, call);
}

fn swap<T: Value>(call: impl Fn(*mut T, T, usize) -> T) {
    fetching(T::sample, |_, value| value, call);
}

fn compare_swap<T: Value>(call: impl Fn(*mut T, T, T, usize) -> T) {
    let expected = |pe| T::sample(pe);
    fetching(T::sample, |_, value| value, |cell, value, pe| call(cell, expected(pe), value, pe));
    fetching(T::sample, |old, _| old, |cell, value, pe| call(cell, value, expected(pe), pe));
}

fn inc<T: Integer>(call: impl Fn(*mut T, usize)) {
    updating(T::sample, |old, _| old.plus(T::ONE), |cell, _, pe| call(cell, pe));
    updating(|_| T::MAX, |_, _| T::MIN, |cell, _, pe| call(cell, pe));
}

fn fetch_inc<T: Integer>(call: impl Fn(*mut T, usize) -> T) {
    fetching(T::sample, |old, _| old.plus(T::ONE), |cell, _, pe| call(cell, pe));
    fetching(|_| T::MAX, |_, _| T::MIN, |cell, _, pe| call(cell, pe));
}

fn add<T: Integer>(call: impl Fn(*mut T, T, usize)) {
    updating(T::sample, T::plus, &call);
    updating(|_| T::MAX, T::plus, &call);
}

fn fetch_add<T: Integer>(call: impl Fn(*mut T, T, usize) -> T) {
    fetching(T::sample, T::plus, &call);
    fetching(|_| T::MAX, T::plus, &call);
}

fn and<T: Integer>(call: impl Fn(*mut T, T, usize)) {
    updating(T::sample, T::and, call);
}

fn or<T: Integer>(call: impl Fn(*mut T, T, usize)) {
    updating(T::sample, T::or, call);
}

fn xor<T: Integer>(call: impl Fn(*mut T, T, usize)) {
    updating(T::sample, T::xor, call);
}

fn fetch_and<T: Integer>(call: impl Fn(*mut T, T, usize) -> T) {
    fetching(T::sample, T::and, call);
}

fn fetch_or<T: Integer>(call: impl Fn(*mut T, T, usize) -> T) {
    fetching(T::sample, T::or, call);
}

fn fetch_xor<T: Integer>(call: impl Fn(*mut T, T, usize) -> T) {
    fetching(T::sample, T::xor, call);
}

/// A trial that runs one operation's check for every type of a table, both forms.
macro_rules! trial {
    ($test:ident, $with:ident, $check:ident, $args:tt,
        [$($ty:ty, $plain:ident, $ctx:ident;)*]) => {
        fn $test() {
            let on = Reversed::new();
            $($with!(on, $check::<$ty>, $plain, $ctx, $args);)*
            on.end();
        }
    };
}

/// `both!` with the arguments passed on as they are.
macro_rules! each {
    ($on:ident, $check:expr, $plain:ident, $ctx:ident, ($($arg:ident),*)) => {
        both!($on, $check, $plain, $ctx, |$($arg),*| ($($arg),*));
    };
}

macro_rules! extended {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(atomic_fetch, each, fetch, (s), [
            $($ty, [<shmem_ $n _atomic_fetch>], [<shmem_ctx_ $n _atomic_fetch>];)*]);
        trial!(atomic_set, each, set, (d, v), [
            $($ty, [<shmem_ $n _atomic_set>], [<shmem_ctx_ $n _atomic_set>];)*]);
        trial!(atomic_swap, each, swap, (d, v), [
            $($ty, [<shmem_ $n _atomic_swap>], [<shmem_ctx_ $n _atomic_swap>];)*]);
        trial!(atomic_fetch_nbi, both_nbi, fetch, (s), [
            $($ty, [<shmem_ $n _atomic_fetch_nbi>], [<shmem_ctx_ $n _atomic_fetch_nbi>];)*]);
        trial!(atomic_swap_nbi, both_nbi, swap, (d, v), [
            $($ty, [<shmem_ $n _atomic_swap_nbi>], [<shmem_ctx_ $n _atomic_swap_nbi>];)*]);
    }};
}

shmem_sys::for_each_amo_extended_type!(extended);

macro_rules! standard {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(atomic_compare_swap, each, compare_swap, (d, c, v), [
            $($ty, [<shmem_ $n _atomic_compare_swap>], [<shmem_ctx_ $n _atomic_compare_swap>];)*]);
        trial!(atomic_inc, each, inc, (d), [
            $($ty, [<shmem_ $n _atomic_inc>], [<shmem_ctx_ $n _atomic_inc>];)*]);
        trial!(atomic_add, each, add, (d, v), [
            $($ty, [<shmem_ $n _atomic_add>], [<shmem_ctx_ $n _atomic_add>];)*]);
        trial!(atomic_fetch_inc, each, fetch_inc, (d), [
            $($ty, [<shmem_ $n _atomic_fetch_inc>], [<shmem_ctx_ $n _atomic_fetch_inc>];)*]);
        trial!(atomic_fetch_add, each, fetch_add, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_add>], [<shmem_ctx_ $n _atomic_fetch_add>];)*]);
        trial!(atomic_compare_swap_nbi, both_nbi, compare_swap, (d, c, v), [
            $($ty, [<shmem_ $n _atomic_compare_swap_nbi>],
                [<shmem_ctx_ $n _atomic_compare_swap_nbi>];)*]);
        trial!(atomic_fetch_inc_nbi, both_nbi, fetch_inc, (d), [
            $($ty, [<shmem_ $n _atomic_fetch_inc_nbi>], [<shmem_ctx_ $n _atomic_fetch_inc_nbi>];)*]);
        trial!(atomic_fetch_add_nbi, both_nbi, fetch_add, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_add_nbi>], [<shmem_ctx_ $n _atomic_fetch_add_nbi>];)*]);
    }};
}

shmem_sys::for_each_amo_standard_type!(standard);

macro_rules! bitwise {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(atomic_and, each, and, (d, v), [
            $($ty, [<shmem_ $n _atomic_and>], [<shmem_ctx_ $n _atomic_and>];)*]);
        trial!(atomic_or, each, or, (d, v), [
            $($ty, [<shmem_ $n _atomic_or>], [<shmem_ctx_ $n _atomic_or>];)*]);
        trial!(atomic_xor, each, xor, (d, v), [
            $($ty, [<shmem_ $n _atomic_xor>], [<shmem_ctx_ $n _atomic_xor>];)*]);
        trial!(atomic_fetch_and, each, fetch_and, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_and>], [<shmem_ctx_ $n _atomic_fetch_and>];)*]);
        trial!(atomic_fetch_or, each, fetch_or, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_or>], [<shmem_ctx_ $n _atomic_fetch_or>];)*]);
        trial!(atomic_fetch_xor, each, fetch_xor, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_xor>], [<shmem_ctx_ $n _atomic_fetch_xor>];)*]);
        trial!(atomic_fetch_and_nbi, both_nbi, fetch_and, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_and_nbi>], [<shmem_ctx_ $n _atomic_fetch_and_nbi>];)*]);
        trial!(atomic_fetch_or_nbi, both_nbi, fetch_or, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_or_nbi>], [<shmem_ctx_ $n _atomic_fetch_or_nbi>];)*]);
        trial!(atomic_fetch_xor_nbi, both_nbi, fetch_xor, (d, v), [
            $($ty, [<shmem_ $n _atomic_fetch_xor_nbi>], [<shmem_ctx_ $n _atomic_fetch_xor_nbi>];)*]);
    }};
}

shmem_sys::for_each_amo_bitwise_type!(bitwise);

/// An old name, which has no context form.
macro_rules! old {
    ($check:ident, $ty:ty, $plain:ident, |$($arg:ident),*|) => {
        $check::<$ty>(|$($arg,)* world| {
            // SAFETY: the check passes arguments that the routine asks for.
            unsafe { shmem_sys::$plain($($arg,)* pe(world)) }
        });
    };
}

macro_rules! old_extended {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn old_fetch() {
            $(old!(fetch, $ty, [<shmem_ $n _fetch>], |s|);)*
        }

        fn old_set() {
            $(old!(set, $ty, [<shmem_ $n _set>], |d, v|);)*
        }

        fn old_swap() {
            $(old!(swap, $ty, [<shmem_ $n _swap>], |d, v|);)*
        }
    }};
}

shmem_sys::for_each_old_amo_extended_type!(old_extended);

macro_rules! old_standard {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        fn old_cswap() {
            $(old!(compare_swap, $ty, [<shmem_ $n _cswap>], |d, c, v|);)*
        }

        fn old_inc() {
            $(old!(inc, $ty, [<shmem_ $n _inc>], |d|);)*
        }

        fn old_finc() {
            $(old!(fetch_inc, $ty, [<shmem_ $n _finc>], |d|);)*
        }

        fn old_add() {
            $(old!(add, $ty, [<shmem_ $n _add>], |d, v|);)*
        }

        fn old_fadd() {
            $(old!(fetch_add, $ty, [<shmem_ $n _fadd>], |d, v|);)*
        }
    }};
}

shmem_sys::for_each_old_amo_standard_type!(old_standard);

fn main() {
    shmem_test::run(trials![
        atomic_fetch,
        atomic_set,
        atomic_swap,
        atomic_compare_swap,
        atomic_inc,
        atomic_add,
        atomic_fetch_inc,
        atomic_fetch_add,
        atomic_and,
        atomic_or,
        atomic_xor,
        atomic_fetch_and,
        atomic_fetch_or,
        atomic_fetch_xor,
        atomic_fetch_nbi,
        atomic_swap_nbi,
        atomic_compare_swap_nbi,
        atomic_fetch_inc_nbi,
        atomic_fetch_add_nbi,
        atomic_fetch_and_nbi,
        atomic_fetch_or_nbi,
        atomic_fetch_xor_nbi,
        old_fetch,
        old_set,
        old_swap,
        old_cswap,
        old_inc,
        old_finc,
        old_add,
        old_fadd,
    ]);
}
