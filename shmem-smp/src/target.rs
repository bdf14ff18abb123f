//! The PE that an operation goes to, in the world's numbers or in those of a context's team.

use core::ffi::c_int;

use crate::abi::shmem_ctx_t;
use crate::context;

/// Where an operation goes.
pub trait Target: Copy {
    /// The PE's number in the world.
    fn pe(self) -> c_int;
}

/// A PE of the world, on the default context.
#[derive(Clone, Copy, Debug)]
pub struct World(pub c_int);

/// A PE of a context's team, on that context.
#[derive(Clone, Copy, Debug)]
pub struct OnContext(shmem_ctx_t, c_int);

impl OnContext {
    /// A PE of a context's team.
    ///
    /// # Safety
    ///
    /// `ctx` must be a handle of this provider's: it is followed.
    #[inline(always)]
    #[allow(unsafe_code, reason = "handles are followed")]
    pub unsafe fn new(ctx: shmem_ctx_t, pe: c_int) -> Self {
        Self(ctx, pe)
    }
}

impl Target for World {
    #[inline(always)]
    fn pe(self) -> c_int {
        self.0
    }
}

impl Target for OnContext {
    #[inline(always)]
    #[allow(unsafe_code, reason = "handles are followed")]
    fn pe(self) -> c_int {
        // SAFETY: the handle is this runtime's, as whoever made `self` promised.
        unsafe { context::world_pe(self.0, self.1) }
    }
}
