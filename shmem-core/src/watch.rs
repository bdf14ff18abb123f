//! Waiting for, and testing, words of this PE's memory that others change.
//!
//! What to look at and how to look through many words fairly is the same everywhere; a provider says
//! how its PEs wait between two looks, and which numbers its comparisons have.

#![allow(unsafe_code, reason = "reads words at raw addresses that the caller vouches for")]

use core::ffi::c_int;
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64};

use std::marker::PhantomData;

/// How a provider's PEs wait.
pub trait Waiter: Copy + fmt::Debug {
    /// The provider's `SHMEM_CMP_EQ`, `_NE`, `_GT`, `_LE`, `_LT` and `_GE`.
    const COMPARISONS: [c_int; 6];

    /// Returns once `done` has answered yes; `what` is asked for words if that takes long.
    fn until(what: &dyn fmt::Display, done: impl FnMut() -> bool);

    /// Called when a routine that looked once answers no.
    fn missed();

    /// How messages name an address: as an offset in the symmetric heap, if it is there.
    fn name(address: *const u8) -> String;

    /// Ends the job because of what a program passed.
    fn misuse(message: &str) -> !;
}

/// A word that can be watched.
pub trait Watched: Copy + PartialOrd + fmt::Display {
    /// Reads it; what its writer did before is visible after.
    ///
    /// # Safety
    ///
    /// `word` must be aligned and readable, and be written only atomically meanwhile.
    unsafe fn read(word: *const Self) -> Self;
}

macro_rules! watched {
    ($($ty:ty: $atomic:ty;)*) => {$(
        impl Watched for $ty {
            #[inline(always)]
            unsafe fn read(word: *const Self) -> Self {
                // SAFETY: the caller's promise; all access is atomic.
                unsafe { <$atomic>::from_ptr(word.cast_mut().cast()) }.load(Acquire) as $ty
            }
        }
    )*};
}

watched! {
    i16: AtomicU16; u16: AtomicU16; i32: AtomicU32; u32: AtomicU32;
    i64: AtomicU64; u64: AtomicU64; isize: AtomicU64; usize: AtomicU64;
}

/// A comparison of the standard.
#[derive(Clone, Copy, Debug)]
enum Cmp {
    Eq,
    Ne,
    Gt,
    Le,
    Lt,
    Ge,
}

impl Cmp {
    /// Any other number than the provider's six ends the job.
    #[inline(always)]
    fn new<W: Waiter>(cmp: c_int) -> Self {
        let [eq, ne, gt, le, lt, ge] = W::COMPARISONS;
        match cmp {
            _ if cmp == eq => Self::Eq,
            _ if cmp == ne => Self::Ne,
            _ if cmp == gt => Self::Gt,
            _ if cmp == le => Self::Le,
            _ if cmp == lt => Self::Lt,
            _ if cmp == ge => Self::Ge,
            _ => unknown_comparison::<W>(cmp),
        }
    }

    #[inline(always)]
    fn holds<T: PartialOrd>(self, a: T, b: T) -> bool {
        match self {
            Self::Eq => a == b,
            Self::Ne => a != b,
            Self::Gt => a > b,
            Self::Le => a <= b,
            Self::Lt => a < b,
            Self::Ge => a >= b,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Gt => ">",
            Self::Le => "<=",
            Self::Lt => "<",
            Self::Ge => ">=",
        }
    }
}

#[cold]
#[inline(never)]
fn unknown_comparison<W: Waiter>(cmp: c_int) -> ! {
    W::misuse(&format!("{cmp} is none of the six SHMEM_CMP comparisons"))
}

/// The values to compare with: one for all, or one each.
#[derive(Clone, Copy, Debug)]
pub enum Values<T> {
    /// One for all.
    Same(T),
    /// An array of one each.
    Each(*const T),
}

/// Words to watch: an array, those of it that count, and what to compare them with.
#[derive(Clone, Copy, Debug)]
pub struct Watch<T, W> {
    words: *const T,
    n: usize,
    status: *const c_int,
    cmp: Cmp,
    values: Values<T>,
    waiter: PhantomData<W>,
}

