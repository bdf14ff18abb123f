//! Borrowed memory while the library has it.
//!
//! A reference in a structure promises the compiler that nobody else writes there whenever the structure is
//! passed on. So what is lent is kept as a pointer, and made a reference again when the library is done.

#![allow(unsafe_code, reason = "makes references of pointers that it made of references")]

use std::ptr::NonNull;

/// A reference that can be lent, or several.
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

/// Memory that can be looked at and changed between two operations.
pub trait Relend: Lend {
    /// The reference, for a shorter time.
    type Short<'a>
    where
        Self: 'a;

    /// The reference, until the next operation.
    ///
    /// # Safety
    ///
    /// The pointer is what `lend` gave for a reference of this type, which lasts; neither an operation nor anybody
    /// else uses it for `'a`.
    #[doc(hidden)]
    unsafe fn lend_again<'a>(pointer: &Self::Pointer) -> Self::Short<'a>
    where
        Self: 'a;
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

impl<B: ?Sized> Relend for &mut B {
    type Short<'a>
        = &'a mut B
    where
        Self: 'a;

    unsafe fn lend_again<'a>(pointer: &NonNull<B>) -> &'a mut B
    where
        Self: 'a,
    {
        let mut pointer = *pointer;
        // SAFETY: the caller's.
        unsafe { pointer.as_mut() }
    }
}

/// What is brought along, and the result.
impl<A: Lend, B: Lend> Lend for (A, B) {
    type Pointer = (A::Pointer, B::Pointer);

    fn lend(self) -> Self::Pointer {
        (self.0.lend(), self.1.lend())
    }

    unsafe fn give_back((a, b): Self::Pointer) -> Self {
        // SAFETY: the caller's.
        let a = unsafe { A::give_back(a) };
        // SAFETY: the caller's.
        let b = unsafe { B::give_back(b) };
        (a, b)
    }
}

impl<A: Relend, B: Relend> Relend for (A, B) {
    type Short<'a>
        = (A::Short<'a>, B::Short<'a>)
    where
        Self: 'a;

    unsafe fn lend_again<'a>((a, b): &Self::Pointer) -> Self::Short<'a>
    where
        Self: 'a,
    {
        // SAFETY: the caller's.
        let a = unsafe { A::lend_again(a) };
        // SAFETY: the caller's.
        let b = unsafe { B::lend_again(b) };
        (a, b)
    }
}

/// Nothing, for calls that have no memory to give back.
impl Lend for () {
    type Pointer = ();

    fn lend(self) {}

    unsafe fn give_back((): ()) {}
}

impl Relend for () {
    type Short<'a> = ();

    unsafe fn lend_again<'a>((): &())
    where
        Self: 'a,
    {
    }
}
