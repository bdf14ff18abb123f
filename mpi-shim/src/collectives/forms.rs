//! The forms of a collective call that go on while their process does something else.
//!
//! A call that returns when it is done is written out where it is documented. Its non-blocking form, and the one that
//! is prepared once and started again and again, follow from that: a row of [`forms!`] has both.
//!
//! Each start of a prepared call is a non-blocking call with the arguments that were prepared, with every library:
//! MPI 3 has no persistent collective calls, and those of MPICH 4.0 go wrong, which gather what was there when they were
//! prepared, or fail.

#![allow(
    unsafe_code,
    reason = "starts and prepares operations on memory that a scope has borrowed"
)]

use crate::error::Result;
use crate::lent::Relend;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::{Kind, Scope};
use crate::sys::Way;

impl<'scope> Scope<'scope, '_> {
    /// Starts a collective call that has this memory until it is complete. What else it uses lives as long as the
    /// scope, or is kept by the [`Way`].
    pub(crate) fn start<D: Relend + 'scope>(
        &'scope self,
        memory: D,
        call: impl FnOnce(D::Short<'scope>, &mut Way<'scope>) -> Result<()> + 'scope,
    ) -> Result<Request<'scope, D>> {
        let lent = memory.lend();
        // SAFETY: the memory is the scope's until it ends, or the request is complete and gives it back; `call`
        // borrows for the scope what it has, and what is kept is kept by the scope.
        let mut way = unsafe { Way::start() };
        // SAFETY: made of references, for the library only, until the request gives them back.
        call(unsafe { D::lend_again(&lent) }, &mut way)?;
        Ok(Request::new(&self.table, self.keep(way, Kind::Collective), lent))
    }

    /// Prepares a collective call of this memory. What else it uses lives as long as the scope, or is kept by the
    /// [`Way`].
    pub(crate) fn prepare<D: Relend + 'scope>(
        &'scope self,
        memory: D,
        mut call: impl FnMut(D::Short<'scope>, &mut Way<'_>) -> Result<()> + 'scope,
    ) -> Result<Persistent<'scope, D>> {
        let lent = memory.lend();
        let mut call = move |way: &mut Way<'_>| {
            // SAFETY: made of references, for the library only, or to look at their lengths.
            call(unsafe { D::lend_again(&lent) }, way)
        };
        call(&mut Way::check())?;
        // SAFETY: the memory is the scope's until it ends, and lent to nobody while the call is under way; what else
        // `call` has is borrowed for the scope.
        let slot = unsafe { self.keep_again(call) };
        Ok(Persistent::new(&self.table, slot, lent))
    }
}

