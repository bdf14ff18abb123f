//! What members of a team come to when they agree on a few words.

/// What all members of a team said, word by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed<const N: usize> {
    /// The smallest that any member said.
    pub min: [u64; N],
    /// The largest.
    pub max: [u64; N],
    /// The bits that every member set.
    pub all: [u64; N],
}

impl<const N: usize> Agreed<N> {
    /// What one member says.
    #[must_use]
    pub fn alone(mine: [u64; N]) -> Self {
        Self { min: mine, max: mine, all: mine }
    }

    /// What two groups of members say together; they may have members in common.
    pub fn merge(&mut self, other: &Self) {
        for i in 0..N {
            self.min[i] = self.min[i].min(other.min[i]);
            self.max[i] = self.max[i].max(other.max[i]);
            self.all[i] &= other.all[i];
        }
    }
}
