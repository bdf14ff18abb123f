//! shmem4py over the C library: its own tests and its demos, as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::c_library::Prefix;
use crate::cargo;
use crate::exec::{self, Echo};
use crate::install;
use crate::report::Report;

/// Where it is kept between runs.
const HOME: &str = "target/c/shmem4py";

const VERSION: &str = "1.0.0";

/// What it needs; it came before NumPy 2.
const PACKAGES: [&str; 4] = ["numpy<2", "cffi", "setuptools<81", "wheel"];

/// It takes a library that it does not know for one of version 1.4. Sandia's is the one that it knows to have
/// all of version 1.5, under the standard's names.
const FLAGS: &str = "-DPySHMEM_VENDOR_Sandia=1";

const NPES: [&str; 3] = ["1", "2", "4"];

/// Downloads, and a compiler that is given two megabytes of C.
const SETUP: Duration = Duration::from_secs(10 * 60);
/// Its tests take seconds and a demo less than one, on a machine with nothing else to do.
const JOB: Duration = Duration::from_secs(300);

/// Builds it if need be and runs all that comes with it.
pub(crate) fn run(prefix: &Prefix, report: &mut Report) {
    let needed = ["python3", "python3-config", "python3 -m ensurepip"];
    install::provide(&needed, report);
    if let Some(missing) = needed.iter().find(|needed| !install::present(needed)) {
        return report.skip("shmem4py", format_args!("{missing} is not installed"));
    }
    let home = Home(cargo::root().join(HOME));
    if let Err(why) = home.fetch() {
        // Of all that pip says, the last line says why.
        return report.skip("shmem4py", why.trim_end().lines().last().unwrap_or_default());
    }
    if let Err(why) = home.build(prefix) {
        return report.lint("shmem4py", Err(why));
    }
    for npes in NPES {
        report.lint(&format!("shmem4py's tests at {npes} PEs"), home.test(prefix, npes));
        report.lint(&format!("shmem4py's demos at {npes} PEs"), home.demos(prefix, npes));
    }
}

/// The directory that has Python's environment and shmem4py's source.
struct Home(PathBuf);

impl Home {
    fn python(&self) -> PathBuf {
        self.0.join("python/bin/python")
    }

    fn source(&self) -> PathBuf {
        self.0.join(format!("shmem4py-{VERSION}"))
    }

    /// Gets what others have written; that takes a network.
    fn fetch(&self) -> Result<(), String> {
        if !self.python().exists() {
            succeed(
                Command::new("python3").args(["-m", "venv", "--clear"]).arg(self.0.join("python")),
            )?;
        }
        let pip = || {
            let mut pip = Command::new(self.python());
            pip.args(["-m", "pip", "--disable-pip-version-check", "--quiet"]);
            pip
        };
        let here = "import cffi, numpy, setuptools, wheel";
        if succeed(Command::new(self.python()).args(["-c", here])).is_err() {
            succeed(pip().arg("install").args(PACKAGES))?;
        }
        if self.source().exists() {
            return Ok(());
        }
        let archive = format!("shmem4py-{VERSION}.tar.gz");
        let mut download = pip();
        download.args(["download", "--no-deps", "--no-build-isolation", "--no-binary", ":all:"]);
        succeed(download.arg(format!("shmem4py=={VERSION}")).arg("--dest").arg(&self.0))?;
        let mut unpack = Command::new("python3");
        unpack.args(["-m", "tarfile", "-e"]).arg(self.0.join(archive)).arg(&self.0);
        succeed(&mut unpack)
    }

    /// Compiles it, unless it was for just these headers.
    fn build(&self, prefix: &Prefix) -> Result<(), String> {
        let headers = text_below(&prefix.include())?;
        let stamp = self.0.join("headers");
        if fs::read_to_string(&stamp).is_ok_and(|built_for| built_for == headers) {
            return Ok(());
        }
        let mut build = Command::new(self.python());
        build.args(["-m", "pip", "--quiet", "install", "--force-reinstall"]);
        build.args(["--no-deps", "--no-build-isolation", "--no-index"]).arg(self.source());
        build.env("OSHCC", prefix.program("oshcc")).env("CFLAGS", FLAGS);
        succeed(&mut build)?;
        fs::write(&stamp, headers).map_err(|error| format!("{}: {error}", stamp.display()))
    }

    fn job(&self, prefix: &Prefix, npes: &str, directory: &str) -> Command {
        let mut job = Command::new(prefix.program("oshrun"));
        job.args(["-n", npes])
            .arg(self.python())
            .arg("-u")
            .current_dir(self.source().join(directory));
        job
    }

    /// Every PE must have run tests and say that all is well, with none left out.
    fn test(&self, prefix: &Prefix, npes: &str) -> Result<(), String> {
        let mut job = self.job(prefix, npes, "test");
        let ended =
            exec::run(job.args(["-m", "unittest", "discover", "--quiet"]), JOB, Echo::Quiet);
        let lines = || ended.stderr.lines().map(str::trim_end);
        let ran = lines().filter(|line| line.starts_with("Ran ") && !line.starts_with("Ran 0 "));
        let well = lines().filter(|line| *line == "OK");
        let all = npes.parse() == Ok(ran.count()) && npes.parse() == Ok(well.count());
        if ended.end.success() && all {
            return Ok(());
        }
        Err(format!("{}\n{}", ended.end, ended.output()))
    }

    /// Demos print and check little: they end, and with status 0.
    fn demos(&self, prefix: &Prefix, npes: &str) -> Result<(), String> {
        for directory in ["demo", "demo/api"] {
            for demo in python_files(&self.source().join(directory))? {
                succeed_within(JOB, self.job(prefix, npes, directory).arg(demo))?;
            }
        }
        Ok(())
    }
}

/// The names of a directory's programs in Python, in order.
fn python_files(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = entries(directory)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "py"));
    if files.is_empty() {
        return Err(format!("no programs in {}", directory.display()));
    }
    Ok(files)
}

/// All text of the files in and below a directory.
fn text_below(directory: &Path) -> Result<String, String> {
    let mut text = String::new();
    for path in entries(directory)? {
        text += &if path.is_dir() {
            text_below(&path)?
        } else {
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?
        };
    }
    Ok(text)
}

/// What a directory has, in order.
fn entries(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let list = || {
        let mut entries = Vec::new();
        for entry in fs::read_dir(directory)? {
            entries.push(entry?.path());
        }
        entries.sort();
        Ok(entries)
    };
    list().map_err(|error: std::io::Error| format!("{}: {error}", directory.display()))
}

fn succeed(command: &mut Command) -> Result<(), String> {
    succeed_within(SETUP, command)
}

fn succeed_within(deadline: Duration, command: &mut Command) -> Result<(), String> {
    let ended = exec::run(command, deadline, Echo::Quiet);
    if ended.end.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}\n{}", ended.end, ended.output()))
}
