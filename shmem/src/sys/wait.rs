//! Waiting for and testing this PE's own words.

use std::ffi::c_int;
use std::ptr;

use super::{Compare, Word, Words};

/// What words are compared with.
#[derive(Clone, Copy)]
pub enum Values<'a, T> {
    /// All with one value.
    Same(T),
    /// Each with its own.
    Each(&'a [T]),
}

/// Words to wait for or to test, and what for.
#[derive(Clone, Copy)]
pub struct Watch<'a, T> {
    words: Words<'a, T>,
    skipped: Option<&'a [c_int]>,
    operator: c_int,
    values: Values<'a, T>,
}

impl<'a, T> Watch<'a, T> {
    /// Of `words` those that are not skipped, each compared with its value.
    #[track_caller]
    pub(crate) fn new(
        words: Words<'a, T>,
        skipped: Option<&'a [c_int]>,
        Compare { operator, value: values }: Compare<Values<'a, T>>,
    ) -> Self {
        assert!(skipped.is_none_or(|skipped| skipped.len() == words.len()));
        if let Values::Each(values) = values {
            let (n, words) = (values.len(), words.len());
            assert!(n == words, "{n} values do not go with {words} words");
        }
        Self { words, skipped, operator, values }
    }

    fn status(&self) -> *const c_int {
        self.skipped.map_or(ptr::null(), <[c_int]>::as_ptr)
    }
}

/// The C routines of one type's waits and tests. Out of users' reach, which seals it.
pub trait WaitCalls: Copy {
    fn wait(word: Word<'_, Self>, compare: Compare<Self>);
    fn test(word: Word<'_, Self>, compare: Compare<Self>) -> bool;
    fn wait_all(watch: Watch<'_, Self>);
    fn wait_any(watch: Watch<'_, Self>) -> Option<usize>;
    fn wait_some(watch: Watch<'_, Self>) -> Vec<usize>;
    fn test_all(watch: Watch<'_, Self>) -> bool;
    fn test_any(watch: Watch<'_, Self>) -> Option<usize>;
    fn test_some(watch: Watch<'_, Self>) -> Vec<usize>;
}

/// Calls a routine for several words, or its twin for a value each.
macro_rules! watch {
    ($watch:ident, $routine:ident($($indices:expr)?)) => { ::pastey::paste! {{
        let (words, status, operator) = ($watch.words, $watch.status(), $watch.operator);
        match $watch.values {
            // SAFETY: so many words, allocated, aligned and accessed atomically, a status each or none
            // at all, room for an index each where indices are wanted, and one of the six operators.
            Values::Same(value) => unsafe {
                shmem_sys::$routine(
                    words.as_ptr(), words.len(), $($indices,)? status, operator, value,
                )
            },
            // SAFETY: as above, and a value for each of the words.
            Values::Each(values) => unsafe {
                shmem_sys::[<$routine _vector>](
                    words.as_ptr(), words.len(), $($indices,)? status, operator, values.as_ptr(),
                )
            },
        }
    }} };
}

/// What a routine that finds one of several means.
fn found(index: usize) -> Option<usize> {
    (index != usize::MAX).then_some(index)
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { ::pastey::paste! {$(
        impl WaitCalls for $ty {
            #[inline]
            fn wait(word: Word<'_, Self>, compare: Compare<Self>) {
                let Compare { operator, value } = compare;
                // SAFETY: the word is allocated, aligned and accessed atomically; one of the six.
                unsafe { shmem_sys::[<shmem_ $name _wait_until>](word.as_ptr(), operator, value) };
            }

            #[inline]
            fn test(word: Word<'_, Self>, compare: Compare<Self>) -> bool {
                let Compare { operator, value } = compare;
                // SAFETY: as above.
                unsafe { shmem_sys::[<shmem_ $name _test>](word.as_ptr(), operator, value) != 0 }
            }

            fn wait_all(watch: Watch<'_, Self>) {
                watch!(watch, [<shmem_ $name _wait_until_all>]());
            }

            fn wait_any(watch: Watch<'_, Self>) -> Option<usize> {
                found(watch!(watch, [<shmem_ $name _wait_until_any>]()))
            }

            fn wait_some(watch: Watch<'_, Self>) -> Vec<usize> {
                let mut indices = vec![0; watch.words.len()];
                let room = indices.as_mut_ptr();
                let n = watch!(watch, [<shmem_ $name _wait_until_some>](room));
                indices.truncate(n);
                indices
            }

            fn test_all(watch: Watch<'_, Self>) -> bool {
                watch!(watch, [<shmem_ $name _test_all>]()) != 0
            }

            fn test_any(watch: Watch<'_, Self>) -> Option<usize> {
                found(watch!(watch, [<shmem_ $name _test_any>]()))
            }

            fn test_some(watch: Watch<'_, Self>) -> Vec<usize> {
                let mut indices = vec![0; watch.words.len()];
                let room = indices.as_mut_ptr();
                let n = watch!(watch, [<shmem_ $name _test_some>](room));
                indices.truncate(n);
                indices
            }
        }
    )*} };
}

typed! { int32: i32, int64: i64, uint32: u32, uint64: u64, size: usize, ptrdiff: isize }
