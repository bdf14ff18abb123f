//! PEs in a grid: teams of rows and of columns, and collectives on each.
//!
//! ```text
//! cargo shmem run -n 7 --example teams_2d -- --width 3
//! ```
//!
//! Each PE has one cell of a table, of which the last row may be shorter. `Team::grid` is
//! `shmem_team_split_2d`; ranks in a row or a column become PEs by `Team::pe`, and ranks of another team by
//! `Team::translate`: `shmem_team_translate_pe`.

use std::error::Error;

use clap::Parser;
use shmem::prelude::*;

/// Adds up a table with a cell on each PE.
#[derive(Parser)]
struct Options {
    /// How many columns; as many as rows unless given
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    width: Option<u32>,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        let Some(options) = shmem_examples::options::<Options>(shmem)? else { return Ok(()) };
        let square = (1..).find(|side| side * side >= shmem.n_pes()).unwrap_or(1);
        let width = options.width.map_or(square, |width| width as usize).min(shmem.n_pes());
        Ok(shmem_examples::verdict(shmem, &check(shmem, width)?)?)
    });
}

/// What stands in a cell.
fn cell(x: usize, y: usize) -> usize {
    1 + 3 * x + 5 * y * y
}

/// What the rows and columns have to say of the table, and whether it is right.
fn check(shmem: &Shmem, width: usize) -> shmem::Result<Vec<(&'static str, bool)>> {
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    let Grid { x: row, y: column, .. } = shmem.world().grid(width)?;
    let (x, y) = (row.my_rank().index(), column.my_rank().index());
    let mine = cell(x, y);
    // One PE alone, of the cells that are there.
    let sum_where = |wanted: &dyn Fn(usize, usize) -> bool| {
        let places = (0..n).map(|pe| (pe % width, pe / width));
        places.filter(|&(i, j)| wanted(i, j)).map(|(i, j)| cell(i, j)).sum::<usize>()
    };

    let row_sum = row.sum(mine);
    let column_sum = column.sum(mine);
    let column_members = column.fcollect(&[me]);
    let first_of_row = row.broadcast(row.rank(0), me);

    // The sum of all in two steps: down the first column, of which only its members know, and to the right.
    let down = if x == 0 { column.sum(row_sum) } else { 0 };
    let total = row.broadcast(row.rank(0), down);

    // All to the left and above, and the own cell.
    let area = column.inscan(row.inscan(mine));

    // To the PE on the right and the one below. What comes, comes from the left and from above.
    let inbox = shmem.alloc::<usize>(2)?;
    for (i, team) in [&row, &column].into_iter().enumerate() {
        if let Some(next) = team.my_rank().checked_add(1) {
            inbox.at(team.pe(next)).p(i, mine);
        }
    }
    shmem.world().barrier();
    let from_left = if x > 0 { cell(x - 1, y) } else { 0 };
    let from_above = if y > 0 { cell(x, y - 1) } else { 0 };

    // This PE is the only one in both of its teams.
    let in_both = row.ranks().filter(|rank| row.translate(*rank, &column).is_some());
    let only_me = in_both.eq([row.my_rank()]);

    let begins_at = row.pe(row.rank(0)).index();
    Ok(vec![
        ("the place in the grid", [x, y] == [me % width, me / width]),
        ("the length of the row", row.n_ranks() == width.min(n - y * width)),
        ("the length of the column", column.n_ranks() == (n - x).div_ceil(width)),
        ("the sum of the row", row_sum == sum_where(&|_, j| j == y)),
        ("the sum of the column", column_sum == sum_where(&|i, _| i == x)),
        ("the members of the column", column_members.into_iter().eq((x..n).step_by(width))),
        ("the first of the row", [first_of_row, begins_at] == [me - x; 2]),
        ("the sum of all", total == sum_where(&|_, _| true)),
        ("the sum to the left and above", area == sum_where(&|i, j| i <= x && j <= y)),
        ("the cells beside", inbox.to_vec() == [from_left, from_above]),
        ("what row and column have in common", only_me),
    ])
}
