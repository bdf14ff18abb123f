//! The symmetric heap: allocation, alignment, growth, release, exhaustion, and the environment
//! variable that sizes it.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::c_void;
use core::ptr::null_mut;
use std::thread;
use std::time::Duration;

use shmem_sys::{SHMEM_MALLOC_ATOMICS_REMOTE, SHMEM_MALLOC_SIGNAL_REMOTE};
use shmem_test::{Trial, trials};
use shmem_tests::{barrier, left, me, npes, pe, right};

fn malloc(size: usize) -> *mut u8 {
    // SAFETY: collective, with the same size on all PEs.
    unsafe { shmem_sys::shmem_malloc(size) }.cast()
}

fn free(block: *mut u8) {
    // SAFETY: collective; the block is used no more.
    unsafe { shmem_sys::shmem_free(block.cast()) }
}

fn realloc(block: *mut u8, size: usize) -> *mut u8 {
    // SAFETY: collective; a live block or NULL.
    unsafe { shmem_sys::shmem_realloc(block.cast(), size) }.cast()
}

fn fill(block: *mut u8, len: usize, value: u8) {
    // SAFETY: this PE's block is at least that long.
    unsafe { block.write_bytes(value, len) }
}

fn byte(block: *mut u8, index: usize) -> u8 {
    // SAFETY: this PE's block is longer than that.
    unsafe { block.wrapping_add(index).read_volatile() }
}

fn holds(block: *mut u8, len: usize, value: u8) -> bool {
    (0..len).all(|index| byte(block, index) == value)
}

/// Sends a byte to the neighbour's copy of a block and finds the other neighbour's in its own.
fn is_symmetric(block: *mut u8) {
    barrier();
    // SAFETY: symmetric.
    unsafe { shmem_sys::shmem_uint8_p(block, me() as u8 + 1, pe(right())) };
    barrier();
    assert_eq!(byte(block, 0), left() as u8 + 1);
    barrier();
}

/// Makes the PEs' order of arrival show: only a barrier makes `before` of all visible after it.
fn synchronises(act: impl Fn()) {
    let arrivals = malloc(8).cast::<u64>();
    // SAFETY: this PE's word.
    unsafe { arrivals.write_volatile(0) };
    barrier();
    if me() == npes() - 1 {
        // Whoever does not wait for the last one is gone by then.
        thread::sleep(Duration::from_millis(10));
    }
    for target in 0..npes() {
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint64_atomic_inc(arrivals, pe(target)) };
    }
    act();
    // SAFETY: this PE's word.
    assert_eq!(unsafe { arrivals.read_volatile() }, npes() as u64, "not a barrier");
    barrier();
    free(arrivals.cast());
}

fn blocks_are_apart_and_symmetric() {
    let sizes = [1, 7, 8, 64, 65, 1000, 4096, 100_000];
    let blocks: Vec<*mut u8> = sizes.iter().map(|&size| malloc(size)).collect();
    for (i, (&block, &size)) in blocks.iter().zip(&sizes).enumerate() {
        assert!(!block.is_null());
        assert_eq!(block as usize % 16, 0, "good for any C type");
        fill(block, size, 10 + i as u8);
    }
    for (i, (&block, &size)) in blocks.iter().zip(&sizes).enumerate() {
        assert!(holds(block, size, 10 + i as u8), "block {i} was overwritten by another");
    }
    barrier();
    blocks.iter().for_each(|&block| is_symmetric(block));
    // In another order than they came.
    for i in [3, 0, 7, 1, 6, 2, 5, 4] {
        free(blocks[i]);
    }
}

