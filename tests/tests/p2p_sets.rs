//! Waiting for, and testing, several words: all, any and some of them, against one value and
//! against one each, with status arrays and empty sets, for every type.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_int;
use core::ptr::null;
use std::collections::BTreeSet;

use pastey::paste;
use shmem_sys::{SHMEM_CMP_EQ, SHMEM_CMP_GE, SHMEM_CMP_NE};
use shmem_test::trials;
use shmem_tests::{Integer, Sym, barrier, pe, right};

/// What the index array holds where nothing was written.
const NO_INDEX: usize = 12_345;

/// The routines of one type, as one shape: words, number, status, comparison and value or values.
/// A routine for one value takes the first.
trait Routine<T>: Fn(*mut T, usize, *const c_int, c_int, &[T]) -> BTreeSet<usize> {}
impl<T, F: Fn(*mut T, usize, *const c_int, c_int, &[T]) -> BTreeSet<usize>> Routine<T> for F {}

/// What `all` answers: every index or none. (`n` is what an empty set is told apart by.)
fn all(n: usize, yes: bool) -> BTreeSet<usize> {
    if yes { (0..=n).collect() } else { BTreeSet::new() }
}

/// What `any` answers.
fn any(index: usize) -> BTreeSet<usize> {
    if index == usize::MAX { BTreeSet::new() } else { [index].into() }
}

/// What `some` answers: the indices found, which must be as many as it says and all different.
fn some(n: usize, call: impl FnOnce(*mut usize) -> usize) -> BTreeSet<usize> {
    let mut indices = vec![NO_INDEX; n + 1];
    let count = call(indices.as_mut_ptr());
    let found: BTreeSet<usize> = indices[..count].iter().copied().collect();
    assert_eq!(found.len(), count, "indices given twice: {indices:?}");
    assert!(indices[count..].iter().all(|&i| i == NO_INDEX), "more than {count}: {indices:?}");
    found
}

fn words<T: Integer>(values: &[usize]) -> Sym<T> {
    Sym::new(&values.iter().map(|&v| T::small(v)).collect::<Vec<_>>())
}

fn set(indices: &[usize]) -> BTreeSet<usize> {
    indices.iter().copied().collect()
}

/// What holds of a `test`, and of a `wait` that is satisfied when it is called.
fn satisfied<T: Integer>(kind: Kind, vector: bool, call: &impl Routine<T>) {
    let w = words::<T>(&[5, 1, 5, 5, 9]);
    let five = vec![T::small(5); 5];
    let ask = |n: usize, status: Option<&[c_int; 5]>, cmp, values: &[T]| {
        call(w.ptr(), n, status.map_or(null(), |s| s.as_ptr()), cmp, values)
    };
    let expect = |found: BTreeSet<usize>, n: usize, expected: &[usize]| match kind {
        Kind::All => assert_eq!(found, all(n, true)),
        Kind::Any => assert!(
            found.len() == 1 && found.is_subset(&set(expected)),
            "{found:?} is not one of {expected:?}"
        ),
        Kind::Some => assert_eq!(found, set(expected)),
    };
    expect(ask(5, None, SHMEM_CMP_GE, &[T::ONE; 5]), 5, &[0, 1, 2, 3, 4]);
    expect(ask(5, Some(&[0, 7, 0, 0, -1]), SHMEM_CMP_EQ, &five), 5, &[0, 2, 3]);
    expect(ask(4, Some(&[0, 1, 1, 0, 0]), SHMEM_CMP_EQ, &five), 4, &[0, 3]);
    expect(ask(5, Some(&[1, 0, 1, 1, 0]), SHMEM_CMP_NE, &five), 5, &[1, 4]);
    if !matches!(kind, Kind::All) {
        expect(ask(4, None, SHMEM_CMP_NE, &five), 4, &[1]);
        expect(ask(4, None, SHMEM_CMP_EQ, &five), 4, &[0, 2, 3]);
    }
    if vector {
        let own = [5, 1, 5, 5, 9].map(T::small);
        expect(ask(5, None, SHMEM_CMP_EQ, &own), 5, &[0, 1, 2, 3, 4]);
        let shifted = [9, 9, 9, 5, 9].map(T::small);
        expect(ask(5, Some(&[1, 1, 1, 0, 0]), SHMEM_CMP_EQ, &shifted), 5, &[3, 4]);
    }
    // An empty set, and one that is empty because everything is skipped.
    for (n, status) in [(0, None), (0, Some(&[0; 5])), (5, Some(&[1; 5]))] {
        let found = ask(n, status, SHMEM_CMP_EQ, &five);
        assert_eq!(found, all(n, matches!(kind, Kind::All)));
    }
    barrier();
}

/// What holds of a `test` that is not satisfied.
fn unsatisfied<T: Integer>(kind: Kind, vector: bool, call: &impl Routine<T>) {
    let w = words::<T>(&[5, 1, 5, 5, 9]);
    let status = [0, 0, 0, 0, 1];
    let mut unmet =
        vec![(SHMEM_CMP_EQ, vec![T::small(7); 5]), (SHMEM_CMP_EQ, vec![T::small(9); 5])];
    if vector {
        unmet.push((SHMEM_CMP_EQ, [1, 5, 9, 9, 5].map(T::small).to_vec()));
    }
    if matches!(kind, Kind::All) {
        unmet.push((SHMEM_CMP_EQ, vec![T::small(5); 5]));
    }
    for (cmp, values) in unmet {
        assert_eq!(call(w.ptr(), 5, status.as_ptr(), cmp, &values), set(&[]), "skipping the last");
        assert_eq!(call(w.ptr(), 4, null(), cmp, &values), set(&[]), "without the last");
    }
    barrier();
}

