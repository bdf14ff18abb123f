//! Where processes of a grid are: the standard numbers them row by row, the last axis fastest.

/// The shape of a grid. None of its sizes is 0, and their product is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid<const N: usize> {
    pub(super) dims: [usize; N],
    pub(super) periodic: [bool; N],
}

impl<const N: usize> Grid<N> {
    /// How many processes there are.
    pub(super) fn size(&self) -> usize {
        self.dims.iter().product()
    }

    pub(super) fn coords(&self, rank: usize) -> Option<[usize; N]> {
        if rank >= self.size() {
            return None;
        }
        let (mut coords, mut rest) = ([0; N], rank);
        for (at, size) in coords.iter_mut().zip(self.dims).rev() {
            *at = rest % size;
            rest /= size;
        }
        Some(coords)
    }

    /// `None` beyond the end of an axis that does not go around.
    pub(super) fn rank_of(&self, coords: [isize; N]) -> Option<usize> {
        let mut rank = 0;
        for ((at, size), periodic) in coords.into_iter().zip(self.dims).zip(self.periodic) {
            let at = if periodic { at.rem_euclid(size as isize) } else { at };
            let at = usize::try_from(at).ok().filter(|&at| at < size)?;
            rank = rank * size + at;
        }
        Some(rank)
    }

    /// Who is `by` steps further along an axis than who is here.
    pub(super) fn along(&self, here: [usize; N], axis: usize, by: i128) -> Option<usize> {
        let (mut there, mut at) = (here.map(|at| at as isize), here[axis] as i128 + by);
        if self.periodic[axis] {
            at = at.rem_euclid(self.dims[axis] as i128);
        }
        there[axis] = isize::try_from(at).ok()?;
        self.rank_of(there)
    }

    /// One step back and one forward, along each axis.
    pub(super) fn neighbours(&self, here: [usize; N]) -> [[Option<usize>; 2]; N] {
        std::array::from_fn(|axis| [-1, 1].map(|by| self.along(here, axis, by)))
    }

    /// Whether a process can be a neighbour of another one on both sides.
    pub(super) fn meets_itself(&self) -> bool {
        self.dims.iter().zip(self.periodic).any(|(&size, periodic)| periodic && size <= 2)
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    const GRID: Grid<3> = Grid { dims: [2, 3, 4], periodic: [false, true, false] };

    #[test]
    fn ranks_are_row_by_row() {
        let mut rank = 0;
        for (i, j) in (0..2).flat_map(|i| (0..3).map(move |j| (i, j))) {
            for k in 0..4 {
                assert_eq!(GRID.coords(rank), Some([i, j, k]));
                assert_eq!(GRID.rank_of([i as isize, j as isize, k as isize]), Some(rank));
                rank += 1;
            }
        }
        assert_eq!((GRID.size(), GRID.coords(rank)), (rank, None));
    }

    #[test]
    fn periodic_axes_go_around_and_others_end() {
        assert_eq!(GRID.rank_of([0, -1, 0]), GRID.rank_of([0, 2, 0]));
        assert_eq!(GRID.rank_of([0, isize::MIN, 0]), GRID.rank_of([0, isize::MIN % 3 + 3, 0]));
        assert_eq!(GRID.rank_of([2, 0, 0]), None);
        assert_eq!(GRID.rank_of([0, 0, -1]), None);
        assert_eq!(
            GRID.along([1, 2, 3], 1, i64::MAX.into()),
            GRID.rank_of([1, 2 + isize::MAX % 3, 3])
        );
        assert_eq!(GRID.along([1, 2, 3], 2, i64::MAX.into()), None);
        assert_eq!(GRID.along([1, 2, 3], 0, -1), GRID.rank_of([0, 2, 3]));
        assert_eq!(GRID.along([1, 2, 3], 2, i64::MIN.into()), None);
    }
}
