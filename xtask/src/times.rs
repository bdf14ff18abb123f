//! What takes the time: steps and trials, the longest first.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How many of each kind are told of.
const MOST: usize = 10;

/// What takes less is nobody's trouble.
const SHORT: Duration = Duration::from_secs(1);

/// How long steps and trials took.
#[derive(Default)]
pub(crate) struct Times {
    steps: Vec<(String, Duration)>,
    trials: Vec<(String, Duration)>,
}

impl Times {
    pub(crate) fn step(&mut self, name: &str, took: Duration) {
        self.steps.push((name.to_owned(), took));
    }

    /// Takes those of a suite over.
    pub(crate) fn suite(&mut self, name: &str, clock: &Clock) {
        let named = |(what, took): &(String, Duration)| (format!("{name}, {what}"), *took);
        self.steps.extend(clock.times.steps.iter().map(named));
        self.trials.extend(clock.times.trials.iter().map(named));
    }

    /// A line of the longest steps, and one of the longest trials.
    pub(crate) fn longest(&self) -> String {
        let mut text = String::new();
        for (kind, times) in [("steps", &self.steps), ("trials", &self.trials)] {
            let mut times: Vec<_> = times.iter().filter(|(_, took)| *took >= SHORT).collect();
            times.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
            let told = times.iter().take(MOST);
            let told: Vec<_> =
                told.map(|(name, took)| format!("{name} {:.0} s", took.as_secs_f64())).collect();
            if !told.is_empty() {
                let _ = writeln!(text, "  longest {kind}: {}", told.join("; "));
            }
        }
        text
    }
}

/// Listens to `cargo test`. A trial took the time since another was last heard of, which is too little only where
/// several run at once.
pub(crate) struct Clock {
    /// What runs: cargo itself, or a test binary.
    running: String,
    since: Instant,
    last: Instant,
    times: Times,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self { running: "build".to_owned(), since: now, last: now, times: Times::default() }
    }

    pub(crate) fn hear(&mut self, line: &str) {
        let line = line.trim();
        if let Some(binary) = line.strip_prefix("Running ").or(line.strip_prefix("Doc-tests ")) {
            self.step();
            binary.split(" (").next().unwrap_or_default().clone_into(&mut self.running);
        } else if line.starts_with("test result: ") {
            self.step();
        } else if let Some(trial) =
            line.strip_prefix("test ").and_then(|test| test.split_once(" ... "))
        {
            self.times.trials.push((trial.0.trim_end().to_owned(), self.last.elapsed()));
            self.last = Instant::now();
        }
    }

    /// Something else begins.
    fn step(&mut self) {
        let ended = std::mem::take(&mut self.running);
        self.times.step(&ended, self.since.elapsed());
        self.since = Instant::now();
        self.last = self.since;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
   Compiling mpi-shim v0.1.0
     Running tests/bounds/main.rs (target/debug/deps/bounds-6a1b)
running 2 tests
test scan_where_the_first_has_less::np3 ... ok
test scan_where_the_last_has_less::np3  ... FAILED
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2.10s
   Doc-tests mpi_shim
test src/lib.rs - run (line 3) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    fn names(times: &[(String, Duration)]) -> Vec<&str> {
        times.iter().map(|(name, _)| &**name).collect()
    }

    #[test]
    fn tells_builds_binaries_and_trials_apart() {
        let mut clock = Clock::start();
        OUTPUT.lines().for_each(|line| clock.hear(line));
        let mut times = Times::default();
        times.suite("MPI", &clock);
        let steps = ["MPI, build", "MPI, tests/bounds/main.rs", "MPI, ", "MPI, mpi_shim"];
        assert_eq!(names(&times.steps), steps);
        let trials = ["scan_where_the_first_has_less::np3", "scan_where_the_last_has_less::np3"];
        let trials = trials.map(|trial| format!("MPI, {trial}"));
        assert_eq!(names(&times.trials)[..2], trials);
    }

    #[test]
    fn the_longest_come_first_and_the_short_not_at_all() {
        let mut times = Times::default();
        for (name, seconds) in [("quick", 0), ("longer", 3), ("longest", 5)] {
            times.step(name, Duration::from_secs(seconds));
        }
        assert_eq!(times.longest(), "  longest steps: longest 5 s; longer 3 s\n");
    }
}
