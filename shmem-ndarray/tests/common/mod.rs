//! What tests of collectives share: teams, and arrays of every layout.

use ndarray::Slice;
use ndarray::prelude::*;
use shmem::{Shmem, Team};
use shmem_ndarray::{SymArrayD, SymArrayView};

/// Shapes of 0 to 7 axes, with lengths of 0 and 1 among them.
pub(crate) const SHAPES: &[&[usize]] = &[
    &[],
    &[3],
    &[0],
    &[2, 3],
    &[1, 4],
    &[3, 0],
    &[2, 3, 2],
    &[2, 1, 2, 3, 2],
    &[1, 2, 1, 1, 2, 1, 3],
];

/// How an array lies: in C order, in Fortran order, every second element backwards, with its axes reversed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lies {
    C,
    Fortran,
    Backwards,
    Reversed,
}

pub(crate) const ALL: [Lies; 4] = [Lies::C, Lies::Fortran, Lies::Backwards, Lies::Reversed];

/// A member's array: no two of its elements are next to each other in order, and no two members' arrays are equal.
pub(crate) fn brought(shape: &[usize], rank: usize) -> ArrayD<i64> {
    let mut i = 0;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        i += 1;
        (rank as i64 + 3) * (i * 31 % 101) - 700
    })
}

/// The same array, lying like that.
pub(crate) fn laid(array: &ArrayD<i64>, lies: Lies) -> ArrayD<i64> {
    match lies {
        Lies::C => array.clone(),
        Lies::Fortran | Lies::Reversed => {
            array.t().as_standard_layout().into_owned().reversed_axes()
        }
        Lies::Backwards => {
            let mut turned = array.clone();
            (0..array.ndim()).for_each(|axis| turned.invert_axis(Axis(axis)));
            let mut turned = turned.as_standard_layout().into_owned();
            (0..array.ndim()).for_each(|axis| turned.invert_axis(Axis(axis)));
            turned
        }
    }
}

/// A symmetric array that has room for views that lie in some way.
pub(crate) struct Room<'rt> {
    array: SymArrayD<'rt, i64>,
    lies: Lies,
}

impl<'rt> Room<'rt> {
    /// Room for views of up to these lengths.
    pub(crate) fn new(shmem: &'rt Shmem, most: &[usize], lies: Lies) -> Self {
        let mut most = most.to_vec();
        match lies {
            Lies::Backwards => most.iter_mut().for_each(|length| *length *= 2),
            Lies::Reversed => most.reverse(),
            Lies::C | Lies::Fortran => {}
        }
        let array = match lies {
            Lies::Fortran => SymArrayD::zeros(shmem, IxDyn(&most).f()),
            _ => SymArrayD::zeros(shmem, IxDyn(&most)),
        };
        Self { array: array.expect("room in the heap"), lies }
    }

    /// A view of this shape.
    pub(crate) fn view(&self, shape: &[usize]) -> SymArrayView<'_, i64, IxDyn> {
        let reversed = matches!(self.lies, Lies::Reversed);
        let mut view = if reversed { self.array.t() } else { self.array.view() };
        for (axis, &length) in shape.iter().enumerate() {
            let length = length as isize;
            let slice = match self.lies {
                Lies::Backwards => Slice::new(0, Some(2 * length), -2),
                _ => Slice::new(0, Some(length), 1),
            };
            view = view.slice_axis(Axis(axis), slice);
        }
        view
    }
}

/// Runs a check on all PEs, on rows and on columns of them.
pub(crate) fn over_teams(shmem: &Shmem, mut check: impl FnMut(&Team<'_>)) {
    let world = shmem.world();
    check(&world);
    let grid = world.grid(3).expect("there is room for teams");
    check(&grid.x);
    check(&grid.y);
    world.barrier();
}
