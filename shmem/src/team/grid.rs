//! Where the members of a grid stand.

use super::Team;
use crate::pe::Pe;

/// This PE's place in a team laid out as a grid: its row and its column. Made by [`Team::grid`].
///
/// A place is named by x, which counts members along a row, and y, which counts rows.
///
/// ```
/// shmem::run(|shmem| -> shmem::Result<()> {
///     let grid = shmem.world().grid(2)?;
///     let me = shmem.my_pe();
///     let (x, y) = grid.place_of(me).expect("all PEs are in the world's grid");
///     assert_eq!((x, y), (grid.x.my_rank().index(), grid.y.my_rank().index()));
///     assert_eq!(grid.pe(x, y), Some(me));
///     assert_eq!(grid.pe(2, 0), None);
///
///     // Beyond an edge there is nobody.
///     let above = y.checked_sub(1).and_then(|y| grid.pe(x, y));
///     let below = grid.pe(x, y + 1);
///     assert_eq!(above.is_none(), y == 0);
///     assert_eq!(below.is_none(), y + 1 == grid.y.n_ranks());
///     Ok(())
/// });
/// ```
#[derive(Debug)]
pub struct Grid<'rt> {
    /// The row: members with this PE's y coordinate, numbered by x.
    pub x: Team<'rt>,
    /// The column: members with this PE's x coordinate, numbered by y.
    pub y: Team<'rt>,
    /// All members, row by row.
    pub(super) places: Vec<Pe>,
    pub(super) width: usize,
}

impl Grid<'_> {
    /// The PE that stands at a place, or `None` where nobody does: beyond the last column or row, or
    /// beyond the end of a shorter last row. Local.
    #[must_use]
    pub fn pe(&self, x: usize, y: usize) -> Option<Pe> {
        let row = self.places.chunks(self.width).nth(y)?;
        row.get(x).copied()
    }

    /// The x and the y of where a PE stands, if it is a member of the team that was laid out. Local.
    #[must_use]
    pub fn place_of(&self, pe: Pe) -> Option<(usize, usize)> {
        let number = self.places.iter().position(|&member| member == pe)?;
        Some((number % self.width, number / self.width))
    }
}
