//! What transfers of arrays cost, beside other ways to do the same.
//!
//! Run it at two PEs: `cargo shmem run --release -n 2 --bin arrays`. Each line gives nanoseconds of a transfer from PE 0
//! to the last PE, or back, and those of the other way in the same run. Nothing is checked here; figures of different runs
//! are not comparable on a shared machine.

#![allow(unsafe_code, reason = "the library's strided put, for comparison")]
#![allow(clippy::reversed_empty_ranges, reason = "ndarray counts these from the end")]

use std::hint::black_box;
use std::time::Instant;

use ndarray::{Array, Array2, s};
use shmem::{Pe, SymBuf};
use shmem_ndarray::{SymArray, SymArray2};

/// What PE 0 puts to and gets from.
struct Arrays<'rt> {
    small: SymArray2<'rt, f64>,
    large: SymArray2<'rt, f64>,
    buf: SymBuf<'rt, f64>,
    last: Pe,
}

/// Prints what a call costs in two ways: the best of some batches of both. They take turns, so that both have the same
/// machine.
fn compare(calls: u32, ours: (&str, impl FnMut()), theirs: (&str, impl FnMut())) {
    let ((name, mut ours), (other, mut theirs)) = (ours, theirs);
    let batch = |call: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        start.elapsed().as_nanos() as f64 / f64::from(calls)
    };
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..50 {
        best = (best.0.min(batch(&mut ours)), best.1.min(batch(&mut theirs)));
    }
    let (ours, theirs) = best;
    let (more, ratio) = (ours - theirs, ours / theirs);
    println!("{name:<26} {ours:>10.1}   {other:<24} {theirs:>10.1} {more:>+10.1} {ratio:>6.2}");
}

/// Consecutive elements.
fn consecutive(Arrays { small, buf, last, .. }: &Arrays<'_>) {
    let data = Array::<f64, _>::ones((64, 1024));
    for (calls, elements) in [(400_000, 8), (40_000, 1024)] {
        let (there, view) = (small.slice(s![0, ..elements]), data.slice(s![0, ..elements]));
        let slice = view.as_slice().expect("consecutive");
        let ours = || black_box(&there).at(*last).put(black_box(&view));
        let theirs = || black_box(buf).slice(..slice.len()).at(*last).put(black_box(slice));
        compare(calls, (&format!("put of {elements}"), ours), ("a buffer's", theirs));
        let ours = || black_box(small).slice(s![0, ..elements]).at(*last).put(black_box(&view));
        compare(calls, (&format!("slice, and put of {elements}"), ours), ("a buffer's", theirs));
    }
    let row = data.row(0);
    let slice = row.as_slice().expect("consecutive");
    let ours = || black_box(small).row(0).at(*last).put(black_box(&row));
    let theirs = || black_box(buf).slice(..1024).at(*last).put(black_box(slice));
    compare(40_000, ("row, and put of 1024", ours), ("a buffer's", theirs));
}

/// A column of a thousand to or from another one.
fn columns(Arrays { large, buf, last, .. }: &Arrays<'_>) {
    let mut data = Array2::<f64>::ones((1000, 1000));
    let (there, column) = (large.column(3), data.column(5));
    let ours = || there.at(*last).put(black_box(&column));
    let p = || {
        let target = black_box(buf).at(*last);
        (0..1000).zip(black_box(&column)).for_each(|(i, value)| target.p(1000 * i + 3, *value));
    };
    compare(300, ("put of a column", ours), ("1,000 p", p));
    let (to, from, pe) = (buf.slice(3..).as_ptr(), column.as_ptr(), last.index() as i32);
    let iput = || {
        // SAFETY: as many elements that far apart lie in both.
        unsafe { shmem_sys::shmem_double_iput(to, black_box(from), 1000, 1000, 1000, pe) };
    };
    compare(300, ("put of a column", ours), ("the library's iput", iput));
    let (from, to) = (to, data.slice_mut(s![.., 5]).as_mut_ptr());
    let iget = || {
        // SAFETY: as above.
        unsafe { shmem_sys::shmem_double_iget(black_box(to), from, 1000, 1000, 1000, pe) };
    };
    let mut mine = Array2::<f64>::ones((1000, 1000));
    let mut column = mine.column_mut(5);
    let ours = || there.at(*last).get(black_box(&mut column));
    compare(300, ("get of a column", ours), ("the library's iget", iget));
}

/// A thousand by a thousand.
fn matrices(Arrays { large, last, .. }: &Arrays<'_>) {
    let data = Array2::from_shape_fn((1000, 1000), |(i, j)| (i * j) as f64);
    let (mut copy, mut got) = (Array2::zeros((1000, 1000)), Array2::zeros((1000, 1000)));
    let put = || large.at(*last).put(black_box(&data.t()));
    let local = || copy.assign(black_box(&data.t()));
    compare(1, ("put of a transposed matrix", put), ("a local transposed copy", local));
    let put = || large.at(*last).put(black_box(&data));
    let local = || copy.assign(black_box(&data));
    compare(1, ("put of a matrix", put), ("a local copy", local));
    let get = || large.at(*last).t().get(black_box(&mut got));
    let local = || copy.assign(black_box(&data.t()));
    compare(1, ("get of a transposed matrix", get), ("a local transposed copy", local));
    let inside = s![1..-1, 1..-1];
    let put = || large.slice(inside).at(*last).put(black_box(&data.slice(inside)));
    let local = || copy.slice_mut(inside).assign(black_box(&data.slice(inside)));
    compare(2, ("put of a matrix's inside", put), ("a local copy", local));
}

fn main() {
    shmem::run(|shmem| -> shmem_ndarray::Result<()> {
        let arrays = Arrays {
            small: SymArray::zeros(shmem, (64, 1024))?,
            large: SymArray::zeros(shmem, (1000, 1000))?,
            buf: shmem.alloc(1000 * 1000)?,
            last: shmem.pes().last().expect("there is one"),
        };
        if shmem.my_pe().index() == 0 {
            println!("{} PEs, {:?}: nanoseconds a call", shmem.n_pes(), shmem_sys::provider());
            consecutive(&arrays);
            columns(&arrays);
            matrices(&arrays);
        }
        shmem.world().barrier();
        Ok(())
    });
}
