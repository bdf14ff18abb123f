//! Agreement of all PEs on the shape and the order of an array.

use ndarray::{Dimension, Shape};
use shmem::Shmem;

use super::layout::Layout;
use crate::error::{Asked, Error, Result};

/// So many words are compared at a time: those of all arrays with a type of their own.
const AT_ONCE: usize = 8;

/// The layout of an array that all PEs are about to allocate. Collective over the world.
///
/// Fails on every PE if they ask for different ones, or for one that no heap holds.
pub(super) fn agree<D: Dimension>(shmem: &Shmem, shape: Shape<D>) -> Result<Layout<D>> {
    let dim = shape.raw_dim().clone();
    let layout = Layout::contiguous(shape).ok();
    // An array that is both in C and in Fortran order is in either; so is one that is not to be.
    let fortran = layout.as_ref().is_some_and(|layout| !layout.is_standard());
    let mine = Asked { shape: dim.slice().to_vec(), fortran };
    // The number of axes comes first, so that PEs that go on have as many words.
    let head = [mine.shape.len(), usize::from(fortran)];
    let words: Vec<usize> = head.into_iter().chain(mine.shape.iter().copied()).collect();
    if words.chunks(AT_ONCE).all(|words| all_alike(shmem, words)) {
        layout.ok_or(Error::TooLarge { shape: mine.shape })
    } else {
        Err(difference(shmem, &mine))
    }
}

/// Whether all PEs bring the same words. Collective over the world.
fn all_alike(shmem: &Shmem, mine: &[usize]) -> bool {
    let mut least = [0; 2 * AT_ONCE];
    for (i, &word) in mine.iter().enumerate() {
        (least[i], least[AT_ONCE + i]) = (word, !word);
    }
    shmem.world().min_slice(&mut least);
    (0..mine.len()).all(|i| least[i] == !least[AT_ONCE + i])
}

/// What differs, for every PE. Collective over the world.
fn difference(shmem: &Shmem, mine: &Asked) -> Error {
    let world = shmem.world();
    let heads = world.fcollect(&[[mine.shape.len(), usize::from(mine.fortran)]]);
    let axes = world.collect(&mine.shape);
    let mut rest = axes.as_slice();
    let mut all = shmem.pes().zip(heads).map(|(pe, [ndim, fortran])| {
        let (shape, after) = rest.split_at(ndim);
        rest = after;
        (pe, Asked { shape: shape.to_vec(), fortran: fortran == 1 })
    });
    let one = all.next().expect("there is a PE 0");
    let other = all.find(|(_, asked)| *asked != one.1).expect("the PEs differ");
    Error::Asymmetric { one, other }
}
