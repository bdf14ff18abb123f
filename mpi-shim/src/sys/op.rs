//! What reductions combine elements by: the library's operations, and closures.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::sync::OnceLock;

use mpi_sys::{MPI_Datatype, MPI_Op};

use super::constants::{
    MPI_BAND, MPI_BOR, MPI_BXOR, MPI_LAND, MPI_LOR, MPI_LXOR, MPI_MAX, MPI_MIN, MPI_NO_OP,
    MPI_OP_NULL, MPI_PROD, MPI_REPLACE, MPI_SUM, MPI_TYPE_NULL_COPY_FN, MPI_TYPE_NULL_DELETE_FN,
};
use super::session::abort;
use super::{Datatype, Session, Unit, check, count};
use crate::PANICKED;
use crate::element::Element;
use crate::error::{Error, Result};

/// What every library has.
#[derive(Clone, Copy)]
pub(crate) enum Predefined {
    Sum,
    Prod,
    Max,
    Min,
    BitAnd,
    BitOr,
    BitXor,
    And,
    Or,
    Xor,
    /// For memory of windows only, as the last one.
    Replace,
    NoOp,
}

/// An operation on elements of `T`, and what one of them is to the library.
pub struct Operation<'a, T> {
    pub(super) op: MPI_Op,
    pub(super) datatype: MPI_Datatype,
    /// What both are of, if they are a closure's.
    user: Option<User<'a>>,
    element: PhantomData<fn(T)>,
}

impl<'a, T: Element> Operation<'a, T> {
    /// One of the library's; `None` if it has none for `T`.
    #[inline]
    pub(crate) fn predefined(which: Predefined) -> Option<Self> {
        let op = match which {
            Predefined::Sum => MPI_SUM(),
            Predefined::Prod => MPI_PROD(),
            Predefined::Max => MPI_MAX(),
            Predefined::Min => MPI_MIN(),
            Predefined::BitAnd => MPI_BAND(),
            Predefined::BitOr => MPI_BOR(),
            Predefined::BitXor => MPI_BXOR(),
            Predefined::And => MPI_LAND(),
            Predefined::Or => MPI_LOR(),
            Predefined::Xor => MPI_LXOR(),
            Predefined::Replace => MPI_REPLACE(),
            Predefined::NoOp => MPI_NO_OP(),
        };
        let unit = Unit::of::<T>();
        (unit.per_element == 1).then_some(Self {
            op,
            datatype: unit.raw,
            user: None,
            element: PhantomData,
        })
    }

    /// What has to be kept while anything is combined by it.
    pub(crate) fn into_user(self) -> Option<User<'a>> {
        self.user
    }

    /// A closure.
    pub(crate) fn user(
        combine: impl Fn(T, T) -> T + Sync + 'a,
        commutes: bool,
        _: &Session,
    ) -> Result<Self> {
        let elements = move |left: *const u8, right: *mut u8, n: usize| {
            let (left, right) = (left.cast::<T>(), right.cast::<T>());
            for i in 0..n {
                let (left, right) = (left.wrapping_add(i), right.wrapping_add(i));
                // SAFETY: the library lends `n` elements, which need not be aligned; all bits are values.
                let a = unsafe { left.read_unaligned() };
                // SAFETY: as above.
                let b = unsafe { right.read_unaligned() };
                let both = combine(a, b);
                // SAFETY: as above, and for writing.
                unsafe { right.write_unaligned(both) };
            }
        };
        let closure = Box::new(Closure { combine: Box::new(elements) });
        let unit = Unit::of::<T>();
        let datatype =
            Datatype::contiguous(unit.raw, size_of::<T>() / unit.per_element, unit.per_element)?;
        let datatype = datatype.commit()?;
        let raw = datatype.raw();
        let mut user =
            User { op: MPI_OP_NULL(), _datatype: datatype, closure: Box::into_raw(closure) };
        // SAFETY: a datatype of our own; the closure lives as long as it is used.
        check(unsafe { mpi_sys::MPI_Type_set_attr(raw, key()?, user.closure.cast()) })?;
        // SAFETY: a function of this type, and a place for the handle.
        check(unsafe { mpi_sys::MPI_Op_create(Some(call), commutes.into(), &raw mut user.op) })?;
        Ok(Self { op: user.op, datatype: raw, user: Some(user), element: PhantomData })
    }
}