/// No memory, no barrier: PE 0 alone calls here, any number of times.
fn size_zero_is_null_and_no_barrier() {
    if me() == 0 {
        for _ in 0..3 {
            assert!(malloc(0).is_null());
            // SAFETY: of size 0, hence not collective.
            assert!(unsafe { shmem_sys::shmem_calloc(0, 8) }.is_null());
            // SAFETY: as above.
            assert!(unsafe { shmem_sys::shmem_calloc(8, 0) }.is_null());
            // SAFETY: as above.
            assert!(unsafe { shmem_sys::shmem_align(64, 0) }.is_null());
            // SAFETY: as above.
            assert!(unsafe { shmem_sys::shmem_malloc_with_hints(0, 0) }.is_null());
            assert!(realloc(null_mut(), 0).is_null());
            free(null_mut());
        }
    }
    barrier();
}

fn allocation_ends_with_a_barrier() {
    synchronises(|| free_later(malloc(64)));
    // SAFETY: collective.
    synchronises(|| free_later(unsafe { shmem_sys::shmem_calloc(3, 5) }.cast()));
    // SAFETY: collective.
    synchronises(|| free_later(unsafe { shmem_sys::shmem_align(256, 5) }.cast()));
    synchronises(|| {
        // SAFETY: collective.
        let block = unsafe { shmem_sys::shmem_malloc_with_hints(64, SHMEM_MALLOC_SIGNAL_REMOTE) };
        free_later(block.cast());
    });
    synchronises(|| free_later(realloc(null_mut(), 64)));
    LATER.with_borrow_mut(|blocks| blocks.drain(..).for_each(free));
}

