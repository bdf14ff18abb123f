//! The matrix and the right-hand side, and how they are dealt out.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use shmem::prelude::*;
use shmem_examples::input;
use shmem_examples::matrix_market::{self, Entry};
use shmem_examples::partition::block;

/// An element of the solution: nothing regular, so that every entry of the matrix counts.
pub(crate) fn solution(row: usize) -> f64 {
    fastrand::Rng::with_seed(row as u64).f64() - 0.5
}

/// A PE's rows of a system of equations.
pub(crate) struct Problem {
    /// How many rows the whole system has.
    pub(crate) unknowns: usize,
    /// Which of them are this PE's: a [`block`].
    pub(crate) rows: Range<usize>,
    /// The matrix's entries in those, in their order; none of them is 0.
    pub(crate) entries: Vec<Entry>,
    /// The right-hand side's elements of those.
    pub(crate) right_side: Vec<f64>,
}

impl Problem {
    /// Poisson's equation on a square, discretised by differences: 4 on the diagonal, and -1 for each
    /// neighbour of a point. Each PE makes its own rows.
    pub(crate) fn poisson(shmem: &Shmem, side: usize) -> Self {
        let unknowns = side * side;
        let rows = block(unknowns, shmem.my_pe().index(), shmem.n_pes());
        let row_of = |row: usize| {
            let (x, y) = (row % side, row / side);
            let above = (y > 0).then(|| (row - side, -1.0));
            let left = (x > 0).then(|| (row - 1, -1.0));
            let right = (x + 1 < side).then(|| (row + 1, -1.0));
            let below = (y + 1 < side).then(|| (row + side, -1.0));
            let all = [above, left, Some((row, 4.0)), right, below];
            all.into_iter().flatten().map(move |(column, value)| Entry {
                row: row as u32,
                column: column as u32,
                value,
            })
        };
        let entries: Vec<Entry> = rows.clone().flat_map(row_of).collect();
        let right_side = right_side(&rows, &entries);
        Self { unknowns, rows, entries, right_side }
    }

    /// Reads the matrix from a file: PE 0 does, and deals its parts out. Collective.
    pub(crate) fn read(shmem: &Shmem, file: &Path) -> Result<Self, Box<dyn Error>> {
        let (world, n_pes) = (shmem.world(), shmem.n_pes());
        let reader = world.rank(0);
        let whole = if world.my_rank() == reader { Some(Whole::read(file)?) } else { None };

        let unknowns = whole.as_ref().map(|whole| whole.right_side.len());
        let unknowns = world.broadcast_from(reader, unknowns);
        let rows_of = |pe: Pe| block(unknowns, pe.index(), n_pes);
        // Only the reader has parts to deal out.
        let parts = whole.iter().flat_map(|whole| {
            shmem.pes().map(move |pe| (whole.part(rows_of(pe)), &whole.right_side[rows_of(pe)]))
        });
        let (entries, right_side): (Vec<&[Entry]>, Vec<&[f64]>) = parts.unzip();
        Ok(Self {
            unknowns,
            rows: rows_of(shmem.my_pe()),
            entries: world.scatter_parts(reader, &entries),
            right_side: world.scatter_parts(reader, &right_side),
        })
    }
}

/// What makes the solution one: each row's entries times its elements.
fn right_side(rows: &Range<usize>, entries: &[Entry]) -> Vec<f64> {
    let mut sums = vec![0.0; rows.len()];
    for entry in entries {
        sums[entry.row as usize - rows.start] += entry.value * solution(entry.column as usize);
    }
    sums
}

/// A whole system of equations, as PE 0 has it.
struct Whole {
    /// By row, and in each row by column.
    entries: Vec<Entry>,
    right_side: Vec<f64>,
}

impl Whole {
    fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let text = input::text(file)?;
        let matrix = matrix_market::parse(&text).map_err(|fault| fault.of(file))?;
        let rows = 0..matrix.rows as usize;
        let entries =
            check(matrix.entries).map_err(|reason| format!("{}: {reason}", file.display()))?;
        Ok(Self { right_side: right_side(&rows, &entries), entries })
    }

    fn part(&self, rows: Range<usize>) -> &[Entry] {
        let before = |end| self.entries.partition_point(|entry| (entry.row as usize) < end);
        &self.entries[before(rows.start)..before(rows.end)]
    }
}

/// The entries of a matrix in their order, without those that are 0, if the matrix is symmetric.
fn check(mut entries: Vec<Entry>) -> Result<Vec<Entry>, String> {
    let place = |entry: &Entry| (entry.row, entry.column);
    let name = |entry: &Entry| format!("row {}, column {}", entry.row + 1, entry.column + 1);
    entries.sort_by_key(place);
    if let Some(pair) = entries.windows(2).find(|pair| place(&pair[0]) == place(&pair[1])) {
        return Err(format!("the entry in {} is there twice", name(&pair[0])));
    }
    entries.retain(|entry| entry.value != 0.0);
    let is_alone = |entry: &&Entry| {
        let mirrored = entry.mirrored();
        let found = entries.binary_search_by_key(&place(&mirrored), place);
        found.map(|i| entries[i].value) != Ok(entry.value)
    };
    if let Some(entry) = entries.iter().find(is_alone) {
        let other = name(&entry.mirrored());
        return Err(format!("the entry in {} is not that in {other}: no symmetry", name(entry)));
    }
    Ok(entries)
}
