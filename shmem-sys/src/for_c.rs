//! What C code passes: pointers to its static variables are good there, and this side of the routines
//! has to be told where those are.
//!
//! Each routine has a twin, `c_shmem_…`, which applies [`Argument::of_c`] to what it is passed. A library
//! with C names exports those; Rust programs call the routines themselves, and pay nothing.

use shmem_core::{Complex, LongDouble};
use shmem_smp::statics;

use crate::{shmem_ctx_t, shmem_team_t};

/// An argument that C code may pass.
pub trait Argument: Sized {
    /// The same object, where it is symmetric if it can be.
    #[inline(always)]
    fn of_c(self) -> Self {
        self
    }
}

impl<T> Argument for *const T {
    #[inline(always)]
    fn of_c(self) -> Self {
        statics::in_slot(self)
    }
}

impl<T> Argument for *mut T {
    #[inline(always)]
    fn of_c(self) -> Self {
        statics::in_slot(self.cast_const()).cast_mut()
    }
}

macro_rules! values {
    ($($ty:ty)*) => { $(impl Argument for $ty {})* };
}

values! {
    i8 u8 i16 u16 i32 u32 i64 u64 isize usize f32 f64 LongDouble Complex<f32> Complex<f64>
    shmem_ctx_t shmem_team_t
}
