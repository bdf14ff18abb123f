//! Messages in partitions, which are sent as they become ready.

#![allow(unsafe_code, reason = "lends partitions out while others are under way")]

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use crate::element::Element;
use crate::error::Result;
use crate::lent::Lend;
use crate::messages::seal::Endpoints;
use crate::persistent::Persistent;
use crate::scope::{Kind, Scope, Table};
use crate::sys::{self, End};

/// Messages in partitions, prepared within the time of a [scope](crate::Mpi::scope). With MPI 4.
///
/// Sealed.
pub trait Partitioned: Endpoints {
    /// Prepares to send the elements of `data` in so many partitions of one length, again and again.
    ///
    /// The receiver need not have as many partitions, but as many elements.
    ///
    /// ```
    /// use mpi_shim::prelude::*;
    ///
    /// mpi_shim::run(|mpi| -> mpi_shim::Result<()> {
    ///     let me = mpi.this_process();
    ///     let (mut out, mut inbox) = ([0; 6], [0; 6]);
    ///     mpi.scope(|s| {
    ///         let mut send = me.psend_init(s, &mut out, 3, 0, 7)?;
    ///         let mut receive = me.precv_init(s, &mut inbox, 2, 0, 7)?;
    ///         for round in 1..4 {
    ///             receive.start()?;
    ///             for mut part in send.start()?.parts() {
    ///                 part.fill(round);
    ///                 part.ready()?;
    ///             }
    ///             receive.wait()?;
    ///             send.wait()?;
    ///             assert_eq!(receive.elements(), [round; 6]);
    ///         }
    ///         Ok(())
    ///     })
    /// });
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or `data` is not of so many partitions.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.1 partitioned communication initialization and starting: `MPI_Psend_init`.
    #[doc(alias = "MPI_Psend_init")]
    fn psend_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        data: &'scope mut [T],
        partitions: usize,
        to: usize,
        tag: i32,
    ) -> Result<PartitionedSend<'scope, T>> {
        let prepared = prepare(self, scope, End::Send, data, partitions, (to, tag))?;
        Ok(PartitionedSend { prepared, partitions })
    }

    /// Prepares to receive into `room` in so many partitions of one length, again and again.
    ///
    /// # Errors
    ///
    /// If there is no such rank or tag, or `room` is not of so many partitions.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.1 partitioned communication initialization and starting: `MPI_Precv_init`.
    #[doc(alias = "MPI_Precv_init")]
    fn precv_init<'scope, T: Element>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        room: &'scope mut [T],
        partitions: usize,
        from: usize,
        tag: i32,
    ) -> Result<PartitionedReceive<'scope, T>> {
        let prepared = prepare(self, scope, End::Receive, room, partitions, (from, tag))?;
        Ok(PartitionedReceive { prepared, partitions })
    }
}

impl<C: Endpoints + ?Sized> Partitioned for C {}

fn prepare<'scope, T: Element>(
    on: &'scope (impl Endpoints + ?Sized),
    scope: &'scope Scope<'scope, '_>,
    end: End,
    data: &'scope mut [T],
    partitions: usize,
    (peer, tag): (usize, i32),
) -> Result<Persistent<'scope, &'scope mut [T]>> {
    let mut lent = data.lend();
    // SAFETY: made of a reference, and used for this only until it is lent to somebody.
    let memory = unsafe { lent.as_mut() };
    let comm = on.endpoint().comm;
    // SAFETY: `data` is the scope's until it ends, and lent to nobody while it is under way, but for what is not
    // ready yet, or has arrived.
    let request = unsafe { sys::Request::partitioned(comm, end, memory, partitions, peer, tag)? };
    let slot = scope.table.keep(request, Kind::Partitioned);
    Ok(Persistent::new(&scope.table, slot, lent))
}

/// A prepared send in partitions, and its memory; see [`Partitioned::psend_init`].
pub struct PartitionedSend<'scope, T> {
    prepared: Persistent<'scope, &'scope mut [T]>,
    partitions: usize,
}

impl<T: Element> PartitionedSend<'_, T> {
    /// Starts to send: what is ready then, as it becomes so.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Panics
    ///
    /// If it is under way.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.1 partitioned communication initialization and starting: `MPI_Start`.
    #[track_caller]
    pub fn start(&mut self) -> Result<Unready<'_, T>> {
        self.prepared.start()?;
        let (table, slot, memory) = self.prepared.under_way();
        table.none_ready(slot, self.partitions);
        let (each, last) = (memory.len() / self.partitions, self.partitions);
        Ok(Unready { table, slot, memory, each, first: 0, last, borrowed: PhantomData })
    }

    /// Waits until all is sent. What nobody has said is ready is ready by this.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    pub fn wait(&mut self) -> Result<()> {
        let (table, slot, _) = self.prepared.under_way();
        table.ready_rest(slot)?;
        self.prepared.wait().map(drop)
    }

    /// Its memory.
    ///
    /// # Panics
    ///
    /// If it is under way.
    #[track_caller]
    #[must_use]
    pub fn elements(&mut self) -> &mut [T] {
        self.prepared.elements()
    }
}

