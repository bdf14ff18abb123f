//! What collectives make of shapes: the one place that knows.
//!
//! [`Operation::result`] is the table of [`TeamArrays`](super::TeamArrays) as a function. Nothing here touches memory
//! or another PE.

use std::fmt;
use std::ops::Range;

use thiserror::Error;

/// Lengths by axis.
pub(crate) type Shape = Vec<usize>;

/// A collective, as far as shapes depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Broadcast { root: usize },
    BroadcastFrom { root: usize },
    Stack { axis: usize },
    Fcollect { axis: usize },
    Collect { axis: usize },
    Gather { axis: usize, root: usize },
    Scatter { axis: usize, root: usize },
    Alltoall { split: usize, join: usize },
    Elementwise,
    Along { axis: usize },
}

/// Shapes that do not go together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum ShapeError {
    #[error("{operation}: rank {} has {:?} and rank {} has {:?}, but {rule}", .sides[0].0, .sides[0].1, .sides[1].0, .sides[1].1)]
    Members { operation: Operation, sides: [(usize, Shape); 2], rule: &'static str },
    #[error("{operation}: there is no such axis in {shape:?}")]
    NoAxis { operation: Operation, shape: Shape },
    #[error("{operation}: {result:?} comes of it, which a destination of {dest:?} does not take")]
    Destination { operation: Operation, dest: Shape, result: Shape },
    #[error("{operation}: {result:?} comes of it, which is no array of {axes} axes")]
    Axes { operation: Operation, result: Shape, axes: usize },
    #[error(
        "{operation}: the lengths of {shape:?} and of what the others have are too many together"
    )]
    TooLong { operation: Operation, shape: Shape },
}

const EQUAL: &str = "all must have the same shape";
const BUT_ONE: &str = "all lengths but those along that axis must be the same";

impl Operation {
    /// The shape that member `me` gets when the members bring `shapes`.
    pub(crate) fn result(self, shapes: &[Shape], me: usize) -> Result<Shape, ShapeError> {
        let (n, mine) = (shapes.len(), &shapes[me]);
        let along = |axis: usize, length: &dyn Fn(&Shape) -> usize| {
            let all = shapes.iter().try_fold(0_usize, |all, shape| all.checked_add(length(shape)));
            let all = all.ok_or(ShapeError::TooLong { operation: self, shape: mine.clone() })?;
            Ok(with(mine, axis, all))
        };
        self.check_axes(&shapes[self.only().unwrap_or(me)])?;
        self.compare(shapes)?;
        match self {
            Self::Broadcast { .. } | Self::Elementwise => Ok(mine.clone()),
            Self::BroadcastFrom { root } => Ok(shapes[root].clone()),
            Self::Scatter { root, .. } => Ok(self.part(&shapes[root], n, me)),
            Self::Stack { axis } => Ok([&mine[..axis], &[n], &mine[axis..]].concat()),
            Self::Fcollect { axis } | Self::Collect { axis } | Self::Gather { axis, .. } => {
                along(axis, &|shape| shape[axis])
            }
            Self::Alltoall { split, join } => {
                let joined = along(join, &|shape| self.part(shape, n, me)[join])?;
                Ok(if split == join { joined } else { self.part(&joined, n, me) })
            }
            Self::Along { axis } => Ok([&mine[..axis], &mine[axis + 1..]].concat()),
        }
    }

    /// Whether a destination takes what comes of it.
    pub(crate) fn fits(self, dest: &[usize], result: &[usize]) -> Result<(), ShapeError> {
        if dest == result {
            return Ok(());
        }
        let (dest, result) = (dest.to_vec(), result.to_vec());
        Err(ShapeError::Destination { operation: self, dest, result })
    }

    /// The shape of what member `i` of `n` gets of a member that brings `shape`.
    pub(crate) fn part(self, shape: &[usize], n: usize, i: usize) -> Shape {
        match self {
            Self::Stack { axis } => [&shape[..axis], &[1], &shape[axis..]].concat(),
            Self::Scatter { axis, .. } | Self::Alltoall { split: axis, .. } => {
                with(shape, axis, share(shape[axis], n, i).len())
            }
            _ => shape.to_vec(),
        }
    }

    /// The axis along which what members get is joined.
    pub(crate) fn joins(self) -> Option<usize> {
        match self {
            Self::Stack { axis }
            | Self::Fcollect { axis }
            | Self::Collect { axis }
            | Self::Gather { axis, .. }
            | Self::Alltoall { join: axis, .. } => Some(axis),
            _ => None,
        }
    }

    /// The only member whose shape matters, where that is so.
    fn only(self) -> Option<usize> {
        match self {
            Self::BroadcastFrom { root } | Self::Scatter { root, .. } => Some(root),
            _ => None,
        }
    }

