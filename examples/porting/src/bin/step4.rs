//! Step 4: the same in safe Rust. Nothing else has changed: a barrier in every step, as C had it.

use std::env;

use shmem::prelude::*;

/// How warm a point is in the beginning: the middle third of the rod is.
fn beginning(point: usize, points: usize) -> f64 {
    if 3 * point >= points && 3 * point < 2 * points { 1.0 } else { 0.0 }
}

/// What arrives from the left and from the right, in places of their own for even and odd steps.
struct Halo<'rt> {
    shmem: &'rt Shmem,
    inbox: SymBuf<'rt, f64>,
    step: usize,
}

impl Halo<'_> {
    /// Gives both neighbours the points at this PE's edges, and takes theirs.
    fn exchange(&mut self, rod: &mut [f64]) {
        let (me, last) = (self.shmem.my_pe(), rod.len() - 1);
        let here = self.inbox.slice(2 * (self.step % 2)..).slice(..2);
        if let Some(left) = me.checked_add(-1) {
            here.at(left).p(1, rod[1]);
        }
        if let Some(right) = me.checked_add(1) {
            here.at(right).p(0, rod[last - 1]);
        }
        self.shmem.world().barrier();
        (rod[0], rod[last]) = (here.read(0), here.read(1));
        self.step += 1;
    }
}

/// A step of time.
fn relax(to: &mut [f64], from: &[f64]) {
    for (to, from) in to[1..].iter_mut().zip(from.windows(3)) {
        *to = from[1] + 0.25 * (from[0] - 2.0 * from[1] + from[2]);
    }
}

fn main() {
    let mut args = env::args().skip(1).map(|arg| arg.parse().expect("a number"));
    let (count, steps) = (args.next().unwrap_or(40), args.next().unwrap_or(500));
    shmem::run(|shmem| -> shmem::Result<()> {
        let (me, npes) = (shmem.my_pe().index(), shmem.n_pes());
        let mut now = vec![0.0; count + 2];
        let mut next = now.clone();
        for i in 0..count {
            now[i + 1] = beginning(me * count + i, npes * count);
        }

        let mut halo = Halo { shmem, inbox: shmem.alloc(4)?, step: 0 };
        for _ in 0..steps {
            halo.exchange(&mut now);
            relax(&mut next, &now);
            std::mem::swap(&mut now, &mut next);
        }

        let total = shmem.world().sum(now[1..=count].iter().sum::<f64>());
        if me == 0 {
            println!("heat {total:.9} after {steps} steps");
        }
        Ok(())
    });
}
