//! Setup, exit and query.
#![allow(unsafe_code, reason = "tests the raw API")]
#![allow(missing_docs, reason = "a test binary")]

use core::ffi::{CStr, c_char, c_int, c_void};

use shmem_sys::{
    SHMEM_MAJOR_VERSION, SHMEM_MAX_NAME_LEN, SHMEM_MINOR_VERSION, SHMEM_THREAD_MULTIPLE,
    SHMEM_VENDOR_STRING, shmem_finalize, shmem_init, shmem_init_thread,
};
use shmem_test::{Trial, trials};
use shmem_tests::{Sym, barrier, expect_another_init, left, me, npes, pe, right};

fn initialized() -> bool {
    let mut answer = -1;
    // SAFETY: the out parameter is a local variable; callable at any time.
    unsafe { shmem_sys::shmem_query_initialized(&raw mut answer) };
    assert!(answer >= 0);
    answer != 0
}

/// Every PE has its own number below the number of PEs.
fn numbers() {
    assert!(me() < npes());
    let seen = Sym::filled(npes(), 0u32);
    for target in 0..npes() {
        // SAFETY: a symmetric word.
        unsafe { shmem_sys::shmem_uint32_atomic_inc(seen.at(me()), pe(target)) };
    }
    barrier();
    assert_eq!(seen.to_vec(), vec![1; npes()]);
    barrier();
}

fn old_numbers() {
    // SAFETY: initialised.
    assert_eq!(unsafe { shmem_sys::_my_pe() }, pe(me()));
    // SAFETY: initialised.
    assert_eq!(unsafe { shmem_sys::_num_pes() }, pe(npes()));
}

fn pe_accessible() {
    for number in [c_int::MIN, -1, 0, pe(npes()) - 1, pe(npes()), c_int::MAX] {
        // SAFETY: initialised.
        let answer = unsafe { shmem_sys::shmem_pe_accessible(number) };
        assert_eq!(answer, c_int::from((0..pe(npes())).contains(&number)), "PE {number}");
    }
}

fn addr_accessible() {
    let block = Sym::filled(1_000, 0u64);
    static STATIC: u64 = 0;
    let local = 0u64;
    let accessible = |address: *const u64, number| {
        // SAFETY: initialised; nothing is touched.
        unsafe { shmem_sys::shmem_addr_accessible(address.cast(), number) }
    };
    for number in 0..pe(npes()) {
        assert_eq!(accessible(block.ptr(), number), 1);
        assert_eq!(accessible(block.at(999), number), 1);
        assert_eq!(accessible(&raw const local, number), 0, "a variable on the stack");
        assert_eq!(accessible(&raw const STATIC, number), 0, "a static of a Rust program");
        assert_eq!(accessible(core::ptr::null(), number), 0);
        assert_eq!(accessible(core::ptr::without_provenance(usize::MAX), number), 0);
    }
    for number in [-1, pe(npes()), c_int::MAX] {
        assert_eq!(accessible(block.ptr(), number), 0, "PE {number}");
    }
    // Another PE's copy is no symmetric address.
    if npes() > 1 {
        let theirs = ptr(block.ptr().cast(), pe(right()));
        assert_eq!(accessible(theirs.cast(), pe(me())), 0);
    }
    barrier();
}

fn ptr(symmetric: *const c_void, number: c_int) -> *mut c_void {
    // SAFETY: initialised; nothing is touched.
    unsafe { shmem_sys::shmem_ptr(symmetric, number) }
}

/// Loads and stores through the pointer are the other PE's memory.
fn pointers() {
    let block = Sym::new(&[me() as u64, 7]);
    let here = ptr(block.ptr().cast(), pe(me())).cast::<u64>();
    assert_eq!(here, block.ptr(), "the own copy");
    let there = ptr(block.at(1).cast(), pe(right())).cast::<u64>();
    assert!(!there.is_null(), "one host");
    // SAFETY: a word of this job's memory that nobody else writes.
    unsafe { there.write_volatile(100 + me() as u64) };
    barrier();
    assert_eq!(block.to_vec(), [me() as u64, 100 + left() as u64]);
    let local = 0u64;
    for number in [-1, pe(npes()), c_int::MAX, c_int::MIN] {
        assert!(ptr(block.ptr().cast(), number).is_null(), "PE {number}");
    }
    assert!(ptr((&raw const local).cast(), pe(right())).is_null(), "not symmetric");
    assert!(ptr(core::ptr::null(), 0).is_null());
    barrier();
}

fn version_and_name() {
    let (mut major, mut minor) = (-1, -1);
    // SAFETY: the out parameters are local variables.
    unsafe { shmem_sys::shmem_info_get_version(&raw mut major, &raw mut minor) };
    assert_eq!((major, minor), (SHMEM_MAJOR_VERSION, SHMEM_MINOR_VERSION));
    assert_eq!((major, minor), (1, 6));
    let mut name = [0x55 as c_char; SHMEM_MAX_NAME_LEN as usize];
    // SAFETY: as much room as the standard asks for.
    unsafe { shmem_sys::shmem_info_get_name(name.as_mut_ptr()) };
    // SAFETY: NUL-terminated, as the routine promises, or the test ends here.
    let name = unsafe { CStr::from_ptr(name.as_ptr()) };
    assert_eq!(name.to_str(), Ok(SHMEM_VENDOR_STRING));
}

