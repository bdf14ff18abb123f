//! Collective calls with memory of various kinds for each process.

use crate::buffer::{Buffer, BufferMut};
use crate::communicator::Communicator;
use crate::error::Result;
use crate::messages::seal::Endpoint;
use crate::persistent::Persistent;
use crate::request::Request;
use crate::scope::Scope;
use crate::sys::{self, Comm, Receiving, Sending, Session, Way};

/// Both forms, as by [`forms!`](super::forms::forms), of a call with a buffer for each process, which is
/// [exchanged](exchange) by the function behind it. What is prepared has buffers of one type to each side, for only so can
/// they be looked at and changed between two starts.
macro_rules! each_forms {
    ($what:literal, $section:literal: $c:literal, $section_4:literal: $c_4:literal {
        $vis:vis fn $start:ident, $(#[$example:meta])* $vis_4:vis fn $prepare:ident:
            $name:ident { $call:path }
    }) => {
        #[doc = concat!("Starts [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        ///
        /// # Errors
        ///
        /// As there.
        ///
        /// # Specification
        ///
        #[doc = concat!("MPI 3.1, ", $section, " non-blocking ", $what, ": `", $c, "`.")]
        #[doc(alias = $c)]
        $vis fn $start<'scope, 'b>(
            &'scope self,
            scope: &'scope $crate::scope::Scope<'scope, '_>,
            to: &'scope [&'scope dyn $crate::buffer::Buffer],
            from: &'scope mut [&'b mut dyn $crate::buffer::BufferMut],
        ) -> $crate::error::Result<
            $crate::request::Request<'scope, &'scope mut [&'b mut dyn $crate::buffer::BufferMut]>,
        > {
            scope.start(from, move |from, way| exchange(self.endpoint(), to, from, way, $call))
        }

        #[doc = concat!("Prepares [`", stringify!($name), "`](Self::", stringify!($name), "), with buffers that can be")]
        /// looked at and changed between starts, and even have another length then.
        $(#[$example])*
        ///
        /// # Errors
        ///
        /// As there, also at a start.
        ///
        /// # Specification
        ///
        #[doc = concat!("MPI 4.0, ", $section_4, " persistent ", $what, ": as `", $c_4, "`.")]
        #[doc(alias = $c_4)]
        $vis_4 fn $prepare<'scope, A: $crate::buffer::Buffer, B: $crate::buffer::BufferMut>(
            &'scope self,
            scope: &'scope $crate::scope::Scope<'scope, '_>,
            to: &'scope mut [A],
            from: &'scope mut [B],
        ) -> $crate::error::Result<
            $crate::persistent::Persistent<'scope, (&'scope mut [A], &'scope mut [B])>,
        > {
            scope.prepare((to, from), move |(to, from), way| {
                exchange(self.endpoint(), to, from, way, $call)
            })
        }
    };
}

pub(crate) use each_forms;

