//! The multi-PE suites over the system's OpenSHMEM library, which is Open MPI's here.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::bindings;
use crate::cargo::{self, BUILD, cargo};
use crate::foreign::two_nodes::Nodes;
use crate::parts::SUITE;
use crate::report::Report;
use crate::{elsewhere, install};

/// A job of seconds, on a machine that may be busy.
const SOON: Duration = Duration::from_secs(120);

/// Names the launcher that tests use.
const LAUNCHER: &str = "SHMEM_OSHRUN";

/// One target directory per provider, or each would build the other's programs anew. Of what is built over one library
/// and then over another, the dependencies stay.
pub(crate) const TARGET: &str = "target/system";

/// The packages whose tests start jobs.
const PACKAGES: [&str; 5] =
    ["shmem-tests", "shmem-test", "shmem-examples", "shmem-sys", "shmem-ndarray"];

/// The examples, as they run on two nodes: those that exchange many small messages with less to do.
const ON_TWO_NODES: [(&str, &[&str]); 22] = [
    ("collectives", &[]),
    ("conjugate_gradient", &[]),
    ("context_threads", &[]),
    ("heat2d", &["--side", "19", "--steps", "30"]),
    ("hello", &[]),
    ("histogram", &[]),
    ("index_gather", &["--reads", "1000"]),
    ("integer_sort", &[]),
    ("lock", &["--entries", "50"]),
    ("mailbox_pipeline", &[]),
    ("pagerank", &[]),
    ("pi", &[]),
    ("ping_pong", &[]),
    ("power_iteration", &[]),
    ("race_winner", &[]),
    ("ring", &["--laps", "10"]),
    ("rotget", &[]),
    ("rotput", &[]),
    ("signal_pipeline", &[]),
    ("teams_2d", &[]),
    ("wait_test", &[]),
    ("work_queue", &[]),
];

/// Cargo, building over the system's library.
fn over_system<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = cargo(args);
    command.env("SHMEM_SYS_PROVIDER", "system").env("CARGO_TARGET_DIR", TARGET);
    command
}

/// Everything that runs over another library.
pub(crate) fn run(report: &mut Report) {
    install::provide(&["oshcc", "oshrun", "ip"], report);
    for program in ["oshcc", "oshrun"] {
        if !install::present(program) {
            return report.skip("Open MPI", format_args!("{program} is not installed"));
        }
    }
    bindings::run(report);
    let examples = ["build", "-p", "shmem-examples", "--examples"];
    report.lint_command("examples over Open MPI", BUILD, &mut over_system(examples));
    let packages = PACKAGES.into_iter().flat_map(|package| ["-p", package]);
    let test = ["test", "--tests", "--no-fail-fast"].into_iter().chain(packages);
    report.suite("suites over Open MPI", SUITE, &mut over_system(test));
    report.lint("a library where no loader looks", elsewhere::check());
    match Nodes::new() {
        Ok(nodes) => two_nodes(&nodes.launcher(), report),
        Err(why) => report.skip("two nodes", why),
    }
}

fn two_nodes(launcher: &Path, report: &mut Report) {
    let examples = cargo::root().join(TARGET).join("debug/examples");
    for (example, args) in ON_TWO_NODES {
        let mut job = Command::new(launcher);
        job.args(["-n", "4"]).arg(examples.join(example)).args(args);
        job.env("OMPI_ALLOW_RUN_AS_ROOT", "1").env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        report.lint_command(&format!("{example} on two nodes"), SOON, &mut job);
    }
    let mut suite = over_system(["test", "-p", "shmem-tests", "--test", "collectives"]);
    suite.args(["--", "::np4"]).env(LAUNCHER, launcher);
    report.suite("collectives on two nodes", SUITE, &mut suite);
}
