//! Calls that the standard forbids, from C++: each ends the job with a message or says no, and nothing of Rust's
//! unwinds into the program.

mod prefix;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use shmem_test::{Job, Outcome};

/// A net for hangs, on a machine that may be busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// What two PEs do with a block `heap` and the variables `variable` and `work`, and what is said of it.
const ENDING: &[(&str, &str)] = &[
    ("shmem_broadcast32(heap, heap, 4, 0, 0, 0, 99, work)", "is not within the 2 PEs of the world"),
    ("shmem_long_sum_to_all(heap, heap, 4, 0, 62, 2, work, work)", "is not within the 2 PEs"),
    ("shmem_sync(-3, 0, 2, work)", "is not within the 2 PEs"),
    ("shmem_realloc(variable, 8)", "an address outside the heap"),
    ("shmem_free(heap); shmem_free(heap)", "where no block begins"),
    ("shmem_long_broadcast(WORLD, heap, heap, SIZE_MAX, 0)", "nelems is too large"),
    ("shmem_long_collect(WORLD, heap, heap, SIZE_MAX / 8)", "nelems is too large"),
    ("shmem_long_alltoalls(WORLD, heap, heap, PTRDIFF_MAX, 1, 2)", "nelems is too large"),
    ("shmem_long_sum_reduce(WORLD, heap, heap, SIZE_MAX)", "nelems is too large"),
    ("shmem_broadcastmem(WORLD, heap, heap, 8, 99)", "root 99 is not a member"),
    ("shmem_broadcastmem(WORLD, heap, heap, 8, shmem_my_pe())", "do not match"),
    ("shmem_long_sum_reduce(SHMEM_TEAM_INVALID, heap, heap, 2)", "SHMEM_TEAM_INVALID"),
    ("shmem_long_wait_until(heap, 77, 0)", "none of the six"),
    (
        "shmem_long_put_signal(heap, variable, 1, (uint64_t *)heap, 1, 99, 0)",
        "neither SHMEM_SIGNAL_SET",
    ),
    ("shmem_ctx_destroy(SHMEM_CTX_DEFAULT)", "nobody may destroy"),
    ("shmem_team_destroy(WORLD)", "nobody may destroy"),
    ("shmem_set_lock(variable); shmem_set_lock(variable)", "already has the lock"),
    ("shmem_clear_lock(variable)", "does not have the lock"),
    ("shmem_finalize()", "without a shmem_init before it"),
];

/// What is refused, or does nothing: true if so.
const REFUSED: &[&str] = &[
    "shmem_malloc(SIZE_MAX) == NULL",
    "shmem_calloc(SIZE_MAX, SIZE_MAX) == NULL",
    "shmem_align(3, 8) == NULL",
    "shmem_align(SIZE_MAX / 2 + 1, 8) == NULL",
    "shmem_ptr(heap, 99) == NULL",
    "shmem_team_translate_pe(WORLD, 99, WORLD) == -1",
    "shmem_ctx_create(-1, &context) != 0",
    "shmem_team_split_strided(WORLD, -1, 0, 5, NULL, 0, &team) != 0",
    "shmem_team_split_2d(WORLD, 0, NULL, 0, &team, NULL, 0, &other) != 0",
    "shmem_long_wait_until_some(heap, 0, NULL, NULL, SHMEM_CMP_EQ, 0) == 0",
];

/// A program that does what the number of its argument says: the calls that end jobs, then those refused.
fn program() -> String {
    let mut cases = String::new();
    for (i, (call, _)) in ENDING.iter().enumerate() {
        writeln!(cases, "case {i}: {call}; break;").unwrap();
    }
    for (call, i) in REFUSED.iter().zip(ENDING.len()..) {
        writeln!(cases, "case {i}: if (!({call})) return 9; break;").unwrap();
    }
    format!(
        "
        #include <cstdint>
        #include <cstdio>
        #include <cstdlib>
        #include <shmem.h>
        #define WORLD SHMEM_TEAM_WORLD
        static long variable[2], work[SHMEM_REDUCE_SYNC_SIZE];
        int main(int, char **argv)
        {{
            shmem_init();
            long *heap = (long *)shmem_calloc(16, sizeof(long));
            shmem_ctx_t context;
            shmem_team_t team, other;
            try {{
                switch (atoi(argv[1])) {{
                    {cases}
                }}
            }} catch (...) {{
                fputs(\"something was thrown\\n\", stderr);
            }}
            shmem_finalize();
            (void)context, (void)team, (void)other, (void)heap;
        }}"
    )
}

#[test]
fn errors_are_messages_and_never_unwind() {
    let prefix = prefix::install().unwrap();
    let program_path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("misuse");
    let source = program_path.with_extension("cpp");
    fs::write(&source, program()).unwrap();
    let mut compiler = Command::new(prefix.join("bin/oshc++"));
    prefix::run(
        compiler.arg("-Wno-deprecated-declarations").arg("-o").arg(&program_path).arg(source),
    )
    .unwrap();
    let run = |i: usize| -> (Outcome, String) {
        let job = Job::new(&program_path, 2).args([i.to_string()]);
        let outcome = shmem_test::run_job(job, DEADLINE).unwrap();
        let said = String::from_utf8_lossy(&outcome.stderr.concat()).into_owned();
        assert!(!said.contains("panicked") && !said.contains("thrown"), "{said}");
        (outcome, said)
    };
    for (i, (call, why)) in ENDING.iter().enumerate() {
        let (outcome, said) = run(i);
        assert!(outcome.status == 1 && said.contains(why), "{call}: {outcome:?}");
    }
    for (call, i) in REFUSED.iter().zip(ENDING.len()..) {
        let (outcome, _) = run(i);
        assert_eq!(outcome.status, 0, "{call}: {outcome:?}");
    }
}