/// Inits count: only the last finalize is one. The level stays what it was.
fn nested_inits() {
    let mut provided = -1;
    // SAFETY: initialised before; matched below.
    unsafe { shmem_init() };
    // SAFETY: as above; the out parameter is a local variable.
    assert_eq!(unsafe { shmem_init_thread(0, &raw mut provided) }, 0);
    assert_eq!(provided, SHMEM_THREAD_MULTIPLE);
    for _ in 0..2 {
        let cell = Sym::filled(1, 0u64);
        // SAFETY: symmetric.
        unsafe { shmem_sys::shmem_uint64_p(cell.ptr(), 9, pe(right())) };
        // SAFETY: not the last one: a barrier that completes the put.
        unsafe { shmem_finalize() };
        assert_eq!(cell.read(0), 9);
        assert!(initialized());
    }
}

/// After the last finalize, everything begins anew, on a clean heap.
fn again_and_again() {
    assert!(!initialized());
    for round in 0..5 {
        // SAFETY: not initialised; matched below.
        unsafe { shmem_init() };
        assert!(initialized());
        let cell = Sym::new(&[me() as u64 + round]);
        // SAFETY: symmetric.
        let theirs = unsafe { shmem_sys::shmem_uint64_g(cell.ptr(), pe(right())) };
        assert_eq!(theirs, right() as u64 + round);
        barrier();
        if round % 2 == 0 {
            // What the program does not free, finalize does.
            std::mem::forget(cell);
        } else {
            drop(cell);
        }
        // SAFETY: matches the init.
        unsafe { shmem_finalize() };
        assert!(!initialized());
    }
}

/// Finalizing is a barrier and completes what is pending.
fn finalize_waits_for_all() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_init() };
    let word = Sym::filled(1, 0u64);
    if me() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        for target in 0..npes() {
            // SAFETY: symmetric.
            unsafe { shmem_sys::shmem_uint64_p(word.ptr(), 1, pe(target)) };
        }
    }
    let seen = ptr(word.ptr().cast(), pe(me())).cast::<u64>();
    std::mem::forget(word);
    // SAFETY: the first of two; an inner finalize is a barrier.
    unsafe { shmem_init() };
    // SAFETY: matches the inner init.
    unsafe { shmem_finalize() };
    // SAFETY: this PE's word, before the heap goes.
    assert_eq!(unsafe { seen.read_volatile() }, 1);
    // SAFETY: matches the outer init.
    unsafe { shmem_finalize() };
}

/// `start_pes` needs no finalize, and its argument and repetition mean nothing.
fn start_pes() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_sys::start_pes(0) };
    // SAFETY: has no effect.
    unsafe { shmem_sys::start_pes(17) };
    assert!(initialized());
    numbers();
}

fn global_exit_7() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_init() };
    if me() == npes() - 1 {
        println!("leaving");
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_global_exit(7) };
    }
    barrier();
    unreachable!("the job has ended");
}

/// Ends the job without an error though the others are in a barrier.
fn global_exit_0() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_init() };
    if me() == 0 {
        // SAFETY: initialised.
        unsafe { shmem_sys::shmem_global_exit(0) };
    }
    barrier();
    unreachable!("the job has ended");
}

fn just_init() {
    // SAFETY: first thing in a job of its own.
    unsafe { shmem_init() };
    // SAFETY: matches the init.
    unsafe { shmem_finalize() };
}

/// A variable at whose being set PE 0 prints something at init.
fn prints(variable: &'static str, text: &'static str) -> Trial {
    Trial::new(format!("env::{variable}"), just_init)
        .npes(&[2])
        .job(move |job| job.env(variable, "1"))
        .ends(move |ended| {
            ended.expect_status(0);
            let all = format!("{}{}", ended.stdout(0), ended.stderr(0));
            assert!(all.contains(text), "expected {text:?} in {all:?}");
            assert_eq!(ended.stdout(1) + ended.stderr(1), "", "one PE speaks for all");
        })
}

fn main() {
    let mut all = trials![
        numbers: [1, 2, 3, 4, 7], old_numbers, pe_accessible, addr_accessible, pointers,
        version_and_name, nested_inits,
    ];
    all.extend([
        Trial::new("again_and_again", again_and_again).npes(&[1, 2, 4]).ends(expect_another_init),
        Trial::new("finalize_waits_for_all", finalize_waits_for_all).npes(&[1, 3]).job(|job| job),
        Trial::new("start_pes", start_pes).npes(&[1, 3]).job(|job| job),
        Trial::new("global_exit_7", global_exit_7).npes(&[1, 2, 4]).ends(|ended| {
            ended.expect_status(7);
            let last = ended.outcome().stdout.len() - 1;
            assert_eq!(ended.stdout(last), "leaving\n", "standard output is flushed");
        }),
        Trial::new("global_exit_0", global_exit_0).npes(&[1, 3]).job(|job| job),
        Trial::new("silent", just_init).npes(&[2]).ends(|ended| {
            ended.expect_status(0);
            for pe in 0..2 {
                assert_eq!(ended.stdout(pe) + ended.stderr(pe), "", "a job that says nothing");
            }
        }),
        prints("SHMEM_VERSION", SHMEM_VENDOR_STRING),
        prints("SHMEM_INFO", "SHMEM_SYMMETRIC_SIZE"),
        prints("SHMEM_DEBUG", "2 PEs"),
        prints("SMA_VERSION", SHMEM_VENDOR_STRING),
        prints("SMA_INFO", "SHMEM_SYMMETRIC_SIZE"),
        prints("SMA_DEBUG", "2 PEs"),
    ]);
    shmem_test::run(all);
}
