//! A symmetric array for tests.
#![allow(unsafe_code, reason = "calls the raw OpenSHMEM API")]

use std::thread;

use crate::{Value, barrier};

/// A symmetric array. Making and dropping one is collective; dropping it in a panic leaks it.
#[derive(Debug)]
pub struct Sym<T: Value> {
    start: *mut T,
    len: usize,
}

// SAFETY: it is a pointer to memory that whole processes share; what threads may do with it is
// each test's affair.
unsafe impl<T: Value> Send for Sym<T> {}
// SAFETY: as above.
unsafe impl<T: Value> Sync for Sym<T> {}

impl<T: Value> Sym<T> {
    /// An array of `values`, which may differ from PE to PE though not in number.
    #[must_use]
    pub fn new(values: &[T]) -> Self {
        // SAFETY: collective: every test's PEs come here alike.
        let start = unsafe { shmem_sys::shmem_malloc(size_of_val(values)) };
        assert!(!start.is_null(), "shmem_malloc of {} bytes", size_of_val(values));
        let array = Self { start: start.cast(), len: values.len() };
        array.write(0, values);
        barrier();
        array
    }

    /// An array of `len` times the same value.
    #[must_use]
    pub fn filled(len: usize, value: T) -> Self {
        Self::new(&vec![value; len])
    }

    /// Where it begins.
    #[must_use]
    pub fn ptr(&self) -> *mut T {
        self.start
    }

    /// Where element `index` is.
    #[must_use]
    pub fn at(&self, index: usize) -> *mut T {
        assert!(index <= self.len);
        self.start.wrapping_add(index)
    }

    /// This PE's element.
    #[must_use]
    pub fn read(&self, index: usize) -> T {
        assert!(index < self.len);
        // SAFETY: in bounds; volatile, because other PEs write here.
        unsafe { self.at(index).read_volatile() }
    }

    /// This PE's elements.
    #[must_use]
    pub fn to_vec(&self) -> Vec<T> {
        (0..self.len).map(|index| self.read(index)).collect()
    }

    /// Changes this PE's elements from `first` on.
    pub fn write(&self, first: usize, values: &[T]) {
        assert!(first + values.len() <= self.len);
        for (offset, &value) in values.iter().enumerate() {
            // SAFETY: in bounds; volatile, because other PEs read here.
            unsafe { self.at(first + offset).write_volatile(value) }
        }
    }

    /// Sets all of this PE's elements, between two barriers.
    pub fn refill(&self, value: T) {
        barrier();
        self.write(0, &vec![value; self.len]);
        barrier();
    }
}

impl<T: Value> Drop for Sym<T> {
    fn drop(&mut self) {
        if !thread::panicking() {
            // SAFETY: collective, and nothing uses the array any more.
            unsafe { shmem_sys::shmem_free(self.start.cast()) }
        }
    }
}