/// A closure as an operation.
///
/// The library calls a plain function, with the datatype of what it is to combine. So the datatype is one of
/// its own, and the closure an attribute of that; nothing has to be global, and any thread may be the caller.
pub(crate) struct User<'a> {
    op: MPI_Op,
    _datatype: Datatype,
    /// What the attribute points to: a box, of which the library uses a pointer.
    closure: *mut Closure<'a>,
}

struct Closure<'a> {
    /// Combines so many elements of the first with those of the second, in place of those.
    combine: Box<dyn Fn(*const u8, *mut u8, usize) + Sync + 'a>,
}

impl Drop for User<'_> {
    fn drop(&mut self) {
        if self.op != MPI_OP_NULL() {
            // SAFETY: the handle is valid, and no reduction by it is under way.
            unsafe { mpi_sys::MPI_Op_free(&raw mut self.op) };
        }
        // SAFETY: it was made of a box, and nothing calls it any more.
        drop(unsafe { Box::from_raw(self.closure) });
    }
}

/// The key of the attribute that is a closure.
fn key() -> Result<c_int> {
    static KEY: OnceLock<Result<c_int>> = OnceLock::new();
    let made = KEY.get_or_init(|| {
        let mut key = 0;
        // SAFETY: the standard's functions that do nothing, and a place for the key.
        check(unsafe {
            mpi_sys::MPI_Type_create_keyval(
                MPI_TYPE_NULL_COPY_FN(),
                MPI_TYPE_NULL_DELETE_FN(),
                &raw mut key,
                std::ptr::null_mut(),
            )
        })?;
        Ok(key)
    });
    made.clone()
}

thread_local! {
    /// Whether this thread is in a closure that the library has called.
    static CALLED_BACK: Cell<bool> = const { Cell::new(false) };
}

/// Refuses what would call the library from within itself.
///
/// # Panics
///
/// In a closure of a reduction, or one that is told of errors; the job ends by that.
#[inline]
#[track_caller]
pub(super) fn not_called_back() {
    assert!(!CALLED_BACK.get(), "a closure that the MPI library calls cannot call MPI");
}

/// Runs a closure that the library has called. It does not return from a panic to code that could go on.
pub(super) fn calling_back(closure: impl FnOnce()) {
    CALLED_BACK.set(true);
    closure();
    CALLED_BACK.set(false);
}

/// What the library calls. A panic cannot pass through it, so it ends the job.
unsafe extern "C" fn call(
    left: *mut c_void,
    right: *mut c_void,
    n: *mut c_int,
    datatype: *mut MPI_Datatype,
) {
    let done = panic::catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the library lends it.
        let n = unsafe { *n };
        // SAFETY: as above.
        let datatype = unsafe { datatype.read() };
        let mut closure = std::ptr::null::<Closure<'_>>();
        let mut there = 0;
        // SAFETY: the datatype is one that `Operation::user` made, with this attribute, for which there is a place.
        check(unsafe {
            mpi_sys::MPI_Type_get_attr(datatype, key()?, (&raw mut closure).cast(), &raw mut there)
        })?;
        if there == 0 {
            return Err(Error::Lost { what: "closure of a reduction" });
        }
        // SAFETY: whoever reduces keeps it alive.
        let closure = unsafe { &*closure };
        calling_back(|| {
            (closure.combine)(left.cast_const().cast(), right.cast(), count::from_c(n));
        });
        Ok(())
    }));
    match done {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            eprintln!("error: in a reduction: {error}");
            abort(1)
        }
        Err(_) => abort(PANICKED),
    }
}
