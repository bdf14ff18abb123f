//! The PE that an operation goes to, in the world's numbers or in those of a context's team.

use core::ffi::c_int;

use super::context;
use super::native::shmem_ctx_t as NativeContext;
use crate::shmem_ctx_t;

/// Where an operation goes, and by which of the library's two routines.
pub(crate) trait Target: Copy {
    /// Calls `default` with a PE of the world, or `on` with a context of the library's and a PE of
    /// the world.
    fn issue<R>(
        self,
        default: impl FnOnce(c_int) -> R,
        on: impl FnOnce(NativeContext, c_int) -> R,
    ) -> R;
}

/// A PE of the world, on the default context.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World(pub c_int);

/// A PE of a context's team, on that context.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnContext(shmem_ctx_t, c_int);

impl OnContext {
    /// A PE of a context's team.
    ///
    /// # Safety
    ///
    /// `ctx` must be a handle of this provider's: it is followed.
    #[inline(always)]
    #[allow(unsafe_code, reason = "handles are followed")]
    pub(crate) unsafe fn new(ctx: shmem_ctx_t, pe: c_int) -> Self {
        Self(ctx, pe)
    }
}

impl Target for World {
    #[inline(always)]
    fn issue<R>(
        self,
        default: impl FnOnce(c_int) -> R,
        _: impl FnOnce(NativeContext, c_int) -> R,
    ) -> R {
        default(self.0)
    }
}

impl Target for OnContext {
    #[inline(always)]
    #[allow(unsafe_code, reason = "handles are followed")]
    fn issue<R>(self, _: impl FnOnce(c_int) -> R, on: impl FnOnce(NativeContext, c_int) -> R) -> R {
        // SAFETY: the handle is this provider's, as whoever made `self` promised.
        let (ctx, pe) = unsafe { context::route(self.0, self.1) };
        on(ctx, pe)
    }
}

/// Calls the library's routine of a name, or its twin for a context, as the target wants it.
///
/// The caller of the macro vouches for the arguments; `safety` is said where the call stands.
macro_rules! native_call {
    ($at:expr, $name:ident($($arg:expr),*)) => { ::pastey::paste! {
        $crate::system::target::Target::issue(
            $at,
            |pe| {
                // SAFETY: the promise of the caller of the function that this stands in.
                unsafe { $crate::system::native::[<shmem_ $name>]($($arg,)* pe) }
            },
            |ctx, pe| {
                // SAFETY: as above; the context is the library's and lives.
                unsafe { $crate::system::native::[<shmem_ctx_ $name>](ctx, $($arg,)* pe) }
            },
        )
    } };
}

pub(crate) use native_call;