/// Methods for both forms of each row, of what has an `endpoint()`.
///
/// Rows stand under the routine of MPI that they are, by what the standard calls it, and its sections and names in MPI 3.1
/// and 4.0: the call as it is, and the call in place, if there is one.
///
/// ```text
/// "gather", "5.12.3": "MPI_Igather", "6.13.3": "MPI_Gather_init" {
///     pub fn igather, pub fn gather_init:
///         gather(&mine => all, root: usize) { sys::gather(Some(mine), all, root) }
///     pub fn igather_in_place, pub fn gather_in_place_init:
///         gather_in_place(data, root: usize) { sys::gather_in_place(data, root) }
/// }
/// ```
///
/// A row says what its methods are called, each behind an example if it has one, and the method that they are forms of;
/// then what they take: `&mine`, elements that are only read, which are borrowed so for the non-blocking form, and
/// mutably for the prepared one, between whose starts they change; `=> all`, those that are written; whatever else there
/// is, by its type; and behind a `;` the operation, of a call that combines. What is called gets the communicator
/// before the values in the row, and the [`Way`] behind them. A row may be without the prepared form.
macro_rules! forms {
    // A table.
    ($(
        $what:literal, $section:literal: $c:literal, $section_4:literal: $c_4:literal {
            $(#[$example:meta])* $vis:vis fn $start:ident
            $(, $(#[$example_4:meta])* $vis_4:vis fn $prepare:ident)?:
                $name:ident $takes:tt $call:tt
            $(
                $in_vis:vis fn $in_start:ident, $in_vis_4:vis fn $in_prepare:ident:
                    $in_name:ident $in_takes:tt $in_call:tt
            )?
        }
    )*) => {$(
        forms! { @start $(#[$example])*; $name
            concat!("MPI 3.1, ", $section, " non-blocking ", $what, ": `", $c, "`.");
            #[doc(alias = $c)]
            $vis fn $start $takes $call
        }
        $(forms! { @prepare $(#[$example_4])*; $name
            concat!("MPI 4.0, ", $section_4, " persistent ", $what, ": as `", $c_4, "`.");
            #[doc(alias = $c_4)]
            $vis_4 fn $prepare $takes $call
        })?
        $(
            forms! { @start; $in_name
                concat!("MPI 3.1, ", $section, " non-blocking ", $what, ": `", $c, "`, with `MPI_IN_PLACE`.");
                $in_vis fn $in_start $in_takes $in_call
            }
            forms! { @prepare; $in_name
                concat!("MPI 4.0, ", $section_4, " persistent ", $what, ": as `", $c_4, "`, with `MPI_IN_PLACE`.");
                $in_vis_4 fn $in_prepare $in_takes $in_call
            }
        )?
    )*};

    // The non-blocking form of a row.
    (@start $(#[$example:meta])*; $name:ident $specification:expr; $(#[$alias:meta])*
        $vis:vis fn $start:ident
        ($(& $read:ident $(, $beside:ident: $beside_ty:ty)* =>)? $room:ident $(, $argument:ident: $ty:ty)*
            $(; $by:ident $(, $last:ident: $last_ty:ty)*)?)
        { $($call:ident)::+($($value:expr),*) }
    ) => {
        #[doc = concat!("Starts [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        $(#[$example])*
        ///
        /// # Errors
        ///
        /// As there.
        ///
        /// # Specification
        ///
        #[doc = $specification]
        $(#[$alias])*
        $vis fn $start<'scope, T: $crate::element::Element>(
            &'scope self,
            scope: &'scope $crate::scope::Scope<'scope, '_>,
            $($read: &'scope [T], $($beside: $beside_ty,)*)?
            $room: &'scope mut [T],
            $($argument: $ty,)*
            $($by: impl $crate::op::Op<T> + 'scope, $($last: $last_ty,)*)?
        ) -> $crate::error::Result<$crate::request::Request<'scope, &'scope mut [T]>> {
            let endpoint = self.endpoint();
            $(let $by = $by.operation(endpoint.session)?;)?
            scope.start($room, move |$room, way| {
                $($call)::+(endpoint.comm, $($value,)* way)?;
                $(way.keep($by.into_user());)?
                Ok(())
            })
        }
    };

    // The prepared form of a row.
    (@prepare $(#[$example:meta])*; $name:ident $specification:expr; $(#[$alias:meta])*
        $vis:vis fn $prepare:ident
        ($(& $read:ident $(, $beside:ident: $beside_ty:ty)* =>)? $room:ident $(, $argument:ident: $ty:ty)*
            $(; $by:ident $(, $last:ident: $last_ty:ty)*)?)
        { $($call:ident)::+($($value:expr),*) }
    ) => {
        #[doc = concat!("Prepares [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        $(#[$example])*
        ///
        /// # Errors
        ///
        /// As there.
        ///
        /// # Specification
        ///
        #[doc = $specification]
        $(#[$alias])*
        #[allow(unused_parens, reason = "around the memory of a call in place, which is one")]
        $vis fn $prepare<'scope, T: $crate::element::Element>(
            &'scope self,
            scope: &'scope $crate::scope::Scope<'scope, '_>,
            $($read: &'scope mut [T], $($beside: $beside_ty,)*)?
            $room: &'scope mut [T],
            $($argument: $ty,)*
            $($by: impl $crate::op::Op<T> + 'scope, $($last: $last_ty,)*)?
        ) -> $crate::error::Result<$crate::persistent::Persistent<'scope, forms!(@memory $($read)?)>> {
            let endpoint = self.endpoint();
            $(let $by = $by.operation(endpoint.session)?;)?
            scope.prepare(($($read,)? $room), move |($($read,)? $room), way| {
                $(let $read = &*$read;)?
                $($call)::+(endpoint.comm, $($value,)* way)
            })
        }
    };

    // What is lent to the prepared form.
    (@memory) => { &'scope mut [T] };
    (@memory $read:ident) => { (&'scope mut [T], &'scope mut [T]) };
}

pub(crate) use forms;
