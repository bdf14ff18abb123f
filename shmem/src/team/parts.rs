//! Collectives that move private data in parts of different lengths.
//!
//! All are one: every member has a *stream*, its parts for the others one behind the other in the order
//! of ranks, and has told each member which range of the stream is for it. Of all streams the same
//! window lies in the members' workspaces at a time, and each member reads from there what is its own.
//! What a member has for itself stays private.
//!
//! Nobody is believed: told ranges are copied once and checked, and a member reads within a workspace
//! whatever they are. A member that is in another collective ends the job before a stream is read.

use std::mem;
use std::ops::Range;

use bytemuck::{cast_slice, cast_slice_mut};

use super::{Rank, Team};
use crate::element::Element;

/// Where a part begins and ends in its member's stream, in elements.
type Place = [u64; 2];

impl Team<'_> {
    /// Sends part `i` of every member's `parts` to member `i`, and gives what all have sent to this PE, in
    /// the order of their ranks. Parts may have any lengths, which nobody needs to know in advance.
    ///
    /// What comes is complete on return, and `parts` is free again. Parts are slices, vectors or arrays.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let me = world.my_rank().index();
    ///     // As many copies of this PE's number as the receiver's.
    ///     let sent: Vec<Vec<usize>> = (0..world.n_ranks()).map(|to| vec![me; to]).collect();
    ///     let received = world.alltoall_parts(&sent);
    ///     assert!(received.into_iter().eq((0..world.n_ranks()).map(|from| vec![from; me])));
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is not one part for each member.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. Each member reads what it gets from the others.
    #[doc(alias = "alltoallv")]
    #[doc(alias = "MPI_Alltoallv")]
    #[track_caller]
    #[must_use]
    pub fn alltoall_parts<T: Element>(&self, parts: &[impl AsRef<[T]>]) -> Vec<Vec<T>> {
        let parts = self.one_for_each(parts);
        let _busy = self.enter();
        self.move_parts((b"alltoalp", "alltoall_parts"), 0, parts)
    }

    /// Gives the root all members' data, a vector from each in the order of their ranks, and the others
    /// `None`. Members may bring different lengths.
    ///
    /// As [`gather`](Self::gather), where all bring the same length.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let me = world.my_rank().index();
    ///     if let Some(words) = world.gather_parts(world.rank(0), format!("I am {me}").as_bytes()) {
    ///         assert!(words.iter().enumerate().all(|(i, word)| *word == format!("I am {i}").as_bytes()));
    ///     }
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. The root reads from each member.
    #[doc(alias = "gatherv")]
    #[doc(alias = "MPI_Gatherv")]
    #[track_caller]
    #[must_use]
    pub fn gather_parts<T: Element>(&self, root: Rank, data: &[T]) -> Option<Vec<Vec<T>>> {
        self.check(root);
        let _busy = self.enter();
        let mut parts: Vec<&[T]> = vec![&[]; self.n_ranks()];
        parts[root.index()] = data;
        let received = self.move_parts((b"gatherp\0", "gather_parts"), root.index() as u64, parts);
        (root == self.my_rank()).then_some(received)
    }

    /// Gives member `i` part `i` of the root's `parts`. The others' parts do not matter, and there may be
    /// none.
    ///
    /// As [`scatter`](Self::scatter), where all parts have the same length. Members need not know theirs.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let root = world.rank(0);
    ///     let mut lines: Vec<String> = Vec::new(); // the root alone has read them
    ///     if world.my_rank() == root {
    ///         lines.extend(world.ranks().map(|rank| "x".repeat(rank.index())));
    ///     }
    ///     let mine: Vec<u8> = world.scatter_parts(root, &lines);
    ///     assert_eq!(mine.len(), world.my_rank().index());
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the root is another team's rank. On the root, if there is not one part for each member.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. Each member reads from the root.
    #[doc(alias = "scatterv")]
    #[doc(alias = "MPI_Scatterv")]
    #[track_caller]
    #[must_use]
    pub fn scatter_parts<T: Element>(&self, root: Rank, parts: &[impl AsRef<[T]>]) -> Vec<T> {
        self.check(root);
        let is_root = root == self.my_rank();
        let parts = if is_root { self.one_for_each(parts) } else { vec![&[][..]; self.n_ranks()] };
        let _busy = self.enter();
        let mut received =
            self.move_parts((b"scatterp", "scatter_parts"), root.index() as u64, parts);
        received.swap_remove(root.index())
    }

    /// Combines part `i` of all members' `parts` element by element, and gives the result to member `i`. So
    /// what would be a reduction of long data is done by all members together, and each keeps its part.
    ///
    /// All members must bring the same lengths; parts for different members may have different ones.
    /// `combine` takes what the parts of lower ranks have given, and the next one's element, in the order
    /// of ranks.
    ///
    /// ```
    /// shmem::run(|shmem| -> shmem::Result<()> {
    ///     let world = shmem.world();
    ///     let forces = vec![1.5; 10 * world.n_ranks()];
    ///     let parts: Vec<_> = forces.chunks(10).collect();
    ///     let mine = world.reduce_scatter(&parts, |a, b| a + b);
    ///     assert_eq!(mine, [1.5 * world.n_ranks() as f64; 10]);
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If there is not one part for each member. A panic of `combine` ends the job. Collectives of this team
    /// panic if `combine` calls them.
    ///
    /// # Specification
    ///
    /// The standard has no such routine. Each member reads what it gets from the others.
    #[doc(alias = "MPI_Reduce_scatter")]
    #[track_caller]
    #[must_use]
    pub fn reduce_scatter<T: Element>(
        &self,
        parts: &[impl AsRef<[T]>],
        mut combine: impl FnMut(T, T) -> T,
    ) -> Vec<T> {
        let parts = self.one_for_each(parts);
        let _busy = self.enter();
        let received = self.move_parts((b"redscatt", "reduce_scatter"), 0, parts);
        let (me, lens) = (self.my_rank(), || received.iter().map(Vec::len));
        if let Some((rank, len)) = lens().enumerate().find(|&(_, len)| len != received[0].len()) {
            let first = received[0].len();
            let text = format!("rank 0 brings {first} elements for rank {me}, rank {rank} {len}");
            self.shmem.fail(&format!("the members come to one reduce_scatter with parts: {text}"));
        }
        let mut received = received.into_iter();
        let mut found = received.next().unwrap_or_default();
        for theirs in received {
            for (found, theirs) in found.iter_mut().zip(theirs) {
                *found = combine(*found, theirs);
            }
        }
        found
    }

    /// The parts as slices: whose they are is asked once, before anything happens.
    #[track_caller]
    fn one_for_each<'p, T>(&self, parts: &'p [impl AsRef<[T]>]) -> Vec<&'p [T]> {
        let (given, n) = (parts.len(), self.n_ranks());
        assert!(given == n, "{given} parts do not go to {n} members: each gets one");
        parts.iter().map(AsRef::as_ref).collect()
    }

    /// Sends each member its part, and gives what all have sent to this one.
    ///
    /// `said` has to be the same on all members. The team is busy.
    fn move_parts<T: Element>(
        &self,
        (tag, what): (&[u8; 8], &str),
        said: u64,
        mut parts: Vec<&[T]>,
    ) -> Vec<Vec<T>> {
        let me = self.my_rank();
        let own = mem::take(&mut parts[me.index()]);
        let stream = Stream::new(parts);
        let told = self.alltoall_within(&stream.places);

        let scratch = self.scratch.source();
        let lend = |window: &Range<usize>| {
            stream.within(window, |place, bytes| scratch.part(place).put(bytes, self.shmem.me));
        };
        let window = |start: usize| start..start + scratch.bytes();
        lend(&window(0));
        let mine = [said, size_of::<T>() as u64, self.scratch_place(), stream.bytes() as u64];
        let agreed = self.members().agree(tag, mine);
        let [min, max] = [agreed.min, agreed.max].map(|[said, size, place, _]| [said, size, place]);
        if min != max {
            self.disagree(what, min, max);
        }
        let [.., longest] = agreed.max;

        let places: Vec<_> = told.into_iter().map(|place| self.believed::<T>(place)).collect();
        let room = |place: &Range<usize>| vec![T::zeroed(); place.len()];
        let mut received: Vec<Vec<T>> = places.iter().map(room).collect();
        received[me.index()] = own.to_vec();
        for start in (0..longest as usize).step_by(scratch.bytes()) {
            let window = window(start);
            if start > 0 {
                lend(&window);
                self.members().agree(b"partsgo\0", []);
            }
            // Everybody begins with the member behind it, so that they do not crowd one.
            for rank in (1..self.n_ranks() as isize).map(|distance| me.wrapping_add(distance)) {
                let place = in_bytes::<T>(&places[rank.index()]);
                let Some(some) = common(&place, &window) else { continue };
                let into = cast_slice_mut::<T, u8>(&mut received[rank.index()]);
                let theirs = scratch.part(relative(&some, &window));
                theirs.get(&mut into[relative(&some, &place)], self.pe_numbered(rank.number()));
            }
            self.members().sync();
        }
        received
    }

    /// The part of a member's stream, if its place is one.
    fn believed<T>(&self, [start, end]: Place) -> Range<usize> {
        let place = start as usize..end as usize;
        if start > end || place.end.checked_mul(size_of::<T>()).is_none() {
            self.shmem.fail(&format!("a member has told that its part is from {start} to {end}"));
        }
        place
    }
}

