//! shim
pub(crate) fn look(_slot: usize, _seq: u64, _members: impl Iterator<Item = usize>) {}
