//! Which blocks there are, and which of them their owners have dropped.
//!
//! Blocks are taken and given back by agreement only, so the table holds the same ids in the same
//! order on every PE; what differs is who has dropped what. A PE says that with one bit per block of
//! a *window*: some blocks in the order of their ids, beginning where the last window ended and going
//! round. Windows are equal everywhere too, so bits with one place mean one block.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

/// Words of marks that travel in one agreement.
pub(crate) const MARK_WORDS: usize = 16;

/// Blocks in a full window.
const WINDOW: usize = MARK_WORDS * u64::BITS as usize;

/// Names a block for as long as the process lives, equally on every PE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BlockId(u64);

impl BlockId {
    /// An id that was never given before, in this session or another.
    fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Relaxed))
    }

    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

/// What is to be given back for a block: nothing if it has no bytes.
pub(crate) type Memory = Option<NonNull<u8>>;

struct Entry {
    memory: Memory,
    dropped: bool,
}

/// The table of blocks.
#[derive(Default)]
pub(crate) struct Registry {
    blocks: BTreeMap<BlockId, Entry>,
    last_of_window: Option<BlockId>,
}

impl Registry {
    /// Enters a block.
    pub(crate) fn enter(&mut self, memory: Memory) -> BlockId {
        let id = BlockId::fresh();
        self.blocks.insert(id, Entry { memory, dropped: false });
        id
    }

    /// Notes that this PE's owner of a block is gone. All that dropping a block does.
    pub(crate) fn mark(&mut self, id: BlockId) {
        if let Some(entry) = self.blocks.get_mut(&id) {
            entry.dropped = true;
        }
    }

    /// Removes all blocks; gives them by id.
    pub(crate) fn remove_all(&mut self) -> Vec<Memory> {
        std::mem::take(&mut self.blocks).into_values().map(|entry| entry.memory).collect()
    }

    /// How many windows go once round all blocks; at least one.
    pub(crate) fn windows(&self) -> usize {
        self.blocks.len().div_ceil(WINDOW).max(1)
    }

    /// The next window's blocks.
    pub(crate) fn window(&self) -> Vec<BlockId> {
        let begin = self.last_of_window.map_or(Unbounded, Excluded);
        let ahead = self.blocks.range((begin, Unbounded));
        ahead.chain(&self.blocks).map(|(id, _)| *id).take(WINDOW.min(self.blocks.len())).collect()
    }

    /// The marks of a window's blocks.
    pub(crate) fn marks(&self, window: &[BlockId]) -> [u64; MARK_WORDS] {
        let mut marks = [0; MARK_WORDS];
        for (i, id) in window.iter().enumerate() {
            marks[i / 64] |= u64::from(self.blocks[id].dropped) << (i % 64);
        }
        marks
    }

    /// Removes a window's blocks that every PE has marked; gives what was removed, by id.
    pub(crate) fn remove(
        &mut self,
        window: &[BlockId],
        agreed: &[u64; MARK_WORDS],
    ) -> Vec<(BlockId, Memory)> {
        self.last_of_window = window.last().copied();
        let all = |i: usize| agreed[i / 64] >> (i % 64) & 1 == 1;
        let gone = window.iter().enumerate().filter(|&(i, _)| all(i)).map(|(_, id)| *id);
        let mut removed: Vec<_> =
            gone.filter_map(|id| self.blocks.remove(&id).map(|entry| (id, entry.memory))).collect();
        removed.sort_by_key(|&(id, _)| id);
        removed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What two PEs with these tables would agree to free.
    fn settle(a: &mut Registry, b: &mut Registry) -> usize {
        let (at, bt) = (a.window(), b.window());
        assert_eq!(at.len(), bt.len(), "windows are equal on every PE");
        let (am, bm) = (a.marks(&at), b.marks(&bt));
        let all = std::array::from_fn(|i| am[i] & bm[i]);
        let removed = a.remove(&at, &all).len();
        assert_eq!(b.remove(&bt, &all).len(), removed);
        removed
    }

    #[test]
    fn a_block_goes_when_all_have_dropped_it_in_whatever_order() {
        let (mut a, mut b) = (Registry::default(), Registry::default());
        let ids: Vec<_> = (0..3).map(|_| (a.enter(None), b.enter(None))).collect();
        a.mark(ids[2].0);
        b.mark(ids[0].1);
        assert_eq!(settle(&mut a, &mut b), 0);
        a.mark(ids[0].0);
        assert_eq!(settle(&mut a, &mut b), 1);
        b.mark(ids[2].1);
        b.mark(ids[0].1);
        assert_eq!(settle(&mut a, &mut b), 1);
        assert_eq!((a.blocks.len(), b.blocks.len()), (1, 1));
    }

    #[test]
    fn windows_go_round_all_blocks() {
        let (mut a, mut b) = (Registry::default(), Registry::default());
        let ids: Vec<_> = (0..2 * WINDOW + 10).map(|_| (a.enter(None), b.enter(None))).collect();
        let last = ids[2 * WINDOW + 3];
        a.mark(last.0);
        b.mark(last.1);
        assert_eq!(a.windows(), 3);
        let freed: Vec<_> = (0..3).map(|_| settle(&mut a, &mut b)).collect();
        assert_eq!(freed, [0, 0, 1]);
        for &(id, other) in &ids {
            a.mark(id);
            b.mark(other);
        }
        let freed: usize = (0..3).map(|_| settle(&mut a, &mut b)).sum();
        assert_eq!(freed, ids.len() - 1);
        assert_eq!((a.windows(), a.window()), (1, Vec::new()));
    }

    #[test]
    fn an_id_is_never_given_twice() {
        let mut registry = Registry::default();
        let first = registry.enter(None);
        registry.mark(first);
        let window = registry.window();
        let marks = registry.marks(&window);
        assert_eq!(registry.remove(&window, &marks).len(), 1);
        assert!(registry.enter(None) > first);
        assert!(Registry::default().enter(None) > first);
    }
}
