//! Puts and gets, from PE 0 to the last PE and back.

use std::hint::black_box;

use ndarray::{Array, Array2, s};
use shmem::{Pe, Shmem, SymBuf};
use shmem_ndarray::{Result, SymArray, SymArray2};

use crate::{BATCHES, compare};

/// What PE 0 puts to and gets from.
struct Arrays<'rt> {
    small: SymArray2<'rt, f64>,
    large: SymArray2<'rt, f64>,
    buf: SymBuf<'rt, f64>,
    last: Pe,
}

/// All transfers. Every PE has the arrays, and PE 0 goes to work on them.
pub(crate) fn all(shmem: &Shmem) -> Result<()> {
    let arrays = Arrays {
        small: SymArray::zeros(shmem, (BATCHES, 1024))?,
        large: SymArray::zeros(shmem, (1000, 1000))?,
        buf: shmem.alloc(1000 * 1000)?,
        last: shmem.pes().last().expect("there is one"),
    };
    if shmem.my_pe().index() == 0 {
        consecutive(&arrays);
        columns(&arrays);
        matrices(&arrays);
    }
    shmem.world().barrier();
    Ok(())
}

/// Consecutive elements. Each batch has rows of its own: some processors take three times as long for a copy between
/// certain pairs of pages, by their addresses in this process, and the best batch is to be one that has none of those.
fn consecutive(Arrays { small, buf, last, .. }: &Arrays<'_>) {
    let data = Array::<f64, _>::ones((BATCHES, 1024));
    for (calls, elements) in [(400_000, 8), (40_000, 1024)] {
        let cut = |row: usize| (small.slice(s![row, ..elements]), data.slice(s![row, ..elements]));
        let (rows, views): (Vec<_>, Vec<_>) = (0..BATCHES).map(cut).unzip();
        let (rows, views) = (&rows, &views);
        let theirs = |row: usize| {
            let (first, data) = (1024 * row, views[row].to_slice().expect("consecutive"));
            black_box(buf).slice(first..first + data.len()).at(*last).put(black_box(data));
        };
        let ours = |row: usize| black_box(&rows[row]).at(*last).put(black_box(&views[row]));
        compare(calls, (&format!("put of {elements}"), ours), ("a buffer's", theirs)).print();
        let ours = |row: usize| {
            black_box(small).slice(s![row, ..elements]).at(*last).put(black_box(&views[row]));
        };
        let name = format!("slice, and put of {elements}");
        compare(calls, (&name, ours), ("a buffer's", theirs)).print();
    }
    let ours = |row: usize| black_box(small).row(row).at(*last).put(black_box(&data.row(row)));
    let theirs = |row: usize| {
        let (first, data) = (1024 * row, data.row(row).to_slice().expect("consecutive"));
        black_box(buf).slice(first..first + 1024).at(*last).put(black_box(data));
    };
    compare(40_000, ("row, and put of 1024", ours), ("a buffer's", theirs)).print();
}

/// A column of a thousand to or from another one.
fn columns(Arrays { large, buf, last, .. }: &Arrays<'_>) {
    let mut data = Array2::<f64>::ones((1000, 1000));
    let (there, column) = (large.column(3), data.column(5));
    let ours = |_| there.at(*last).put(black_box(&column));
    let p = |_| {
        let target = black_box(buf).at(*last);
        (0..1000).zip(black_box(&column)).for_each(|(i, value)| target.p(1000 * i + 3, *value));
    };
    compare(300, ("put of a column", ours), ("1,000 p", p)).print();
    let (to, from, pe) = (buf.slice(3..).as_ptr(), column.as_ptr(), last.index() as i32);
    let iput = |_| {
        // SAFETY: as many elements that far apart lie in both.
        unsafe { shmem_sys::shmem_double_iput(to, black_box(from), 1000, 1000, 1000, pe) };
    };
    compare(300, ("put of a column", ours), ("the library's iput", iput)).print();
    let (from, to) = (to, data.slice_mut(s![.., 5]).as_mut_ptr());
    let iget = |_| {
        // SAFETY: as above.
        unsafe { shmem_sys::shmem_double_iget(black_box(to), from, 1000, 1000, 1000, pe) };
    };
    let mut mine = Array2::<f64>::ones((1000, 1000));
    let mut column = mine.column_mut(5);
    let ours = |_| there.at(*last).get(black_box(&mut column));
    compare(300, ("get of a column", ours), ("the library's iget", iget)).print();
}

/// A thousand by a thousand.
fn matrices(Arrays { large, last, .. }: &Arrays<'_>) {
    let data = Array2::from_shape_fn((1000, 1000), |(i, j)| (i * j) as f64);
    let (mut copy, mut got) = (Array2::zeros((1000, 1000)), Array2::zeros((1000, 1000)));
    let put = |_| large.at(*last).put(black_box(&data.t()));
    let local = |_| copy.assign(black_box(&data.t()));
    compare(1, ("put of a transposed matrix", put), ("a local transposed copy", local)).print();
    let put = |_| large.at(*last).put(black_box(&data));
    let local = |_| copy.assign(black_box(&data));
    compare(1, ("put of a matrix", put), ("a local copy", local)).print();
    let get = |_| large.at(*last).t().get(black_box(&mut got));
    let local = |_| copy.assign(black_box(&data.t()));
    compare(1, ("get of a transposed matrix", get), ("a local transposed copy", local)).print();
    let inside = s![1..-1, 1..-1];
    let put = |_| large.slice(inside).at(*last).put(black_box(&data.slice(inside)));
    let local = |_| copy.slice_mut(inside).assign(black_box(&data.slice(inside)));
    compare(2, ("put of a matrix's inside", put), ("a local copy", local)).print();
}