impl<T: Watched, W: Waiter> Watch<T, W> {
    /// One word.
    ///
    /// # Safety
    ///
    /// `word` must be as for [`Watched::read`] while the value lives.
    #[inline(always)]
    pub unsafe fn one(word: *const T, cmp: c_int, value: T) -> Self {
        let (status, values) = (std::ptr::null(), Values::Same(value));
        Self { words: word, n: 1, status, cmp: Cmp::new::<W>(cmp), values, waiter: PhantomData }
    }

    /// `n` words.
    ///
    /// # Safety
    ///
    /// Each word must be as for [`Watched::read`] while the value lives; `status` NULL or readable for
    /// `n` elements, and so each value.
    pub unsafe fn many(
        words: *const T,
        n: usize,
        status: *const c_int,
        cmp: c_int,
        values: Values<T>,
    ) -> Self {
        Self { words, n, status, cmp: Cmp::new::<W>(cmp), values, waiter: PhantomData }
    }

    fn counts(&self, i: usize) -> bool {
        // SAFETY: `many` was promised `n` elements unless it is NULL, and `i` is below `n`.
        self.status.is_null() || unsafe { *self.status.wrapping_add(i) } == 0
    }

    #[inline(always)]
    fn value(&self, i: usize) -> T {
        match self.values {
            Values::Same(value) => value,
            // SAFETY: `many` was promised `n` elements, and `i` is below `n`.
            Values::Each(values) => unsafe { *values.wrapping_add(i) },
        }
    }

    #[inline(always)]
    fn holds(&self, i: usize) -> bool {
        // SAFETY: `one` or `many` was promised this word, and `i` is below `n`.
        let word = unsafe { T::read(self.words.wrapping_add(i)) };
        self.cmp.holds(word, self.value(i))
    }

    fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.n).filter(|&i| self.counts(i))
    }

    /// The first word's value, if it fulfils its comparison.
    pub fn first(&self) -> Option<T> {
        // SAFETY: `one` was promised this word.
        let word = unsafe { T::read(self.words) };
        self.cmp.holds(word, self.value(0)).then_some(word)
    }

    /// Whether every word that counts fulfils its comparison.
    #[inline(always)]
    pub fn all(&self) -> bool {
        if self.n == 1 && self.status.is_null() {
            return self.holds(0);
        }
        self.counted().all(|i| self.holds(i))
    }

    /// One word that fulfils its comparison, looked for from another one each time.
    pub fn any(&self) -> Option<usize> {
        let first = turn(self.n);
        (first..self.n).chain(0..first).find(|&i| self.counts(i) && self.holds(i))
    }

    /// Writes down all words that fulfil their comparison and says how many.
    ///
    /// # Safety
    ///
    /// `indices` must be writable for `n` elements.
    pub unsafe fn some(&self, indices: *mut usize) -> usize {
        let mut found = 0;
        for i in self.counted().filter(|&i| self.holds(i)) {
            // SAFETY: there are at most `n` such words, and the caller gave room for them.
            unsafe { *indices.wrapping_add(found) = i };
            found += 1;
        }
        found
    }

    /// Whether no word counts, so that there is nothing to wait for.
    pub fn is_empty(&self) -> bool {
        self.counted().next().is_none()
    }

    /// Waits until `done` gives something.
    #[inline(always)]
    pub fn until<R>(&self, mut done: impl FnMut() -> Option<R>) -> R {
        if let Some(result) = done() {
            return result;
        }
        let mut result = None;
        W::until(self, || {
            result = done();
            result.is_some()
        });
        result.expect("the wait ended because there was a result")
    }

    /// Waits until every word that counts has fulfilled its comparison, and does not look at it again
    /// then: what is waited for need not stay, and many words cost no more looks than they must.
    #[inline(always)]
    pub fn until_all(&self) {
        let mut next = 0;
        self.until(|| {
            while next < self.n && (!self.counts(next) || self.holds(next)) {
                next += 1;
            }
            (next == self.n).then_some(())
        });
    }
}

