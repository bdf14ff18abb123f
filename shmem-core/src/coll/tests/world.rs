//! PEs that are threads, heaps that are one allocation, and meetings over a barrier.
#![allow(unsafe_code, reason = "the test's heaps are shared memory, reached as the runtime's are")]

use std::any::Any;
use std::cell::{Cell, RefCell, UnsafeCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use super::races::{self, Access};
use crate::coll::{Call, Exit, Meeting, Space, Spot};
use crate::record::{self, Record};

/// A record, payload and width by rank.
type Posts = Vec<(Record, Vec<u64>, usize)>;

/// What all PEs of a test share.
pub(super) struct World {
    heaps: Box<[UnsafeCell<u8>]>,
    heap: usize,
    size: usize,
    barrier: Barrier,
    /// What members brought to the last two agreements, by the parity of their numbers: a member
    /// may come to the next while others still read the last.
    posts: [Mutex<Posts>; 2],
}

// SAFETY: the heaps are only reached by raw copies, which the race check proves to be ordered by
// the barrier; all else is `Sync`.
unsafe impl Sync for World {}

/// A barrier that breaks when a member panics or does not come.
struct Barrier {
    size: usize,
    state: Mutex<(usize, usize, bool)>,
    changed: Condvar,
}

impl Barrier {
    fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let round = state.1;
        state.0 += 1;
        if state.0 == self.size {
            *state = (0, round + 1, state.2);
            self.changed.notify_all();
            return;
        }
        let (state, timeout) = self
            .changed
            .wait_timeout_while(state, Duration::from_secs(60), |s| s.1 == round && !s.2)
            .unwrap();
        let met = state.1 != round;
        drop(state);
        assert!(met, "{}", if timeout.timed_out() { "a PE did not come" } else { "a PE is gone" });
    }

    fn break_up(&self) {
        self.state.lock().unwrap().2 = true;
        self.changed.notify_all();
    }
}

/// One PE: the space and, by [`Pe::meet`], the meetings of its collectives.
pub(super) struct Pe<'w> {
    world: &'w World,
    number: usize,
    epoch: Cell<usize>,
    agreements: Cell<usize>,
    log: RefCell<Vec<Access>>,
    /// What [`Space::is_far`] says.
    far: Cell<bool>,
    /// What was written and pulled since `complete`: sources as they were, places to put them.
    pending: RefCell<Vec<(*mut u8, Vec<u8>)>>,
}

impl<'w> Pe<'w> {
    /// Its rank in the collectives, where PEs are numbered the other way round so that ranks and
    /// PE numbers differ.
    pub(super) fn rank(&self) -> usize {
        self.world.size - 1 - self.number
    }

    /// Says to algorithms that memory is far.
    pub(super) fn go_far(&self) {
        self.far.set(true);
    }

    /// The address of an offset of the own heap.
    pub(super) fn ptr(&self, offset: usize) -> *mut u8 {
        self.at(offset, self.number)
    }

    /// A call of a collective, with at most `W` words of payload.
    pub(super) fn call<const W: usize>(
        &self,
        routine: record::Routine,
    ) -> Call<TestMeeting<'_, 'w, W>, &Self> {
        const { assert!(W >= 2, "a meeting carries two words at least") };
        let meeting = TestMeeting { pe: self, payload_valid: false };
        Call::new(meeting, self, Record::new(routine, record::TypeName::none))
    }

    fn posts(&self) -> MutexGuard<'w, Posts> {
        self.world.posts[self.agreements.get() % 2].lock().unwrap()
    }

    fn at(&self, offset: usize, pe: usize) -> *mut u8 {
        assert!(pe < self.world.size && offset <= self.world.heap);
        self.world
            .heaps
            .as_ptr()
            .cast_mut()
            .cast::<u8>()
            .wrapping_add(pe * self.world.heap + offset)
    }

    /// # Safety
    ///
    /// Both ranges can be accessed.
    unsafe fn copy(&self, dst: *mut u8, src: *const u8, n: usize) {
        self.note(src, n, false);
        self.note(dst, n, true);
        // SAFETY: the caller vouches for both ranges.
        unsafe { ptr::copy(src, dst, n) }
    }

    fn rendezvous(&self) {
        assert!(self.pending.borrow().is_empty(), "a transfer was not completed");
        self.world.barrier.wait();
        self.epoch.set(self.epoch.get() + 1);
    }

    fn note(&self, address: *const u8, len: usize, write: bool) {
        let start = address.addr().wrapping_sub(self.world.heaps.as_ptr().addr());
        if start < self.world.heaps.len() {
            let access = Access { epoch: self.epoch.get(), by: self.number, start, len, write };
            self.log.borrow_mut().push(access);
        }
    }

    /// Reads at once, writes at the next `complete`.
    ///
    /// # Safety
    ///
    /// Both ranges can be accessed until then.
    unsafe fn defer(&self, to: *mut u8, from: *const u8, n: usize) {
        let mut bytes = vec![0; n];
        // SAFETY: the caller vouches for the range.
        unsafe { self.copy(bytes.as_mut_ptr(), from, n) };
        self.pending.borrow_mut().push((to, bytes));
    }

    /// The program's own access to all of its heap, as anybody may do outside of a collective.
    fn use_heap(&self) -> Vec<u8> {
        let mine = self.ptr(0);
        self.note(mine, self.world.heap, true);
        let mut copy = vec![0; self.world.heap];
        // SAFETY: `copy` is as long as a heap. Should a wrong algorithm race here, the race check
        // fails the test.
        unsafe { ptr::copy(mine, copy.as_mut_ptr(), copy.len()) };
        copy
    }
}

