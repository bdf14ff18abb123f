//! Static variables in jobs that go wrong: what is said, and that nothing hangs.

mod prefix;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use shmem_test::{Job, Outcome};

/// A net for hangs, on a machine that may be busy.
const DEADLINE: Duration = Duration::from_secs(60);

static PREFIX: LazyLock<PathBuf> = LazyLock::new(|| prefix::install().unwrap());

/// Compiles a program and gives its path.
fn compiled(name: &str, text: &str, flags: &[&str]) -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let source = program.with_extension("c");
    fs::write(&source, text).unwrap();
    let mut compiler = Command::new(PREFIX.join("bin/oshcc"));
    prefix::run(compiler.arg("-pthread").args(flags).arg("-o").arg(&program).arg(source)).unwrap();
    program
}

fn run(program: &Path, npes: usize) -> Outcome {
    shmem_test::run_job(Job::new(program, npes), DEADLINE).unwrap()
}

/// How many PEs said so.
fn said(outcome: &Outcome, what: &str) -> usize {
    outcome.stderr.iter().filter(|text| String::from_utf8_lossy(text).contains(what)).count()
}

#[track_caller]
fn assert_ended(outcome: &Outcome, why: &str) {
    assert!(outcome.status != 0 && said(outcome, why) > 0, "{outcome:?}");
}

/// A program with so many bytes of variables.
fn with_bytes(bytes: usize) -> String {
    format!(
        "#include <shmem.h>\nchar bytes[{bytes}];\nint main(void) {{ shmem_init(); shmem_finalize(); return bytes[0]; }}\n"
    )
}

#[test]
fn two_programs_in_one_job_are_refused() {
    let small = compiled("statics_small", &with_bytes(10), &[]);
    let large = compiled("statics_larger", &with_bytes(100_000), &[]);
    assert_eq!(run(&small, 2).status, 0);
    let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join("statics_of_two.sh");
    let choose = format!(
        "#!/bin/sh\ncase $SHMEM_SMP_JOB in *:pe=1:*) exec {};; *) exec {};; esac\n",
        large.display(),
        small.display()
    );
    fs::write(&script, choose).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    assert_ended(&run(&script, 2), "was started with another program");
}

#[test]
fn threads_before_init_are_told_of_once() {
    const PROGRAM: &str = "
        #include <pthread.h>
        #include <shmem.h>
        #include <unistd.h>
        static int variable;
        static void *work(void *nothing) { pause(); return nothing; }
        int main(void)
        {
            pthread_t thread;
            pthread_create(&thread, NULL, work, NULL);
            for (int i = 0; i < 2; i++) {
                shmem_init();
                if (shmem_addr_accessible(&variable, 0))
                    return 9;
                shmem_finalize();
            }
            return 0;
        }";
    let outcome = run(&compiled("statics_threads_first", PROGRAM, &[]), 3);
    let line = "static variables are not symmetric in this job: 2 threads ran at init";
    assert_eq!((outcome.status, said(&outcome, line)), (0, 1), "{outcome:?}");
    assert_eq!(String::from_utf8_lossy(&outcome.stderr.concat()).matches(line).count(), 1);
}

#[test]
fn a_mismatch_names_static_variables() {
    const PROGRAM: &str = "
        #include <shmem.h>
        static long one, other, source;
        int main(void)
        {
            shmem_init();
            long *heap = shmem_malloc(sizeof(long));
            shmem_long_sum_reduce(SHMEM_TEAM_WORLD, shmem_my_pe() == 0 ? &one : &other, heap, 1);
            shmem_long_sum_reduce(SHMEM_TEAM_WORLD, heap, &source, 1);
            shmem_finalize();
        }";
    let outcome = run(&compiled("statics_mismatch", PROGRAM, &[]), 2);
    assert_ended(&outcome, "shmem_long_sum_reduce(nelems: 1, dest: static data+0x");
    assert_eq!(said(&outcome, "heap+"), 0, "{outcome:?}");
}

#[test]
fn what_was_never_zero_is_no_lock() {
    const PROGRAM: &str = "
        #include <shmem.h>
        #include <stdlib.h>
        static long lock;
        int main(int argc, char **argv)
        {
            shmem_init();
            lock = argc > 1 ? strtol(argv[1], NULL, 0) : 0;
            shmem_barrier_all();
            if (shmem_my_pe() == 0)
                WHAT(&lock);
            shmem_barrier_all();
            shmem_finalize();
        }";
    // Behind PE 98, and with it as the next one.
    for (routine, value) in [("shmem_set_lock", "0x63"), ("shmem_clear_lock", "0x18d00000002")] {
        let what = format!("-DWHAT={routine}");
        let program = compiled(&format!("statics_{routine}"), PROGRAM, &[&what]);
        let outcome = shmem_test::run_job(Job::new(&program, 2).args([value]), DEADLINE);
        assert_ended(&outcome.unwrap(), &format!("{routine}: this is no lock"));
    }
}

#[test]
fn a_static_executable_with_threads_may_not_fork() {
    const PROGRAM: &str = "
        #include <pthread.h>
        #include <shmem.h>
        #include <unistd.h>
        static void *work(void *nothing) { pause(); return nothing; }
        int main(void)
        {
            pthread_t thread;
            shmem_init();
            pthread_create(&thread, NULL, work, NULL);
            if (fork() == 0)
                _exit(0);
            shmem_finalize();
            return 0;
        }";
    let dynamic = compiled("statics_threads_dynamic", PROGRAM, &[]);
    assert_eq!(run(&dynamic, 2).status, 0);
    let program = compiled("statics_threads_static", PROGRAM, &["-static"]);
    assert_ended(&run(&program, 2), "fork was called with several threads in a static executable");
}
