//! What is sent, and where it is received.

use crate::element::Element;
use crate::error::Result;
use crate::sys::{Receiving, Sending, Session};

/// Data that can be sent: slices, arrays and vectors of [`Element`]s, parts of them by a
/// [`Layout`](crate::Layout), and views of arrays with the feature `ndarray`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as it is",
    label = "not data for a message",
    note = "slices, arrays and vectors of elements are; a value `x` is sent as `&[x]`"
)]
pub trait Buffer: seal::Sent {}

/// Room for what is received, and data that can be sent: as [`Buffer`], but not shared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received into",
    label = "no room for a message",
    note = "slices, arrays and vectors of elements are, at their length"
)]
pub trait BufferMut: Buffer + seal::Received {}

impl<B: seal::Sent + ?Sized> Buffer for B {}
impl<B: Buffer + seal::Received + ?Sized> BufferMut for B {}

/// How the library is told of it, which is nobody else's business.
pub(crate) mod seal {
    use super::{Receiving, Result, Sending, Session};

    pub trait Sent {
        #[doc(hidden)]
        fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>>;
    }

    pub trait Received {
        #[doc(hidden)]
        fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>>;
    }
}

impl<T: Element> seal::Sent for [T] {
    #[inline]
    fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
        Sending::elements(self, session)
    }
}

impl<T: Element> seal::Received for [T] {
    #[inline]
    fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>> {
        Receiving::message(self, session)
    }
}

/// What is a slice all but in name.
macro_rules! slices {
    ($([$($params:tt)*] $ty:ty;)*) => {$(
        impl<$($params)*> seal::Sent for $ty {
            #[inline]
            fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
                self.as_slice().sending(session)
            }
        }

        impl<$($params)*> seal::Received for $ty {
            #[inline]
            fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>> {
                self.as_mut_slice().receiving(session)
            }
        }
    )*};
}

slices! {
    [T: Element, const N: usize] [T; N];
    [T: Element] Vec<T>;
}

/// What is behind a reference, so that slices can be among buffers of various types.
macro_rules! references {
    ($($ty:ty),*) => {$(
        impl<B: seal::Sent + ?Sized> seal::Sent for $ty {
            #[inline]
            fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
                (**self).sending(session)
            }
        }
    )*};
}

references! { &B, &mut B }

impl<B: seal::Received + ?Sized> seal::Received for &mut B {
    #[inline]
    fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>> {
        (**self).receiving(session)
    }
}
