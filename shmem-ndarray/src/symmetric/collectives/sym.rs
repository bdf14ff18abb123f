//! Symmetric arrays in collectives: in place where they can be, by private copies where not.

use ndarray::{Array, Dimension};
use shmem::{Element, SymSlice};

use super::TeamArrays;
use super::meeting::{InPlace, Met};
use super::rules::Operation;
use crate::symmetric::base::SymArrayBase;
use crate::symmetric::storage::Shared;

/// A destination and a source that the library's collectives take as they are.
pub(super) type Slices<'d, 's, T> = (SymSlice<'d, T>, SymSlice<'s, T>);

impl TeamArrays<'_> {
    /// Meets the other members over a destination and a source. Gives the elements of both where all members' lie
    /// so that a collective can work on them: in C order, in the same places, and apart. `allowed` says whether one can
    /// at all, of arrays of this shape.
    #[track_caller]
    pub(super) fn meet_sym<'d, 's, T: Element, D: Dimension, E: Dimension>(
        self,
        operation: Operation,
        dest: &'d SymArrayBase<impl Shared<Elem = T>, E>,
        source: &'s SymArrayBase<impl Shared<Elem = T>, D>,
        allowed: bool,
    ) -> (Met, Option<Slices<'d, 's, T>>) {
        let both = consecutive(dest).zip(consecutive(source)).filter(|(to, from)| {
            let exact = operation == Operation::Elementwise && to.as_ptr() == from.as_ptr();
            allowed && (exact || are_apart(*to, *from))
        });
        let place: InPlace = both.map(|_| [dest.layout.first(), source.layout.first()]);
        let met = self.meet_over::<T>(operation, source.shape(), place);
        met.fits(dest.shape());
        let both = both.filter(|_| met.in_place);
        (met, both)
    }
}

/// An array's elements, if they are consecutive in the order of their indices.
fn consecutive<T: Element, D: Dimension>(
    array: &SymArrayBase<impl Shared<Elem = T>, D>,
) -> Option<SymSlice<'_, T>> {
    let first = array.layout.first();
    array.is_standard_layout().then(|| array.storage.as_slice().slice(first..first + array.len()))
}

fn are_apart<T: Element>(one: SymSlice<'_, T>, other: SymSlice<'_, T>) -> bool {
    let bytes = |slice: SymSlice<'_, T>| {
        let start = slice.as_ptr().addr();
        (start, start + slice.len() * size_of::<T>())
    };
    let ((start, end), (other_start, other_end)) = (bytes(one), bytes(other));
    end <= other_start || other_end <= start
}

/// A private copy of an array's elements in the order of their indices.
pub(super) fn elements<T: Element, D: Dimension>(
    array: &SymArrayBase<impl Shared<Elem = T>, D>,
) -> Vec<T> {
    let copy = array.to_array();
    if copy.is_standard_layout() {
        copy.into_raw_vec_and_offset().0
    } else {
        copy.iter().copied().collect()
    }
}

/// Overwrites an array with elements in the order of their indices.
#[track_caller]
pub(super) fn store<T: Element, D: Dimension>(
    array: &SymArrayBase<impl Shared<Elem = T>, D>,
    met: &Met,
    elements: Vec<T>,
) {
    let elements: Array<T, D> = met.array(elements);
    array.assign_from(&elements);
}

/// Overwrites an array with what comes of an operation.
#[track_caller]
pub(super) fn assign<T: Element, D: Dimension>(
    array: &SymArrayBase<impl Shared<Elem = T>, D>,
    operation: Operation,
    result: &Array<T, D>,
) {
    if let Err(error) = operation.fits(array.shape(), result.shape()) {
        panic!("{error}");
    }
    array.assign_from(result);
}
