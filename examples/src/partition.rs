//! Dealing out what there is to do.

use std::ops::Range;

/// One part of `len` things in a row: blocks, one behind the other, whose sizes differ by one at most.
#[must_use]
pub fn block(len: usize, part: usize, parts: usize) -> Range<usize> {
    let (least, left_over) = (len / parts, len % parts);
    let start = |part: usize| part * least + part.min(left_over);
    start(part)..start(part + 1)
}

/// The size of the largest of those blocks.
#[must_use]
pub fn largest_block(len: usize, parts: usize) -> usize {
    len.div_ceil(parts)
}

/// The PEs as a grid, as close to a square as it can be without a place left empty: its width, which is
/// at most its height.
#[must_use]
pub fn grid_width(n_pes: usize) -> usize {
    let divisors = (1..=n_pes).filter(|width| n_pes.is_multiple_of(*width));
    divisors.take_while(|width| width * width <= n_pes).last().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_each_other_and_are_of_almost_the_same_size() {
        for (len, parts) in [(0, 1), (10, 1), (10, 3), (3, 7), (12, 4)] {
            let blocks: Vec<_> = (0..parts).map(|part| block(len, part, parts)).collect();
            assert!(blocks.iter().cloned().flatten().eq(0..len), "{blocks:?}");
            let sizes = || blocks.iter().map(Range::len);
            assert_eq!(sizes().max(), Some(largest_block(len, parts)));
            assert!(sizes().max() <= sizes().min().map(|least| least + 1), "{blocks:?}");
        }
    }

    #[test]
    fn grids_have_no_gaps() {
        let widths = [1, 2, 3, 4, 6, 7, 8, 9, 12].map(grid_width);
        assert_eq!(widths, [1, 1, 1, 2, 2, 1, 2, 3, 3]);
    }
}
