//! Where messages go to and come from, and what they are told apart by.

/// Where a message goes: a rank, as a number, or nobody, as `None`.
///
/// ```
/// use mpi_shim::Target;
///
/// assert_eq!(Target::from(3), Target::Rank(3));
/// assert_eq!(Target::from(None), Target::Nobody);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The process of this rank.
    Rank(usize),
    /// Nobody: sending is done at once. MPI's `MPI_PROC_NULL`.
    Nobody,
}

/// Where a message comes from: a rank, as a number, nobody, as `None`, or anybody.
///
/// ```
/// use mpi_shim::Source;
///
/// assert_eq!(Source::from(3), Source::Rank(3));
/// assert_eq!(Source::from(None), Source::Nobody);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The process of this rank.
    Rank(usize),
    /// Any process. MPI's `MPI_ANY_SOURCE`.
    Any,
    /// Nobody: receiving is done at once, and nothing comes. MPI's `MPI_PROC_NULL`.
    Nobody,
}

/// What a message is told apart by: a number, or none in particular.
///
/// ```
/// assert_eq!(mpi_shim::Tag::from(3), mpi_shim::Tag::Is(3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// This number.
    Is(i32),
    /// Any number. MPI's `MPI_ANY_TAG`.
    Any,
}

impl From<i32> for Tag {
    #[inline]
    fn from(tag: i32) -> Self {
        Self::Is(tag)
    }
}

/// Ranks are `usize`, and literals `i32` where nothing says otherwise. What is below 0 is a rank that there
/// never is, which the call says.
macro_rules! from_ranks {
    ($($ty:ident)*) => {$(
        impl From<usize> for $ty {
            #[inline]
            fn from(rank: usize) -> Self {
                Self::Rank(rank)
            }
        }

        impl From<i32> for $ty {
            #[inline]
            fn from(rank: i32) -> Self {
                Self::Rank(rank as usize)
            }
        }

        impl From<Option<usize>> for $ty {
            #[inline]
            fn from(rank: Option<usize>) -> Self {
                rank.map_or(Self::Nobody, Self::Rank)
            }
        }
    )*};
}

from_ranks! { Target Source }
