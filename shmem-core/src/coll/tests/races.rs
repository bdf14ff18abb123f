//! Finds accesses that no rendezvous orders, whatever the timing of the run that made them.

/// One PE's access to a stretch of symmetric memory.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// Rendezvous that the PE had passed before.
    pub(super) epoch: usize,
    /// Who made it.
    pub(super) by: usize,
    /// Where, counted from the beginning of PE 0's heap.
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) write: bool,
}

#[derive(Clone, Copy, Default)]
struct Byte {
    writer: Option<usize>,
    reader: Option<usize>,
    more_readers: bool,
}

impl Byte {
    /// Whether the access conflicts with earlier ones of the same epoch.
    fn touch(&mut self, by: usize, write: bool) -> bool {
        let other = |pe: Option<usize>| pe.is_some_and(|pe| pe != by);
        if write {
            let conflict = other(self.writer) || other(self.reader) || self.more_readers;
            self.writer = Some(by);
            conflict
        } else {
            self.more_readers |= other(self.reader);
            self.reader = Some(by);
            other(self.writer)
        }
    }
}

/// Panics when two PEs touch a byte between the same two rendezvous and one of them writes.
pub(super) fn assert_none(mut log: Vec<Access>, bytes: usize) {
    log.sort_by_key(|access| access.epoch);
    for epoch in log.chunk_by(|a, b| a.epoch == b.epoch) {
        let mut memory = vec![Byte::default(); bytes];
        for access in epoch {
            for (i, byte) in memory[access.start..][..access.len].iter_mut().enumerate() {
                assert!(
                    !byte.touch(access.by, access.write),
                    "byte {}: {access:?} races with another PE",
                    access.start + i
                );
            }
        }
    }
}

#[test]
fn conflicts_are_found() {
    let access = |epoch, by, start, write| Access { epoch, by, start, len: 4, write };
    let races = |log: &[Access]| {
        let log = log.to_vec();
        std::panic::catch_unwind(|| assert_none(log, 16)).is_err()
    };
    assert!(races(&[access(0, 0, 0, true), access(0, 1, 3, true)]));
    assert!(races(&[access(0, 0, 0, true), access(0, 1, 3, false)]));
    assert!(races(&[access(0, 0, 0, false), access(0, 1, 3, true)]));
    assert!(races(&[access(0, 0, 0, false), access(0, 1, 0, false), access(0, 1, 0, true)]));
    assert!(races(&[access(0, 0, 0, false), access(0, 1, 0, false), access(0, 0, 0, true)]));
    assert!(!races(&[access(0, 0, 0, false), access(0, 1, 0, false)]));
    assert!(!races(&[access(0, 0, 0, true), access(0, 0, 0, false), access(0, 1, 4, true)]));
    assert!(!races(&[access(1, 0, 0, true), access(0, 1, 0, true)]));
}