thread_local! {
    static LATER: std::cell::RefCell<Vec<*mut u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Freeing here would be a barrier as well, and hide a missing one.
fn free_later(block: *mut u8) {
    assert!(!block.is_null());
    LATER.with_borrow_mut(|blocks| blocks.push(block));
}

fn free_and_realloc_begin_with_a_barrier() {
    let block = malloc(64);
    synchronises(|| free(block));
    let block = malloc(64);
    let grown = std::cell::Cell::new(null_mut());
    synchronises(|| grown.set(realloc(block, 5_000)));
    synchronises(|| {
        // Size 0 frees, and gives nothing back.
        assert!(realloc(grown.get(), 0).is_null());
    });
}

fn alignment() {
    let mut blocks = Vec::new();
    for shift in 3..=20 {
        // SAFETY: collective; a power of two that a pointer's size divides.
        let block = unsafe { shmem_sys::shmem_align(1 << shift, 100) }.cast::<u8>();
        assert!(!block.is_null(), "aligned to 2^{shift}");
        assert_eq!(block as usize % (1 << shift), 0, "aligned to 2^{shift}");
        is_symmetric(block);
        blocks.push(block);
    }
    blocks.into_iter().rev().for_each(free);
}

/// What is no alignment is refused with NULL by all PEs, and nothing else happens.
fn bad_alignment() {
    for alignment in [0, 1, 2, 4, 3, 24, 100, usize::MAX] {
        // SAFETY: collective.
        let block = unsafe { shmem_sys::shmem_align(alignment, 64) };
        assert!(block.is_null(), "an alignment of {alignment}");
    }
    is_symmetric_and_freed(malloc(64));
}

fn is_symmetric_and_freed(block: *mut u8) {
    assert!(!block.is_null());
    is_symmetric(block);
    free(block);
}

/// Cleared on every PE, though the memory was used before.
fn calloc_is_zero_everywhere() {
    let dirty = malloc(40_000);
    fill(dirty, 40_000, 0xff);
    free(dirty);
    // SAFETY: collective.
    let block = unsafe { shmem_sys::shmem_calloc(1_000, 40) }.cast::<u8>();
    assert_eq!(block, dirty, "the test wants used memory");
    let mut copy = vec![1u8; 40_000];
    for target in 0..npes() {
        // SAFETY: symmetric and in bounds.
        unsafe {
            shmem_sys::shmem_getmem(copy.as_mut_ptr().cast(), block.cast(), 40_000, pe(target));
        }
        assert!(copy.iter().all(|&b| b == 0), "PE {target}'s part is not cleared");
    }
    barrier();
    free(block);
    // SAFETY: collective; a size that does not exist.
    assert!(unsafe { shmem_sys::shmem_calloc(usize::MAX / 2, 3) }.is_null());
}

fn realloc_keeps_data() {
    let mut block = malloc(1_000);
    fill(block, 1_000, me() as u8 + 1);
    let neighbour = malloc(64);
    let mut kept = 1_000;
    for size in [2_000, 100_000, 1_500, 10, 1_000] {
        block = realloc(block, size);
        assert!(!block.is_null());
        kept = kept.min(size);
        assert!(holds(block, kept, me() as u8 + 1), "grown or shrunk to {size}");
    }
    is_symmetric(block);
    free(block);
    is_symmetric_and_freed(neighbour);
    is_symmetric_and_freed(realloc(null_mut(), 100));
}

/// A block that nearly fills the heap can be made smaller, and larger again up to where it ended.
fn realloc_in_a_full_heap() {
    let (mut large, mut step) = (0, 1usize << 40);
    while step > 4096 {
        let block = malloc(large + step);
        if !block.is_null() {
            large += step;
            free(block);
        }
        step /= 2;
    }
    let block = malloc(large);
    assert!(!block.is_null());
    fill(block, 100, 7);
    let smaller = realloc(block, large / 4 * 3);
    assert!(!smaller.is_null() && holds(smaller, 100, 7));
    let beside = malloc(large / 5);
    assert!(!beside.is_null(), "what was cut off is free");
    assert!(realloc(smaller, large).is_null(), "not what is in use again");
    assert!(holds(smaller, 100, 7), "as it was");
    is_symmetric(smaller);
    free(beside);
    free(smaller);
    is_symmetric_and_freed(malloc(large));
}

fn hints() {
    for hints in [
        0,
        SHMEM_MALLOC_ATOMICS_REMOTE,
        SHMEM_MALLOC_SIGNAL_REMOTE,
        SHMEM_MALLOC_ATOMICS_REMOTE | SHMEM_MALLOC_SIGNAL_REMOTE,
    ] {
        // SAFETY: collective.
        let block = unsafe { shmem_sys::shmem_malloc_with_hints(1_000, hints) }.cast::<u8>();
        fill(block, 1_000, 3);
        barrier();
        let block = realloc(block, 2_000);
        assert!(holds(block, 1_000, 3));
        is_symmetric_and_freed(block);
    }
}

/// More than there is gives NULL on all PEs, again and again, and costs nothing.
fn exhaustion() {
    let block = malloc(1_000);
    fill(block, 1_000, 5);
    for size in [1 << 62, usize::MAX, usize::MAX - 100, isize::MAX as usize] {
        assert!(malloc(size).is_null(), "{size} bytes");
        // SAFETY: collective.
        assert!(unsafe { shmem_sys::shmem_calloc(1, size) }.is_null());
        // SAFETY: collective.
        assert!(unsafe { shmem_sys::shmem_align(4096, size) }.is_null());
        // SAFETY: collective.
        assert!(unsafe { shmem_sys::shmem_malloc_with_hints(size, 0) }.is_null());
        assert!(realloc(block, size).is_null(), "{size} bytes");
        assert!(holds(block, 1_000, 5), "a failed realloc leaves the block");
    }
    is_symmetric_and_freed(block);
}

/// A small heap taken to its end and given back, several times: none of it gets lost.
fn the_last_byte() {
    with_init(|| {
        let mut counts = Vec::new();
        for _ in 0..5 {
            let mut blocks = Vec::new();
            loop {
                let block = malloc(10_000);
                if block.is_null() {
                    break;
                }
                fill(block, 10_000, blocks.len() as u8);
                blocks.push(block);
            }
            for (i, &block) in blocks.iter().enumerate() {
                assert!(holds(block, 10_000, i as u8));
            }
            counts.push(blocks.len());
            // Every second one first: what is free then is in pieces.
            blocks.iter().step_by(2).for_each(|&block| free(block));
            blocks.iter().skip(1).step_by(2).for_each(|&block| free(block));
        }
        assert!(counts[0] >= 100, "1 MiB holds more than {} times 10,000 bytes", counts[0]);
        assert_eq!(counts, vec![counts[0]; 5]);
        let all = malloc(1 << 20);
        assert!(!all.is_null(), "the heap is a floor: its size can be had in one block");
        fill(all, 1 << 20, 1);
        free(all);
    });
}

fn with_init(body: impl FnOnce()) {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::shmem_init() };
    body();
    // SAFETY: matches the init.
    unsafe { shmem_sys::shmem_finalize() };
}

