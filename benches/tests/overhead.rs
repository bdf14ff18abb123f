//! The safe calls take no more instructions beyond the raw ones than they may, and put and get no more
//! for large transfers than for small ones.

use std::path::Path;
use std::process::Command;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let valgrind = Command::new("valgrind").arg("--version").output().is_ok();
    let bounds = Trial::test("safe_calls_keep_to_their_bounds", || {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("assembly");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--package", "shmem-benches"])
            .args(["--bin", "overhead", "--config", "profile.release.debug=0", "--target-dir"])
            .arg(&target)
            .status()?;
        if !status.success() {
            return Err("it does not compile".into());
        }
        let output = Command::new(target.join("release/overhead")).arg("--check").output()?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        if output.status.success() { Ok(()) } else { Err(text.into()) }
    });
    let trials = vec![bounds.with_ignored_flag(!valgrind)];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
