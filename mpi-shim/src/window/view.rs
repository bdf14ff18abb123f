//! Memory that other processes may write meanwhile: by copies only.

#![allow(unsafe_code, reason = "copies from and to memory that others may be writing")]

use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

use shmem_core::copy;

use super::core::Core;
use crate::element::Element;

/// Memory of a window as it is while others may write it: this process's own part, or that of another one
/// whose memory it shares. There are no references into it; elements are copied.
///
/// A copy while somebody writes may have some of the old bytes and some of the new.
pub struct View<'a, T> {
    memory: NonNull<[T]>,
    window: PhantomData<&'a T>,
}

impl<'a, T: Element> View<'a, T> {
    /// Memory that is there for `'a`, which nobody refers to.
    pub(super) fn new(memory: NonNull<[T]>) -> Self {
        Self { memory, window: PhantomData }
    }

    /// This process's own, of an open window.
    pub(super) fn mine(core: &'a Core<'_, T>) -> Self {
        let regions = core.regions.borrow();
        let memory = regions.first().and_then(Option::as_ref).map(|region| region.memory);
        Self::new(memory.unwrap_or(NonNull::from(&mut [])))
    }

    /// How many elements there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.memory.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One element, as it is.
    ///
    /// # Panics
    ///
    /// If it is not there.
    #[inline]
    #[track_caller]
    #[must_use]
    pub fn read(&self, at: usize) -> T {
        let mut value = [T::zeroed()];
        self.read_into(at, &mut value);
        value[0]
    }

    /// Changes one element.
    ///
    /// # Panics
    ///
    /// If it is not there.
    #[inline]
    #[track_caller]
    pub fn write(&self, at: usize, value: T) {
        self.write_from(at, &[value]);
    }

    /// Copies elements from one on.
    ///
    /// # Panics
    ///
    /// If they are not all there.
    #[inline]
    #[track_caller]
    pub fn read_into(&self, first: usize, room: &mut [T]) {
        let from = self.place(first, room.len());
        let to = room.as_mut_ptr().cast();
        // SAFETY: as many elements are there, and nobody refers to them; any bits are values.
        unsafe { copy::bytes(to, from, size_of_val(room)) }
    }

    /// Changes elements from one on.
    ///
    /// # Panics
    ///
    /// If they are not all there.
    #[inline]
    #[track_caller]
    pub fn write_from(&self, first: usize, data: &[T]) {
        let to = self.place(first, data.len());
        // SAFETY: as many elements are there, and nobody refers to them.
        unsafe { copy::bytes(to, data.as_ptr().cast(), size_of_val(data)) }
    }

    /// Copies all elements.
    #[must_use]
    pub fn to_vec(&self) -> Vec<T> {
        let mut all = vec![T::zeroed(); self.len()];
        self.read_into(0, &mut all);
        all
    }

    /// Where elements are that are all there.
    #[inline]
    #[track_caller]
    fn place(&self, first: usize, n: usize) -> *mut u8 {
        let len = self.len();
        assert!(
            first <= len && n <= len - first,
            "{n} elements from {first} on are not within a view of {len}"
        );
        self.memory.cast::<T>().as_ptr().wrapping_add(first).cast()
    }
}

impl<T: Element> fmt::Debug for View<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("len", &self.len()).finish()
    }
}