/// What this PE has for the others.
struct Stream<'p, T> {
    parts: Vec<&'p [T]>,
    places: Vec<Place>,
}

impl<'p, T: Element> Stream<'p, T> {
    fn new(parts: Vec<&'p [T]>) -> Self {
        let mut end = 0_usize;
        let place = |part: &&[T]| {
            let start = end;
            let all = start.checked_add(part.len());
            end = all.filter(|all| all.checked_mul(size_of::<T>()).is_some()).expect(
                "parts that are together longer than the address space can not be sent at once",
            );
            [start as u64, end as u64]
        };
        Self { places: parts.iter().map(place).collect(), parts }
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(|part| size_of_val(*part)).sum()
    }

    /// Gives what of the stream is in a window, in bytes: where it is there, and what it is.
    fn within(&self, window: &Range<usize>, mut give: impl FnMut(Range<usize>, &[u8])) {
        for (part, &[start, end]) in self.parts.iter().zip(&self.places) {
            let place = in_bytes::<T>(&(start as usize..end as usize));
            if let Some(some) = common(&place, window) {
                give(relative(&some, window), &cast_slice::<T, u8>(part)[relative(&some, &place)]);
            }
        }
    }
}

fn in_bytes<T>(elements: &Range<usize>) -> Range<usize> {
    elements.start * size_of::<T>()..elements.end * size_of::<T>()
}

/// What is in both ranges, if anything is.
fn common(one: &Range<usize>, other: &Range<usize>) -> Option<Range<usize>> {
    let both = one.start.max(other.start)..one.end.min(other.end);
    (!both.is_empty()).then_some(both)
}

/// A range within another, counted from that one's beginning.
fn relative(range: &Range<usize>, whole: &Range<usize>) -> Range<usize> {
    range.start - whole.start..range.end - whole.start
}