/// A wait that another PE's atomics satisfy, one word after the other.
fn remote<T: Integer>(
    kind: Kind,
    vector: bool,
    call: &impl Routine<T>,
    put: impl Fn(*mut T, T, usize),
) {
    const N: usize = 6;
    let w = words::<T>(&[0; N]);
    let value = |i: usize| T::small(if vector { 40 + i } else { 40 });
    let values: Vec<T> = (0..N).map(value).collect();
    for i in (0..N).rev() {
        put(w.at(i), value(i), right());
    }
    let mut status = [0; N];
    match kind {
        Kind::All => {
            assert_eq!(call(w.ptr(), N, null(), SHMEM_CMP_EQ, &values), all(N, true));
        }
        // Every word comes up once, whatever the order, when those that came are skipped.
        Kind::Any | Kind::Some => {
            let mut seen = BTreeSet::new();
            while seen.len() < N {
                let found = call(w.ptr(), N, status.as_ptr(), SHMEM_CMP_EQ, &values);
                assert!(!found.is_empty(), "a wait that found nothing");
                for index in found {
                    assert_eq!(w.read(index), value(index));
                    assert!(seen.insert(index), "index {index} though it was to be skipped");
                    status[index] = 1;
                }
            }
        }
    }
    assert_eq!(w.to_vec(), values);
    barrier();
}

/// `any` and `some` may not give some satisfied words for ever and never the others.
fn fair<T: Integer>(call: &impl Routine<T>) {
    let w = words::<T>(&[5, 1, 5, 1, 5]);
    let mut seen = BTreeSet::new();
    for _ in 0..100 {
        seen.extend(call(w.ptr(), 5, null(), SHMEM_CMP_EQ, &[T::small(5); 5]));
    }
    assert_eq!(seen, set(&[0, 2, 4]));
    barrier();
}

#[derive(Clone, Copy)]
enum Kind {
    All,
    Any,
    Some,
}

fn test<T: Integer>(kind: Kind, vector: bool, call: impl Routine<T>) {
    satisfied(kind, vector, &call);
    unsatisfied(kind, vector, &call);
    if !matches!(kind, Kind::All) {
        fair(&call);
    }
}

fn wait<T: Integer>(
    kind: Kind,
    vector: bool,
    put: impl Fn(*mut T, T, usize),
    call: impl Routine<T>,
) {
    satisfied(kind, vector, &call);
    remote(kind, vector, &call, put);
    if !matches!(kind, Kind::All) {
        fair(&call);
    }
}

/// The tests and waits of one type against one value (`v` is the first of the values) or several.
macro_rules! trial {
    ($trial:ident, $vector:literal, |$v:ident| $value:expr,
        [$($ty:ty, $set:ident, $test_all:ident, $test_any:ident, $test_some:ident,
            $wait_all:ident, $wait_any:ident, $wait_some:ident;)*]) => {
        #[allow(clippy::undocumented_unsafe_blocks, reason = "symmetric words, arrays of length n")]
        fn $trial() {
            $({
                use shmem_sys::*;
                let put = |w: *mut $ty, v: $ty, to| unsafe { $set(w, v, pe(to)) };
                test::<$ty>(Kind::All, $vector, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    all(n, unsafe { $test_all(w, n, s, c, $value) } != 0)
                });
                test::<$ty>(Kind::Any, $vector, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    any(unsafe { $test_any(w, n, s, c, $value) })
                });
                test::<$ty>(Kind::Some, $vector, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    some(n, |i| unsafe { $test_some(w, n, i, s, c, $value) })
                });
                wait::<$ty>(Kind::All, $vector, put, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    unsafe { $wait_all(w, n, s, c, $value) };
                    all(n, true)
                });
                wait::<$ty>(Kind::Any, $vector, put, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    any(unsafe { $wait_any(w, n, s, c, $value) })
                });
                wait::<$ty>(Kind::Some, $vector, put, |w: *mut $ty, n, s: *const c_int, c, $v: &[$ty]| {
                    some(n, |i| unsafe { $wait_some(w, n, i, s, c, $value) })
                });
            })*
        }
    };
}

macro_rules! standard {
    ($($n:ident: $ty:ty),* $(,)?) => { paste! {
        trial!(one_value, false, |v| v[0], [$(
            $ty, [<shmem_ $n _atomic_set>],
            [<shmem_ $n _test_all>], [<shmem_ $n _test_any>], [<shmem_ $n _test_some>],
            [<shmem_ $n _wait_until_all>], [<shmem_ $n _wait_until_any>],
            [<shmem_ $n _wait_until_some>];
        )*]);

        trial!(a_value_each, true, |v| v.as_ptr(), [$(
            $ty, [<shmem_ $n _atomic_set>],
            [<shmem_ $n _test_all_vector>], [<shmem_ $n _test_any_vector>],
            [<shmem_ $n _test_some_vector>], [<shmem_ $n _wait_until_all_vector>],
            [<shmem_ $n _wait_until_any_vector>], [<shmem_ $n _wait_until_some_vector>];
        )*]);
    }};
}

shmem_sys::for_each_amo_standard_type!(standard);

fn main() {
    shmem_test::run(trials![one_value, a_value_each]);
}