/// Collective calls with a buffer for each process: of other elements, another length, or by a
/// [`Layout`](crate::Layout).
impl Communicator<'_> {
    /// Sends a buffer to each process, and receives one from each.
    ///
    /// ```
    /// use mpi_shim::{Buffer, BufferMut};
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let world = mpi.world();
    ///     let (me, n) = (world.rank(), world.size());
    ///     // A number more to each than to the one before.
    ///     let data: Vec<_> = (0..n).map(|to| vec![me as u32; to + 1]).collect();
    ///     let mut room = vec![vec![0; me + 1]; n];
    ///     let to: Vec<&dyn Buffer> = data.iter().map(|data| data as _).collect();
    ///     let mut from: Vec<&mut dyn BufferMut> = room.iter_mut().map(|room| room as _).collect();
    ///     world.all_to_all_each(&to, &mut from)?;
    ///     assert!(room.iter().zip(0..).all(|(room, rank)| *room == vec![rank; me + 1]));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is not a buffer for each process.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: `MPI_Alltoallw`.
    #[doc(alias = "MPI_Alltoallw")]
    pub fn all_to_all_each(
        &self,
        to: &[&dyn Buffer],
        from: &mut [&mut dyn BufferMut],
    ) -> Result<()> {
        exchange(self.endpoint(), to, from, &mut Way::now(), sys::all_to_all_each)
    }

    /// As [`all_to_all_each`](Self::all_to_all_each), with what comes in the place of what goes: between any two
    /// processes, as much each way.
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.8 all-to-all: as `MPI_Alltoallw` with `MPI_IN_PLACE`.
    pub fn all_to_all_each_in_place(&self, data: &mut [&mut dyn BufferMut]) -> Result<()> {
        let room = receiving(data, &self.mpi.session)?;
        sys::all_to_all_each_in_place(&self.comm, &room, &mut Way::now())
    }

    each_forms! {
        "all-to-all", "5.12.6": "MPI_Ialltoallw", "6.13.6": "MPI_Alltoallw_init" {
            pub fn iall_to_all_each,
            ///
            /// ```
            /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
            ///     let world = mpi.world();
            ///     let (n, me) = (world.size(), world.rank());
            ///     let (mut to, mut from) = (vec![vec![]; n], vec![vec![]; n]);
            ///     mpi.scope(|s| {
            ///         let mut exchange = world.all_to_all_each_init(s, &mut to, &mut from)?;
            ///         for round in 1..4 {
            ///             let (to, from) = exchange.elements();
            ///             to.fill(vec![me; round]);
            ///             from.fill(vec![n; round]);
            ///             exchange.start()?;
            ///             exchange.wait()?;
            ///             let from = exchange.elements().1.iter();
            ///             assert!(from.zip(0..).all(|(from, rank)| *from == vec![rank; round]));
            ///         }
            ///         Ok(())
            ///     })
            /// });
            /// ```
            pub fn all_to_all_each_init: all_to_all_each { sys::all_to_all_each }
        }
    }

    /// Starts [`all_to_all_each_in_place`](Self::all_to_all_each_in_place).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 5.12.6 non-blocking all-to-all: as `MPI_Ialltoallw` with `MPI_IN_PLACE`.
    pub fn iall_to_all_each_in_place<'scope, 'b>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [&'b mut dyn BufferMut],
    ) -> Result<Request<'scope, &'scope mut [&'b mut dyn BufferMut]>> {
        scope.start(data, move |data, way| {
            sys::all_to_all_each_in_place(&self.comm, &receiving(data, &self.mpi.session)?, way)
        })
    }

    /// Prepares [`all_to_all_each_in_place`](Self::all_to_all_each_in_place), as [`all_to_all_each_init`](Self::all_to_all_each_init).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 6.13.6 persistent all-to-all: as `MPI_Alltoallw_init` with `MPI_IN_PLACE`.
    pub fn all_to_all_each_in_place_init<'scope, B: BufferMut>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [B],
    ) -> Result<Persistent<'scope, &'scope mut [B]>> {
        scope.prepare(data, move |data, way| {
            sys::all_to_all_each_in_place(&self.comm, &receiving(data, &self.mpi.session)?, way)
        })
    }
}

/// Tells the library of buffers, one to and from each process.
pub(crate) fn exchange(
    Endpoint { comm, session }: Endpoint<'_>,
    to: &[impl Buffer],
    from: &mut [impl BufferMut],
    way: &mut Way<'_>,
    call: fn(&Comm, Vec<Sending<'_>>, Vec<Receiving<'_>>, &mut Way<'_>) -> Result<()>,
) -> Result<()> {
    let to = to.iter().map(|data| data.sending(session)).collect::<Result<_>>()?;
    call(comm, to, receiving(from, session)?, way)
}

fn receiving<'a>(room: &'a mut [impl BufferMut], session: &Session) -> Result<Vec<Receiving<'a>>> {
    room.iter_mut().map(|room| room.receiving(session)).collect()
}
