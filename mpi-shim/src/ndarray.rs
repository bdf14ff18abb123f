//! Arrays of the crate `ndarray`, whatever their strides, as what is sent and received.

#![allow(unsafe_code, reason = "says that the elements of an array are within it")]

use ndarray::{ArrayBase, Data, DataMut, Dimension};

use crate::buffer::seal::{Received, Sent};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::sys::{Datatype, Receiving, Sending, Session, Unit};

/// The elements of an array in its logical order, from its first one.
fn datatype<T: Element>(shape: &[usize], strides: &[isize]) -> Result<Datatype> {
    let unit = Unit::of::<T>();
    let size = size_of::<T>() / unit.per_element();
    let mut datatype = Datatype::contiguous(unit.raw(), size, unit.per_element())?;
    for (&n, &stride) in shape.iter().zip(strides).rev() {
        let bytes = stride.checked_mul(size_of::<T>() as isize);
        let bytes = bytes.ok_or(Error::TooLarge { count: n })?;
        datatype = Datatype::strided(datatype.raw(), n, 1, bytes)?;
    }
    datatype.commit()
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> Sent for ArrayBase<S, D> {
    fn sending<'a>(&'a self, session: &Session) -> Result<Sending<'a>> {
        match self.as_slice() {
            Some(data) => Sending::elements(data, session),
            None => {
                let datatype = datatype::<T>(self.shape(), self.strides())?;
                // SAFETY: shape and strides say where the elements are that are borrowed, from the first one.
                Ok(unsafe { Sending::with_own(self.as_ptr().cast(), datatype) })
            }
        }
    }
}

impl<T: Element, S: DataMut<Elem = T>, D: Dimension> Received for ArrayBase<S, D> {
    fn receiving<'a>(&'a mut self, session: &Session) -> Result<Receiving<'a>> {
        if self.is_standard_layout() {
            let data = self.as_slice_mut().unwrap_or_default();
            return Receiving::message(data, session);
        }
        let datatype = datatype::<T>(self.shape(), self.strides())?;
        // SAFETY: shape and strides say where the elements are that are borrowed for this alone, from the first.
        Ok(unsafe { Receiving::with_own(self.as_mut_ptr().cast(), datatype) })
    }
}
