//! An unbalanced tree that needs no memory: a node is a number, and tells its children when it is hashed.
//!
//! As the binomial trees of UTS, the Unbalanced Tree Search benchmark: any node has either no children or
//! [`CHILDREN`] of them, so that it may be the last of its branch as well as the root of most of the tree.

/// How many children a node has, if it has any.
const CHILDREN: usize = 4;

/// The probability of having some: 0.99 children on average, so the tree is finite, but only just.
const PROBABILITY: f64 = 0.99 / CHILDREN as f64;

/// The nodes below the root.
pub(crate) fn branches(seed: u64, n: u32) -> Vec<u64> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..n).map(|_| random.u64(..)).collect()
}

/// The nodes below any other.
pub(crate) fn children(node: u64) -> impl Iterator<Item = u64> {
    let mut random = fastrand::Rng::with_seed(node);
    let n = if random.f64() < PROBABILITY { CHILDREN } else { 0 };
    (0..n).map(move |_| random.u64(..))
}

/// Which nodes have been seen, in short.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How many.
    pub(crate) nodes: u64,
    /// All of them, by exclusive or.
    pub(crate) digest: u64,
}

impl Tally {
    /// Counts one more.
    pub(crate) fn count(&mut self, node: u64) {
        self.nodes += 1;
        self.digest ^= node;
    }
}

/// What one PE finds that searches the whole tree.
pub(crate) fn alone(seed: u64, n: u32) -> Tally {
    let mut tally = Tally::default();
    let mut nodes = branches(seed, n);
    while let Some(node) = nodes.pop() {
        tally.count(node);
        nodes.extend(children(node));
    }
    tally
}
