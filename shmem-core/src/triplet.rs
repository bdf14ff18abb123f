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

#[cfg(test)]
mod tests {
    use super::Triplet;

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