/// Where to begin looking through `n` words, so that none is passed over for ever.
///
/// Steps of the golden ratio spread evenly over the words, and so does every second or third of
/// them when a program looks through several arrays in turn.
fn turn(n: usize) -> usize {
    thread_local! {
        static TURN: Cell<u64> = const { Cell::new(0) };
    }
    let turn = TURN.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    TURN.set(turn);
    ((u128::from(turn) * n as u128) >> 64) as usize
}

/// Tells the waiting policy about a test's answer and passes it on.
#[inline]
pub fn answer<W: Waiter>(fulfilled: bool) -> bool {
    if !fulfilled {
        W::missed();
    }
    fulfilled
}

impl<T: Watched, W: Waiter> fmt::Display for Watch<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a wait on {}", W::name(self.words.cast()))?;
        if self.n != 1 {
            write!(f, " ({} words)", self.n)?;
        }
        match self.values {
            Values::Same(value) => write!(f, " {} {value}", self.cmp.sign()),
            Values::Each(_) => write!(f, " {} a value each", self.cmp.sign()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug)]
    struct Spinning;

    impl Spinning {
        const EQ: c_int = 0x100_001;
    }

    impl Waiter for Spinning {
        const COMPARISONS: [c_int; 6] = [Self::EQ, 2, 3, 4, 5, 6];

        fn until(_: &dyn fmt::Display, mut done: impl FnMut() -> bool) {
            while !done() {}
        }

        fn missed() {}

        fn name(_: *const u8) -> String {
            "a word".to_owned()
        }

        fn misuse(message: &str) -> ! {
            panic!("{message}")
        }
    }

    #[test]
    fn a_provider_numbers_its_comparisons() {
        let word = 5_u64;
        let holds = |cmp, value| {
            // SAFETY: a local word that nobody writes.
            unsafe { Watch::<_, Spinning>::one(&raw const word, cmp, value) }.all()
        };
        let expected = [(4, [0, 1, 1, 0, 0, 1]), (5, [1, 0, 0, 1, 0, 1]), (6, [0, 1, 0, 1, 1, 0])];
        for (value, answers) in expected {
            let seen = Spinning::COMPARISONS.map(|cmp| i32::from(holds(cmp, value)));
            assert_eq!(seen, answers, "5 against {value}");
        }
        assert!(std::panic::catch_unwind(|| holds(0, 5)).is_err(), "0 is no comparison here");
    }

    /// A word that its writer changes right after each look.
    #[derive(Clone, Copy, PartialEq, PartialOrd)]
    struct Passing(u32);

    impl fmt::Display for Passing {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    impl Watched for Passing {
        unsafe fn read(word: *const Self) -> Self {
            // SAFETY: the test's words are alive and aligned.
            let word = unsafe { AtomicU32::from_ptr(word.cast_mut().cast()) };
            Self(word.fetch_add(1, Acquire))
        }
    }

    #[test]
    fn waiting_for_all_needs_no_word_to_stay() {
        let mut words = [5, 0, 3].map(Passing);
        let words = words.as_mut_ptr();
        let five = Values::Same(Passing(5));
        // SAFETY: the words outlive the watch and are reached through it alone.
        let watch =
            unsafe { Watch::<_, Spinning>::many(words, 3, std::ptr::null(), Spinning::EQ, five) };
        watch.until_all();
    }

    #[test]
    fn every_word_gets_its_turn_even_between_other_arrays() {
        for n in 1..40 {
            for others in 0..4 {
                let mut seen = vec![false; n];
                for _ in 0..40 * n {
                    seen[turn(n)] = true;
                    (0..others).for_each(|_| {
                        turn(7);
                    });
                }
                assert!(seen.iter().all(|&seen| seen), "{n} words, {others} calls between");
            }
        }
        assert_eq!(turn(0), 0);
    }
}