    /// The axis along which members may have different lengths.
    fn free_axis(self) -> Option<usize> {
        match self {
            Self::Collect { axis } | Self::Gather { axis, .. } | Self::Along { axis } => Some(axis),
            Self::Alltoall { join, .. } => Some(join),
            _ => None,
        }
    }

    fn check_axes(self, shape: &Shape) -> Result<(), ShapeError> {
        let there = match self {
            Self::Broadcast { .. } | Self::BroadcastFrom { .. } | Self::Elementwise => true,
            Self::Stack { axis } => axis <= shape.len(),
            Self::Alltoall { split, join } => split.max(join) < shape.len(),
            Self::Fcollect { axis }
            | Self::Collect { axis }
            | Self::Gather { axis, .. }
            | Self::Scatter { axis, .. }
            | Self::Along { axis } => axis < shape.len(),
        };
        there.then_some(()).ok_or(ShapeError::NoAxis { operation: self, shape: shape.clone() })
    }

    /// Compares all shapes with the first one.
    fn compare(self, shapes: &[Shape]) -> Result<(), ShapeError> {
        if self.only().is_some() {
            return Ok(());
        }
        let free = self.free_axis();
        let fixed = |shape: &Shape| match free {
            Some(axis) if axis < shape.len() => with(shape, axis, 0),
            _ => shape.clone(),
        };
        let first = fixed(&shapes[0]);
        let Some(other) = shapes.iter().position(|shape| fixed(shape) != first) else {
            return Ok(());
        };
        let side = |rank: usize| (rank, shapes[rank].clone());
        let rule = if free.is_some() { BUT_ONE } else { EQUAL };
        Err(ShapeError::Members { operation: self, sides: [side(0), side(other)], rule })
    }

    /// How members compare it: exactly, and not by hash.
    pub(crate) fn words(self) -> [u64; 3] {
        let words = |kind: u64, one: usize, other: usize| [kind, one as u64, other as u64];
        match self {
            Self::Broadcast { root } => words(1, root, 0),
            Self::Stack { axis } => words(2, axis, 0),
            Self::Fcollect { axis } => words(3, axis, 0),
            Self::Collect { axis } => words(4, axis, 0),
            Self::Gather { axis, root } => words(5, axis, root),
            Self::Scatter { axis, root } => words(6, axis, root),
            Self::Alltoall { split, join } => words(7, split, join),
            Self::Elementwise => words(8, 0, 0),
            Self::Along { axis } => words(9, axis, 0),
            Self::BroadcastFrom { root } => words(10, root, 0),
        }
    }

    /// What another member has said by [`words`](Self::words), if it has said any.
    pub(crate) fn from_words([kind, one, other]: [u64; 3]) -> Option<Self> {
        let (one, other) = (one as usize, other as usize);
        match kind {
            1 => Some(Self::Broadcast { root: one }),
            2 => Some(Self::Stack { axis: one }),
            3 => Some(Self::Fcollect { axis: one }),
            4 => Some(Self::Collect { axis: one }),
            5 => Some(Self::Gather { axis: one, root: other }),
            6 => Some(Self::Scatter { axis: one, root: other }),
            7 => Some(Self::Alltoall { split: one, join: other }),
            8 => Some(Self::Elementwise),
            9 => Some(Self::Along { axis: one }),
            10 => Some(Self::BroadcastFrom { root: one }),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broadcast { root } | Self::BroadcastFrom { root } => {
                write!(f, "a broadcast from rank {root}")
            }
            Self::Stack { axis } => write!(f, "a stack along the new axis {axis}"),
            Self::Fcollect { axis } => write!(f, "an fcollect along axis {axis}"),
            Self::Collect { axis } => write!(f, "a collect along axis {axis}"),
            Self::Gather { axis, root } => write!(f, "a gather along axis {axis} to rank {root}"),
            Self::Scatter { axis, root } => {
                write!(f, "a scatter along axis {axis} from rank {root}")
            }
            Self::Alltoall { split, join } => {
                write!(f, "an alltoall from axis {split} to axis {join}")
            }
            Self::Elementwise => f.write_str("a reduction element by element"),
            Self::Along { axis } => write!(f, "a reduction along axis {axis}"),
        }
    }
}

/// What part `i` of `n` is of a length that is cut into parts as equal as can be, the longer ones first.
pub(crate) fn share(len: usize, n: usize, i: usize) -> Range<usize> {
    let (least, longer) = (len / n, len % n);
    let start = |i: usize| i * least + i.min(longer);
    start(i)..start(i + 1)
}

fn with(shape: &[usize], axis: usize, length: usize) -> Shape {
    let mut shape = shape.to_vec();
    shape[axis] = length;
    shape
}
