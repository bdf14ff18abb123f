//! Collectives of symmetric arrays, beside those of buffers of as many elements.

use ndarray::{Axis, Ix2};
use shmem::{Element, Shmem, SymBuf, SymSlice, Team};
use shmem_ndarray::{ArrayCollectives, Result, Sum, SymArray, SymArray2, SymArrayView};

use crate::{Comparison, compare};

/// Calls of a batch.
const CALLS: u32 = 200;

/// All collectives, on every PE.
pub(crate) fn all(shmem: &Shmem) -> Result<()> {
    let (world, n) = (shmem.world(), shmem.n_pes());
    for columns in [8, 1024] {
        let rows = Rows::new(shmem, n, columns)?;
        let prints = |line: Comparison| {
            if shmem.my_pe().index() == 0 {
                line.print()
            }
        };
        prints(rows.reduce(&world));
        prints(rows.fcollect(&world));
        prints(rows.alltoall(&world));
        prints(rows.fcollect_apart(&world));
    }
    Ok(())
}

/// As many rows as there are PEs, and as many columns for each of those, of arrays and of buffers.
struct Rows<'rt> {
    columns: usize,
    one: SymArray2<'rt, f64>,
    other: SymArray2<'rt, f64>,
    buf: SymBuf<'rt, f64>,
    result: SymBuf<'rt, f64>,
}

impl<'rt> Rows<'rt> {
    fn new(shmem: &'rt Shmem, n: usize, columns: usize) -> Result<Self> {
        Ok(Self {
            columns,
            one: SymArray::zeros(shmem, (n, columns))?,
            other: SymArray::zeros(shmem, (n, columns))?,
            buf: shmem.alloc(n * columns)?,
            result: shmem.alloc(n * columns)?,
        })
    }

    /// Compares a collective of arrays with one of buffers.
    fn compare<'a>(
        &'a self,
        what: &str,
        ours: impl FnMut(usize),
        mut theirs: impl FnMut(SymSlice<'a, f64>, SymSlice<'a, f64>),
    ) -> Comparison {
        let (to, from) = (self.result.as_slice(), self.buf.as_slice());
        let name = format!("{what} of {}", self.columns);
        compare(CALLS, (&name, ours), ("a buffer's", |_| theirs(to, from)))
    }

    fn reduce(&self, world: &Team<'_>) -> Comparison {
        let arrays = world.arrays();
        let ours = |_| arrays.reduce_sym(Sum, &self.other, &self.one);
        self.compare("sum", ours, |to, from| world.sum_reduce(to, from))
    }

    fn fcollect(&self, world: &Team<'_>) -> Comparison {
        let (mine, arrays) = (first(&self.one), world.arrays());
        let ours = |_| arrays.fcollect_sym(&self.other, &mine, Axis(0));
        let columns = self.columns;
        self.compare("fcollect", ours, |to, from| world.fcollect_sym(to, from.slice(..columns)))
    }

    fn alltoall(&self, world: &Team<'_>) -> Comparison {
        let arrays = world.arrays();
        let ours = |_| arrays.alltoall_sym(&self.other, &self.one, Axis(0), Axis(0));
        self.compare("alltoall", ours, |to, from| world.alltoall_sym(to, from))
    }

    /// Whose parts are columns, which do not lie one behind the other.
    fn fcollect_apart(&self, world: &Team<'_>) -> Comparison {
        let (mine, arrays) = (first(&self.one), world.arrays());
        let ours = |_| arrays.fcollect_sym(&self.other.t(), &mine.t(), Axis(1));
        let columns = self.columns;
        self.compare("by columns", ours, |to, from| world.fcollect_sym(to, from.slice(..columns)))
    }
}

/// The first row, as a matrix.
fn first<'a, T: Element>(array: &'a SymArray2<'_, T>) -> SymArrayView<'a, T, Ix2> {
    array.slice_axis(Axis(0), (..1).into())
}