impl Space for &Pe<'_> {
    fn locate(&self, ptr: *const u8) -> Option<Spot> {
        let offset = ptr.addr().checked_sub(self.ptr(0).addr())?;
        (offset < self.world.heap).then(|| Spot { offset, room: self.world.heap - offset })
    }

    fn is_far(&self) -> bool {
        self.far.get()
    }

    unsafe fn read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller vouches for both ranges.
        unsafe { self.copy(to, self.at(from, pe), n) }
    }

    unsafe fn begin_read(&self, to: *mut u8, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller vouches for both ranges, until `complete`.
        unsafe { self.defer(to, self.at(from, pe), n) };
    }

    unsafe fn write(&self, to: usize, pe: usize, from: *const u8, n: usize) {
        let to = self.at(to, pe);
        if pe == self.number {
            // SAFETY: the caller vouches for both ranges.
            unsafe { self.copy(to, from, n) };
        } else {
            // SAFETY: as above.
            unsafe { self.defer(to, from, n) };
        }
    }

    unsafe fn pull(&self, to: usize, from: usize, pe: usize, n: usize) {
        // SAFETY: the caller vouches for both ranges.
        unsafe { self.defer(self.at(to, self.number), self.at(from, pe), n) };
    }

    fn complete(&self) {
        for (to, bytes) in self.pending.take() {
            // SAFETY: `defer` was promised that they can be written.
            unsafe { self.copy(to, bytes.as_ptr(), bytes.len()) };
        }
    }

    fn end_job(&self, message: &str) -> ! {
        panic!("{message}")
    }
}

/// A collective of all PEs.
pub(super) struct TestMeeting<'p, 'w, const W: usize> {
    pe: &'p Pe<'w>,
    payload_valid: bool,
}

impl<const W: usize> Meeting for TestMeeting<'_, '_, W> {
    fn payload_words(&self) -> usize {
        W
    }

    fn size(&self) -> usize {
        self.pe.world.size
    }

    fn rank(&self) -> usize {
        self.pe.rank()
    }

    fn pe(&self, rank: usize) -> usize {
        self.pe.world.size - 1 - rank
    }

    fn agree(&mut self, record: &Record, payload: &[u64], width: usize) {
        assert!(payload.len() <= width && width <= W);
        let mine = self.rank();
        self.pe.agreements.set(self.pe.agreements.get() + 1);
        self.pe.posts()[mine] = (*record, payload.to_vec(), width);
        self.pe.rendezvous();
        let posts = self.pe.posts();
        for (other, _, their_width) in posts.iter() {
            if other == record {
                assert_eq!(*their_width, width, "widths differ");
            } else {
                let (record, other) = (*record, *other);
                drop(posts);
                panic!("{record} met {other}");
            }
        }
        self.payload_valid = true;
    }

    fn payload(&self, rank: usize, words: &mut [u64]) {
        assert!(self.payload_valid, "payloads end with the next rendezvous");
        let posts = self.pe.posts();
        words.copy_from_slice(&posts[rank].1[..words.len()]);
    }

    fn sync(&mut self) {
        self.payload_valid = false;
        self.pe.rendezvous();
    }

    fn leave(self, exit: Exit) {
        assert!(self.pe.pending.borrow().is_empty(), "a transfer was not completed");
        if exit == Exit::Together {
            self.pe.rendezvous();
        }
    }
}

/// Runs `body` on a thread for each heap, rank by rank as the collectives number them, and checks
/// that nothing it did raced. Returns the heaps as each PE finds its own behind the body, or the
/// first panic's message.
pub(super) fn run(
    mut heaps: Vec<Vec<u8>>,
    body: impl Fn(&Pe<'_>) + Sync,
) -> Result<Vec<Vec<u8>>, String> {
    // From ranks to PE numbers.
    heaps.reverse();
    let (size, heap) = (heaps.len(), heaps[0].len());
    let world = World {
        heaps: heaps.concat().into_iter().map(UnsafeCell::new).collect(),
        heap,
        size,
        barrier: Barrier { size, state: Mutex::default(), changed: Condvar::new() },
        posts: std::array::from_fn(|_| Mutex::new(vec![Default::default(); size])),
    };
    let one = |number| {
        let pe = Pe {
            world: &world,
            number,
            epoch: Cell::new(0),
            agreements: Cell::new(0),
            log: RefCell::default(),
            far: Cell::new(false),
            pending: RefCell::default(),
        };
        pe.use_heap();
        let outcome = catch_unwind(AssertUnwindSafe(|| body(&pe)));
        if outcome.is_err() {
            world.barrier.break_up();
        }
        let after = pe.use_heap();
        (outcome, after, pe.log.into_inner())
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..size).map(|number| scope.spawn(move || one(number))).collect();
        threads.into_iter().rev().map(|thread| thread.join().unwrap()).collect()
    });

    let (mut after, mut log, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (outcome, heap, accesses) in results {
        failures.extend(outcome.err().map(|panic| text(&*panic)));
        after.push(heap);
        log.extend(accesses);
    }
    // Those who only missed a PE that failed are not the reason.
    failures.sort_by_key(|failure| failure == "a PE is gone");
    match failures.into_iter().next() {
        Some(failure) => Err(failure),
        None => {
            races::assert_none(log, size * heap);
            Ok(after)
        }
    }
}

fn text(panic: &(dyn Any + Send)) -> String {
    match panic.downcast_ref::<String>() {
        Some(text) => text.clone(),
        None => (*panic.downcast_ref::<&str>().unwrap_or(&"a panic without text")).to_owned(),
    }
}

/// Bytes that differ from place to place and from rank to rank.
pub(super) fn pattern(rank: usize, len: usize) -> Vec<u8> {
    let mut state = rank as u64 + 1;
    let next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}
