//! Teams as numbers: which PEs of the world are in them, and in which order.

use core::ffi::c_int;

/// A team as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triplet {
    /// The world's number of the first member.
    pub start: usize,
    /// From member to member.
    pub stride: isize,
    /// How many members.
    pub size: usize,
}

impl Triplet {
    /// The world's number of a member.
    pub fn pe(&self, rank: usize) -> usize {
        (self.start as isize + rank as isize * self.stride) as usize
    }

    /// Which member a PE of the world is, if it is one.
    pub fn rank_of(&self, pe: usize) -> Option<usize> {
        let distance = pe as isize - self.start as isize;
        let rank = match self.stride {
            0 => (distance == 0).then_some(0)?,
            stride => (distance % stride == 0).then_some(distance / stride)?,
        };
        usize::try_from(rank).ok().filter(|&rank| rank < self.size)
    }

    /// Some of this team's members as a team, if the numbers are good.
    pub fn part(&self, start: c_int, stride: c_int, size: c_int) -> Option<Self> {
        let (start, stride, size) = (i64::from(start), i64::from(stride), i64::from(size));
        let members = 0..self.size as i64;
        let last = start + (size - 1) * stride;
        let good = size >= 1
            && (stride != 0 || size == 1)
            && members.contains(&start)
            && members.contains(&last);
        good.then(|| Self {
            start: self.pe(start as usize),
            stride: stride as isize * self.stride,
            size: size as usize,
        })
    }
}

/// The members of a team laid out in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    all: Triplet,
    width: usize,
}

impl Grid {
    /// Rows of `width` members, or of all if there are not as many; `None` for a width below one.
    pub fn new(all: Triplet, width: c_int) -> Option<Self> {
        let width = usize::try_from(width).ok().filter(|&width| width > 0)?;
        Some(Self { all, width: width.min(all.size) })
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.width
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.all.size.div_ceil(self.width)
    }

    /// The members of a row; the last one may have fewer.
    pub fn row(&self, y: usize) -> Triplet {
        let first = y * self.width;
        let size = self.width.min(self.all.size - first);
        Triplet { start: self.all.pe(first), stride: self.all.stride, size }
    }

    /// The members of a column.
    pub fn column(&self, x: usize) -> Triplet {
        let size = (self.all.size - x).div_ceil(self.width);
        Triplet { start: self.all.pe(x), stride: self.all.stride * self.width as isize, size }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grid, Triplet};

    #[test]
    fn a_grid_has_rows_and_columns() {
        let grid = Grid::new(Triplet { start: 9, stride: -1, size: 7 }, 3).unwrap();
        assert_eq!((grid.columns(), grid.rows()), (3, 3));
        let members = |t: Triplet| (0..t.size).map(|rank| t.pe(rank)).collect::<Vec<_>>();
        let rows: Vec<_> = (0..3).map(|y| members(grid.row(y))).collect();
        assert_eq!(rows, [vec![9, 8, 7], vec![6, 5, 4], vec![3]]);
        let columns: Vec<_> = (0..3).map(|x| members(grid.column(x))).collect();
        assert_eq!(columns, [vec![9, 6, 3], vec![8, 5], vec![7, 4]]);
        let all = Triplet { start: 0, stride: 1, size: 4 };
        assert_eq!(Grid::new(all, 9).unwrap().columns(), 4);
        assert_eq!(Grid::new(all, 0), None);
        assert_eq!(Grid::new(all, -1), None);
    }

    #[test]
    fn a_part_of_a_part_is_a_triplet() {
        let world = Triplet { start: 0, stride: 1, size: 12 };
        let odd = world.part(1, 2, 6).unwrap();
        assert_eq!((0..6).map(|r| odd.pe(r)).collect::<Vec<_>>(), [1, 3, 5, 7, 9, 11]);
        let back = odd.part(4, -2, 3).unwrap();
        assert_eq!((0..3).map(|r| back.pe(r)).collect::<Vec<_>>(), [9, 5, 1]);
        assert_eq!(back.rank_of(5), Some(1));
        assert_eq!(back.rank_of(3), None);
        assert_eq!(back.rank_of(13), None);
        assert_eq!(world.part(3, 0, 1).unwrap().pe(0), 3);
    }

    #[test]
    fn bad_triplets_are_refused() {
        let world = Triplet { start: 0, stride: 1, size: 4 };
        for (start, stride, size) in [
            (0, 1, 0),
            (0, 1, -1),
            (-1, 1, 1),
            (4, 1, 1),
            (0, 1, 5),
            (0, 0, 2),
            (1, -1, 3),
            (2, 2, 2),
            (0, i32::MAX, i32::MAX),
            (3, i32::MIN, 2),
        ] {
            assert_eq!(world.part(start, stride, size), None, "{start} {stride} {size}");
        }
    }
}