/// The old names are the same routines.
fn old_names() {
    // SAFETY: collective.
    let block = unsafe { shmem_sys::shmalloc(100) };
    fill(block.cast(), 100, 9);
    barrier();
    // SAFETY: collective; a live block.
    let block = unsafe { shmem_sys::shrealloc(block, 10_000) };
    assert!(holds(block.cast(), 100, 9));
    // SAFETY: collective.
    let aligned = unsafe { shmem_sys::shmemalign(4096, 100) };
    assert_eq!(aligned as usize % 4096, 0);
    is_symmetric(block.cast());
    is_symmetric(aligned.cast());
    // SAFETY: collective; used no more.
    unsafe { shmem_sys::shfree(block) };
    // SAFETY: collective; used no more.
    unsafe { shmem_sys::shfree(aligned) };
}

/// Whether a block of that many bytes can be had, in a job whose heap the environment sizes.
fn can_have(size: usize, more: usize) -> impl Fn() + Send + Sync {
    move || {
        with_init(|| {
            let block: *mut c_void = malloc(size).cast();
            assert!(!block.is_null(), "{size} bytes of a heap that should have them");
            free(block.cast());
            assert!(malloc(more).is_null(), "{more} bytes of a heap that should not have them");
        });
    }
}

/// A job with this variable set to this value.
fn sized(name: &str, variable: &'static str, value: &'static str, size: usize) -> Trial {
    // Heaps are rounded up, though not to the double of so large a one.
    Trial::new(format!("symmetric_size::{name}"), can_have(size, 2 * size + (4 << 20)))
        .npes(&[2])
        .job(move |job| job.env(variable, value))
}

fn bad_size(name: &str, value: &'static str) -> Trial {
    Trial::new(format!("symmetric_size::{name}"), || with_init(|| ()))
        .npes(&[1])
        .job(move |job| job.env("SHMEM_SYMMETRIC_SIZE", value))
        .ends(|ended| {
            ended.expect_status(1);
            ended.expect_message("SHMEM_SYMMETRIC_SIZE");
        })
}

fn main() {
    let mut all = trials![
        blocks_are_apart_and_symmetric,
        size_zero_is_null_and_no_barrier,
        allocation_ends_with_a_barrier,
        free_and_realloc_begin_with_a_barrier,
        alignment,
        bad_alignment,
        calloc_is_zero_everywhere,
        realloc_keeps_data,
        realloc_in_a_full_heap,
        hints,
        exhaustion,
        old_names,
    ];
    all.extend([
        Trial::new("the_last_byte", the_last_byte)
            .npes(&[1, 3])
            .job(|job| job.env("SHMEM_SYMMETRIC_SIZE", "1m")),
        sized("bytes", "SHMEM_SYMMETRIC_SIZE", "8388608", 8 << 20),
        sized("mebibytes", "SHMEM_SYMMETRIC_SIZE", "20m", 20 << 20),
        sized("a_fraction", "SHMEM_SYMMETRIC_SIZE", "3.1M", 3_250_586),
        sized("kibibytes_and_a_rest", "SHMEM_SYMMETRIC_SIZE", "8192KiB", 8 << 20),
        sized("gibibytes", "SHMEM_SYMMETRIC_SIZE", ".25g", 256 << 20),
        sized("old_spelling", "SMA_SYMMETRIC_SIZE", "16M", 16 << 20),
        bad_size("no_number", "plenty"),
        bad_size("negative", "-1m"),
        bad_size("nothing", ""),
        bad_size("more_than_there_are_addresses", "99999999t"),
    ]);
    shmem_test::run(all);
}
