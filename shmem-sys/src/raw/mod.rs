//! The standard's C names over the provider's engine: a thin skin, made from tables.
//!
//! Every routine has the standard's signature and its `pshmem_` name beside it. A routine that takes
//! a context is written once, with its target last; the macro makes its `shmem_ctx_` twin.

#![allow(non_snake_case, reason = "arguments have the names the standard gives them")]
#![allow(unsafe_code, reason = "the raw API: its callers owe what the standard asks of C programs")]

/// Defines routines `shmem_NAME`, their `pshmem_` names and their twins for C code.
macro_rules! routines {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block
    )*) => { ::pastey::paste! { $(
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// The caller owes what OpenSHMEM 1.6 asks of a program that calls this routine: initialised,
        /// valid handles, pointers and PE numbers, and no conflicting accesses.
        #[inline]
        pub unsafe extern "C" fn $name($($arg: $ty),*) $(-> $ret)? $body
        #[doc(hidden)]
        pub use self::$name as [<p $name>];
        #[doc(hidden)]
        #[cfg(all(feature = "c-twins", shmem_provider = "bundled"))]
        #[allow(clippy::missing_safety_doc, reason = "the routine's")]
        pub unsafe extern "C" fn [<c_ $name>]($($arg: $ty),*) $(-> $ret)? {
            // SAFETY: the caller's promise, of the same objects.
            unsafe { $name($($crate::for_c::Argument::of_c($arg)),*) }
        }
    )* } };
}

/// Defines routines `shmem_NAME`, `shmem_ctx_NAME` and their `pshmem_` names.
macro_rules! context_routines {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($arg:ident: $ty:ty),*; $at:ident) $(-> $ret:ty)? $body:block
    )*) => { ::pastey::paste! { $(
        $crate::raw::routines! {
            $(#[$meta])*
            fn [<shmem_ $name>]($($arg: $ty,)* pe: ::core::ffi::c_int) $(-> $ret)? {
                let $at = $crate::engine::target::World(pe);
                $body
            }

            #[doc = concat!("`shmem_", stringify!($name), "` on a context, whose team numbers the PEs.")]
            fn [<shmem_ctx_ $name>](
                ctx: $crate::shmem_ctx_t, $($arg: $ty,)* pe: ::core::ffi::c_int
            ) $(-> $ret)? {
                // SAFETY: the caller's promise.
                let $at = unsafe { $crate::engine::target::OnContext::new(ctx, pe) };
                $body
            }
        }
    )* } };
}

pub(crate) use routines;

mod amo;
mod collectives;
mod contexts;
mod deprecated;
mod locks;
mod memory;
mod ordering;
mod p2p;
mod profiling;
mod reductions;
mod rma;
mod setup;
mod signals;
mod teams;

pub use amo::*;
pub use collectives::*;
pub use contexts::*;
pub use deprecated::*;
pub use locks::*;
pub use memory::*;
pub use ordering::*;
pub use p2p::*;
pub use profiling::*;
pub use reductions::*;
pub use rma::*;
pub use setup::*;
pub use signals::*;
pub use teams::*;
