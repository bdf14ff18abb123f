//! Agreeing on shapes before anything moves.
//!
//! The collectives underneath compare counts, and a count says nothing of a shape. So the members tell each other, by one
//! small fcollect, what they come to and with which shape. All look at the same table, and come to the same conclusion.

use std::ops::Range;

use ndarray::{Array, Dimension, IxDyn};
use shmem::Element;

use super::TeamArrays;
use super::join::joined;
use super::rules::{Operation, Shape, ShapeError};

/// Axes whose lengths go along at once. Arrays of more axes take another fcollect.
const AXES: usize = 6;

/// What a member says, as one array of words.
type Row = [u64; LENGTHS + AXES];

const OPERATION: Range<usize> = 0..3;
/// Bytes of an element.
const SIZE: usize = 3;
/// Whether its arrays can be used in place, and where they lie if they can.
const PLACE: Range<usize> = 4..7;
const NDIM: usize = 7;
/// Where the lengths along the first axes begin.
const LENGTHS: usize = 8;

/// Where a member's destination and source lie in their blocks, if a collective can use them there.
pub(super) type InPlace = Option<[usize; 2]>;

/// What members have agreed on.
pub(super) struct Met {
    operation: Operation,
    /// What each member brings.
    pub(super) shapes: Vec<Shape>,
    /// What this one gets.
    pub(super) result: Shape,
    /// Whether all members' arrays can be used where they lie, and do in the same place.
    pub(super) in_place: bool,
    me: usize,
}

impl TeamArrays<'_> {
    /// Meets the other members, each of which brings an array of this shape.
    #[track_caller]
    pub(super) fn meet<T: Element>(self, operation: Operation, shape: &[usize]) -> Met {
        self.meet_over::<T>(operation, shape, None)
    }

    /// As [`meet`](Self::meet), with where the arrays lie.
    #[track_caller]
    pub(super) fn meet_over<T: Element>(
        self,
        operation: Operation,
        shape: &[usize],
        in_place: InPlace,
    ) -> Met {
        let place = in_place.map_or([0; 3], |[dest, source]| [1, dest as u64, source as u64]);
        let mut row: Row = [0; _];
        row[OPERATION].copy_from_slice(&operation.words());
        row[SIZE] = size_of::<T>() as u64;
        row[PLACE].copy_from_slice(&place);
        row[NDIM] = shape.len() as u64;
        for (word, &length) in row[LENGTHS..].iter_mut().zip(shape) {
            *word = length as u64;
        }
        let table = self.team.fcollect(&[row]);
        compare(&table);
        let shapes = self.shapes(&table, shape);
        let me = self.team.my_rank().index();
        let in_place = place[0] == 1 && table.iter().all(|row| row[PLACE] == place);
        match operation.result(&shapes, me) {
            Ok(result) => Met { operation, shapes, result, in_place, me },
            Err(error) => panic!("{error}"),
        }
    }

    /// What each member brings.
    fn shapes(self, table: &[Row], mine: &[usize]) -> Vec<Shape> {
        if table.iter().all(|row| row[NDIM] <= AXES as u64) {
            let lengths = |row: &Row| row[LENGTHS..][..row[NDIM] as usize].to_vec();
            let shape = |row| lengths(row).into_iter().map(|length| length as usize).collect();
            return table.iter().map(shape).collect();
        }
        let mut lengths = self.team.collect(mine).into_iter();
        table.iter().map(|row| lengths.by_ref().take(row[NDIM] as usize).collect()).collect()
    }
}

impl Met {
    /// Joins what this member has got from all, one after the other.
    pub(super) fn joined<T: Element>(&self, all: Vec<T>) -> Vec<T> {
        let Some(axis) = self.operation.joins() else { return all };
        let n = self.shapes.len();
        let part = |shape: &Shape| self.operation.part(shape, n, self.me);
        joined(all, &self.shapes.iter().map(part).collect::<Vec<_>>(), axis)
    }

    /// An array of the elements that this member has got: as many as its shape says, unless a member lied.
    #[track_caller]
    pub(super) fn array<T, D: Dimension>(&self, elements: Vec<T>) -> Array<T, D> {
        match Array::from_shape_vec(self.dim::<D>(), elements) {
            Ok(array) => array,
            Err(_) => panic!("{}: a member has sent other elements than it said", self.operation),
        }
    }

    /// The shape of the result, as of an array of these axes.
    #[track_caller]
    pub(super) fn dim<D: Dimension>(&self) -> D {
        let Some(dim) = D::from_dimension(&IxDyn(&self.result)) else {
            let (operation, result) = (self.operation, self.result.clone());
            let axes = D::NDIM.unwrap_or(result.len());
            panic!("{}", ShapeError::Axes { operation, result, axes })
        };
        dim
    }

    /// Looks whether a destination takes the result.
    #[track_caller]
    pub(super) fn fits(&self, dest: &[usize]) {
        if let Err(error) = self.operation.fits(dest, &self.result) {
            panic!("{error}");
        }
    }
}

/// Looks whether all have come to the same operation, on elements of the same size.
#[track_caller]
fn compare(table: &[Row]) {
    let Some(other) = table.iter().position(|row| row[..=SIZE] != table[0][..=SIZE]) else {
        return;
    };
    let text = |row: &Row| match Operation::from_words([row[0], row[1], row[2]]) {
        Some(operation) => format!("{operation}, of elements of {} bytes", row[SIZE]),
        None => "something else".to_owned(),
    };
    panic!("rank 0 comes to {}; rank {other} comes to {}", text(&table[0]), text(&table[other]))
}