/// Partitions of a send under way that are not ready, one beside the other, and their elements.
///
/// Those that this is dropped or forgotten with are ready when the send is waited for, or its scope ends.
pub struct Unready<'a, T> {
    table: &'a Table<'a>,
    slot: usize,
    /// A pointer, because the library has what is around.
    memory: NonNull<[T]>,
    /// How many elements a partition has.
    each: usize,
    first: usize,
    last: usize,
    borrowed: PhantomData<&'a mut [T]>,
}

impl<T: Element> Unready<'_, T> {
    /// How many partitions these are.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.last - self.first
    }

    /// So many of them, and the others.
    ///
    /// # Panics
    ///
    /// If these are fewer.
    #[track_caller]
    #[must_use]
    pub fn split_at(self, partitions: usize) -> (Self, Self) {
        let all = self.partitions();
        assert!(partitions <= all, "{partitions} partitions of {all}");
        let (start, middle) = (self.memory.cast::<T>(), self.first + partitions);
        let elements = partitions * self.each;
        let left = NonNull::slice_from_raw_parts(start, elements);
        // SAFETY: within this memory, as there are so many partitions.
        let rest = unsafe { start.add(elements) };
        let right = NonNull::slice_from_raw_parts(rest, self.memory.len() - elements);
        (Self { memory: left, last: middle, ..self }, Self { memory: right, first: middle, ..self })
    }

    /// Each by itself.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let (one, others) = rest.take().filter(|rest| rest.partitions() > 0)?.split_at(1);
            rest = Some(others);
            Some(one)
        })
    }

    /// Says that they are ready, after which nobody changes them until the send is complete.
    ///
    /// # Errors
    ///
    /// If the library cannot send them.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.2 partitioned communication completion: `MPI_Pready_range`, and `MPI_Pready`, `MPI_Pready_list`.
    #[doc(alias = "MPI_Pready")]
    #[doc(alias = "MPI_Pready_range")]
    #[doc(alias = "MPI_Pready_list")]
    pub fn ready(self) -> Result<()> {
        self.table.ready(self.slot, self.first..self.last)
    }
}

impl<T> Deref for Unready<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: borrowed for the scope and lent by this alone; the library does not use it before it is ready.
        unsafe { self.memory.as_ref() }
    }
}

impl<T> DerefMut for Unready<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above.
        unsafe { self.memory.as_mut() }
    }
}

/// A prepared receive in partitions, and its memory; see [`Partitioned::precv_init`].
pub struct PartitionedReceive<'scope, T> {
    prepared: Persistent<'scope, &'scope mut [T]>,
    partitions: usize,
}

impl<T: Element> PartitionedReceive<'_, T> {
    /// Starts to receive.
    ///
    /// # Errors
    ///
    /// If the library cannot.
    ///
    /// # Panics
    ///
    /// If it is under way.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.1 partitioned communication initialization and starting: `MPI_Start`.
    #[track_caller]
    pub fn start(&mut self) -> Result<()> {
        self.prepared.start()
    }

    /// A partition of what is under way or was received last, if it has arrived.
    ///
    /// # Errors
    ///
    /// If the library cannot look.
    ///
    /// # Panics
    ///
    /// If there is no such partition.
    ///
    /// # Specification
    ///
    /// MPI 4.0, 4.2.2 partitioned communication completion: `MPI_Parrived`.
    #[doc(alias = "MPI_Parrived")]
    #[track_caller]
    pub fn arrived(&self, partition: usize) -> Result<Option<&[T]>> {
        let all = self.partitions;
        assert!(partition < all, "partition {partition} of {all}");
        let (table, slot, memory) = self.prepared.under_way();
        if table.is_under_way(slot) && !table.with(slot, |request| request.arrived(partition))? {
            return Ok(None);
        }
        let each = memory.len() / all;
        // SAFETY: within this memory, as there is such a partition.
        let start = unsafe { memory.cast::<T>().add(partition * each) };
        // SAFETY: borrowed for the scope and lent by this alone, which cannot start it meanwhile; the library
        // does not write what has arrived.
        Ok(Some(unsafe { NonNull::slice_from_raw_parts(start, each).as_ref() }))
    }

    /// Waits until all has arrived; at once, if it is not under way.
    ///
    /// # Errors
    ///
    /// What became of it; it is complete then.
    ///
    /// # Specification
    ///
    /// MPI 3.1, 3.7.3 communication completion: `MPI_Wait`.
    pub fn wait(&mut self) -> Result<()> {
        self.prepared.wait().map(drop)
    }

    /// Its memory.
    ///
    /// # Panics
    ///
    /// If it is under way.
    #[track_caller]
    #[must_use]
    pub fn elements(&mut self) -> &mut [T] {
        self.prepared.elements()
    }
}

impl<T: Element> fmt::Debug for PartitionedSend<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartitionedSend")
            .field("partitions", &self.partitions)
            .finish_non_exhaustive()
    }
}

impl<T: Element> fmt::Debug for PartitionedReceive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartitionedReceive")
            .field("partitions", &self.partitions)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Unready<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unready")
            .field("partitions", &(self.first..self.last))
            .finish_non_exhaustive()
    }
}
