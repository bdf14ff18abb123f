//! The rod of step 5.

use shmem::Exchange;
use shmem::prelude::*;

const LEFT: usize = 0;
const RIGHT: usize = 1;

/// This PE's part of the rod, and its links to the neighbours'.
pub(crate) struct Rod<'rt> {
    shmem: &'rt Shmem,
    halo: Exchange<'rt, f64>,
    /// With a point in front and one behind that are the neighbours', or ice.
    points: Vec<f64>,
    next: Vec<f64>,
}

impl<'rt> Rod<'rt> {
    /// A rod with `count` points on every PE, of which the middle third is warm. All PEs make it together.
    pub(crate) fn new(shmem: &'rt Shmem, count: usize) -> shmem::Result<Self> {
        let (me, all) = (shmem.my_pe(), shmem.n_pes() * count);
        let (left, right) = (me.checked_add(-1), me.checked_add(1));
        let links = [left.map(|left| (left, RIGHT)), right.map(|right| (right, LEFT))];
        let halo = shmem.exchange(&links, 1)?;
        let mut points = vec![0.0; count + 2];
        for (point, at) in points[1..=count].iter_mut().zip(me.index() * count..) {
            *point = if (all..2 * all).contains(&(3 * at)) { 1.0 } else { 0.0 };
        }
        let next = points.clone();
        Ok(Self { shmem, halo, points, next })
    }

    /// A step of time, for which a PE waits for its neighbours and for nobody else.
    pub(crate) fn step(&mut self) {
        let behind = self.points.len() - 1;
        // Where there is no neighbour there is ice, now and for ever.
        let sides = [(LEFT, 1, 0), (RIGHT, behind - 1, behind)];
        let linked = sides.into_iter().filter(|&(side, ..)| self.halo.neighbor(side).is_some());
        for (side, edge, _) in linked.clone() {
            self.halo.post(side, &self.points[edge..][..1]);
        }
        for (side, _, beyond) in linked {
            self.points[beyond] = self.halo.take(side)[0];
        }
        for (next, around) in self.next[1..].iter_mut().zip(self.points.windows(3)) {
            *next = around[1] + 0.25 * (around[0] - 2.0 * around[1] + around[2]);
        }
        std::mem::swap(&mut self.points, &mut self.next);
    }

    /// The heat of the whole rod. All PEs ask together.
    pub(crate) fn heat(&self) -> f64 {
        let mine = &self.points[1..self.points.len() - 1];
        self.shmem.world().sum(mine.iter().sum::<f64>())
    }
}
