//! Borrowed memory while the library has it.
//!
//! A reference in a structure promises the compiler that nobody else writes there whenever the structure is
//! passed on. So what is lent is kept as a pointer, and made a reference again when the library is done.

#![allow(unsafe_code, reason = "makes references of pointers that it made of references")]

use std::ptr::NonNull;

/// A reference that can be lent.
pub trait Lend: Sized {
    /// What is kept meanwhile.
    #[doc(hidden)]
    type Pointer: Copy;

    #[doc(hidden)]
    fn lend(self) -> Self::Pointer;

    /// The reference again.
    ///
    /// # Safety
    ///
    /// The pointer is what `lend` gave for a reference of this type, its lifetime included; this is done once, and
    /// nobody uses copies of it afterwards.
    #[doc(hidden)]
    unsafe fn give_back(pointer: Self::Pointer) -> Self;
}

impl<B: ?Sized> Lend for &B {
    type Pointer = NonNull<B>;

    fn lend(self) -> NonNull<B> {
        NonNull::from(self)
    }

    unsafe fn give_back(pointer: NonNull<B>) -> Self {
        // SAFETY: the caller's.
        unsafe { pointer.as_ref() }
    }
}

impl<B: ?Sized> Lend for &mut B {
    type Pointer = NonNull<B>;

    fn lend(self) -> NonNull<B> {
        NonNull::from(self)
    }

    unsafe fn give_back(mut pointer: NonNull<B>) -> Self {
        // SAFETY: the caller's.
        unsafe { pointer.as_mut() }
    }
}

impl<A: Lend, B: Lend> Lend for (A, B) {
    type Pointer = (A::Pointer, B::Pointer);

    fn lend(self) -> Self::Pointer {
        (self.0.lend(), self.1.lend())
    }

    unsafe fn give_back((first, second): Self::Pointer) -> Self {
        // SAFETY: the caller's.
        let first = unsafe { A::give_back(first) };
        // SAFETY: the caller's.
        (first, unsafe { B::give_back(second) })
    }
}
