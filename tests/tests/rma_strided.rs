//! Remote memory access with strides: single elements and blocks, of every type and size.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use pastey::paste;
use shmem_test::trials;
use shmem_tests::{Reversed, Sym, Value, barrier, both, left, me, quiet, right, samples};

/// The number of the value that marks what must stay as it is: no PE's data has it.
const UNTOUCHED: usize = 127;

/// Elements of the strided source.
const SOURCE: usize = 16;

/// Elements of the strided destination, the last of which nobody writes.
const DEST: usize = 24;

/// The number of the first of a PE's values.
fn data_of(pe: usize) -> usize {
    pe * SOURCE
}

/// Where block `b`'s element `j` comes from and goes to, for the strides of a call.
struct Pattern {
    dst: isize,
    sst: isize,
    bsize: usize,
    nblocks: usize,
}

impl Pattern {
    /// The destination after the pattern's elements came from values `data..`, both from index 1.
    fn expected<T: Value>(&self, data: usize) -> Vec<T> {
        let mut dest = vec![T::sample(UNTOUCHED); DEST];
        for b in 0..self.nblocks {
            for j in 0..self.bsize {
                let to = 1 + b * self.dst as usize + j;
                dest[to] = T::sample(data + 1 + b * self.sst as usize + j);
            }
        }
        dest
    }
}

const STRIDES: [Pattern; 5] = [
    Pattern { dst: 3, sst: 2, bsize: 1, nblocks: 5 },
    Pattern { dst: 1, sst: 4, bsize: 1, nblocks: 3 },
    Pattern { dst: 5, sst: 1, bsize: 1, nblocks: 4 },
    Pattern { dst: 1, sst: 1, bsize: 1, nblocks: 9 },
    Pattern { dst: 2, sst: 3, bsize: 1, nblocks: 0 },
];

const BLOCKS: [Pattern; 5] = [
    Pattern { dst: 5, sst: 4, bsize: 3, nblocks: 4 },
    Pattern { dst: 2, sst: 3, bsize: 2, nblocks: 4 },
    Pattern { dst: 3, sst: 3, bsize: 3, nblocks: 4 },
    Pattern { dst: 4, sst: 2, bsize: 1, nblocks: 5 },
    Pattern { dst: 6, sst: 7, bsize: 2, nblocks: 0 },
];

type Strided<'a, T> = &'a dyn Fn(*mut T, *const T, &Pattern, usize);

fn puts<T: Value>(patterns: &[Pattern], call: Strided<'_, T>) {
    let dest = Sym::filled(DEST, T::sample(UNTOUCHED));
    let source = samples::<T>(data_of(me()), SOURCE);
    for pattern in patterns {
        call(dest.at(1), source[1..].as_ptr(), pattern, right());
        quiet();
        barrier();
        assert_eq!(dest.to_vec(), pattern.expected(data_of(left())));
        dest.refill(T::sample(UNTOUCHED));
    }
}

fn gets<T: Value>(patterns: &[Pattern], call: Strided<'_, T>) {
    let source = Sym::new(&samples::<T>(data_of(me()), SOURCE));
    for pattern in patterns {
        let mut dest = vec![T::sample(UNTOUCHED); DEST];
        call(dest[1..].as_mut_ptr(), source.at(1), pattern, right());
        assert_eq!(dest, pattern.expected(data_of(right())));
    }
    barrier();
}

fn iput<T: Value>(call: impl Fn(*mut T, *const T, isize, isize, usize, usize)) {
    puts::<T>(&STRIDES, &|d, s, p, pe| call(d, s, p.dst, p.sst, p.nblocks, pe));
}

fn iget<T: Value>(call: impl Fn(*mut T, *const T, isize, isize, usize, usize)) {
    gets::<T>(&STRIDES, &|d, s, p, pe| call(d, s, p.dst, p.sst, p.nblocks, pe));
}

fn ibput<T: Value>(call: impl Fn(*mut T, *const T, isize, isize, usize, usize, usize)) {
    puts::<T>(&BLOCKS, &|d, s, p, pe| call(d, s, p.dst, p.sst, p.bsize, p.nblocks, pe));
}

fn ibget<T: Value>(call: impl Fn(*mut T, *const T, isize, isize, usize, usize, usize)) {
    gets::<T>(&BLOCKS, &|d, s, p, pe| call(d, s, p.dst, p.sst, p.bsize, p.nblocks, pe));
}

macro_rules! typed {
    ($($name:ident: $ty:ty),* $(,)?) => { paste! {
        fn typed_iput() {
            let on = Reversed::new();
            $(both!(on, iput::<$ty>, [<shmem_ $name _iput>], [<shmem_ctx_ $name _iput>],
                |d, s, dst, sst, n| (d, s, dst, sst, n));)*
            on.end();
        }

        fn typed_iget() {
            let on = Reversed::new();
            $(both!(on, iget::<$ty>, [<shmem_ $name _iget>], [<shmem_ctx_ $name _iget>],
                |d, s, dst, sst, n| (d, s, dst, sst, n));)*
            on.end();
        }

        fn typed_ibput() {
            let on = Reversed::new();
            $(both!(on, ibput::<$ty>, [<shmem_ $name _ibput>], [<shmem_ctx_ $name _ibput>],
                |d, s, dst, sst, b, n| (d, s, dst, sst, b, n));)*
            on.end();
        }

        fn typed_ibget() {
            let on = Reversed::new();
            $(both!(on, ibget::<$ty>, [<shmem_ $name _ibget>], [<shmem_ctx_ $name _ibget>],
                |d, s, dst, sst, b, n| (d, s, dst, sst, b, n));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_rma_type!(typed);

macro_rules! sized {
    ($($bits:literal: $ty:ty),* $(,)?) => { paste! {
        fn sized_iput() {
            let on = Reversed::new();
            $(both!(on, iput::<$ty>, [<shmem_iput $bits>], [<shmem_ctx_iput $bits>],
                |d, s, dst, sst, n| (d.cast(), s.cast(), dst, sst, n));)*
            on.end();
        }

        fn sized_iget() {
            let on = Reversed::new();
            $(both!(on, iget::<$ty>, [<shmem_iget $bits>], [<shmem_ctx_iget $bits>],
                |d, s, dst, sst, n| (d.cast(), s.cast(), dst, sst, n));)*
            on.end();
        }

        fn sized_ibput() {
            let on = Reversed::new();
            $(both!(on, ibput::<$ty>, [<shmem_ibput $bits>], [<shmem_ctx_ibput $bits>],
                |d, s, dst, sst, b, n| (d.cast(), s.cast(), dst, sst, b, n));)*
            on.end();
        }

        fn sized_ibget() {
            let on = Reversed::new();
            $(both!(on, ibget::<$ty>, [<shmem_ibget $bits>], [<shmem_ctx_ibget $bits>],
                |d, s, dst, sst, b, n| (d.cast(), s.cast(), dst, sst, b, n));)*
            on.end();
        }
    }};
}

shmem_sys::for_each_size!(sized);

fn main() {
    shmem_test::run(trials![
        typed_iput,
        typed_iget,
        typed_ibput,
        typed_ibget,
        sized_iput,
        sized_iget,
        sized_ibput,
        sized_ibget,
    ]);
}
