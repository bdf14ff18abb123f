//! The matrix as something that a vector can be multiplied by.

use shmem::prelude::*;
use shmem_examples::matrix_market::Entry;

use crate::plan::Plan;
use crate::problem::Problem;

/// Sparse rows, one behind the other.
struct Rows {
    /// Where each row ends.
    ends: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
}

impl Rows {
    /// `n` rows of entries in their order.
    fn new(n: usize, entries: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let mut rows = Self { ends: vec![0; n], columns: Vec::new(), values: Vec::new() };
        for (row, column, value) in entries {
            rows.columns.push(column);
            rows.values.push(value);
            rows.ends[row] = rows.columns.len();
        }
        // A row without entries ends where the one before does.
        let mut end = 0;
        for row in &mut rows.ends {
            end = end.max(*row);
            *row = end;
        }
        rows
    }

    /// Adds the product with a vector to `sums`.
    fn add_product(&self, vector: &[f64], sums: &mut [f64]) {
        let mut start = 0;
        for (sum, &end) in sums.iter_mut().zip(&self.ends) {
            let row = self.columns[start..end].iter().zip(&self.values[start..end]);
            *sum += row.map(|(&column, value)| value * vector[column]).sum::<f64>();
            start = end;
        }
    }
}

/// A PE's rows of a matrix, parted by whose elements of a vector they are multiplied by.
pub(crate) struct Operator<'rt> {
    /// Columns that are this PE's, from its first one.
    own: Rows,
    /// Columns that are others', by their place in what the plan brings.
    others: Rows,
    plan: Plan<'rt>,
}

impl<'rt> Operator<'rt> {
    /// Collective.
    pub(crate) fn new(shmem: &'rt Shmem, problem: &Problem) -> shmem::Result<Self> {
        let Problem { unknowns, rows, entries, .. } = problem;
        let (own, others): (Vec<Entry>, Vec<Entry>) =
            entries.iter().partition(|entry| rows.contains(&(entry.column as usize)));
        let mut needed: Vec<u32> = others.iter().map(|entry| entry.column).collect();
        needed.sort_unstable();
        needed.dedup();

        let row = |entry: Entry| entry.row as usize - rows.start;
        let own = own
            .into_iter()
            .map(|entry| (row(entry), entry.column as usize - rows.start, entry.value));
        let place = |column| needed.partition_point(|&other| other < column);
        let others = others.into_iter().map(|entry| (row(entry), place(entry.column), entry.value));
        Ok(Self {
            own: Rows::new(rows.len(), own),
            others: Rows::new(rows.len(), others),
            plan: Plan::new(shmem, *unknowns, &needed)?,
        })
    }

    /// The matrix times a vector, each PE with its elements of both. All PEs must call it.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; vector.len()];
        self.plan.send(vector);
        self.own.add_product(vector, &mut product); // while the others' elements travel
        self.others.add_product(&self.plan.receive(), &mut product);
        product
    }
}
