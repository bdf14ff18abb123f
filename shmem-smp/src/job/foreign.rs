//! What launchers of others tell the processes they start.

use super::environment::{Environment, LAUNCHER};
use super::process::Process;
use std::fs;

/// Whether a job spans what the launcher started, or each node has its own.
const SCOPE: &str = "SHMEM_SMP_SCOPE";

/// A launcher, and the names of what it sets.
struct Launcher {
    /// How `SHMEM_LAUNCHER` calls it.
    key: &'static str,
    label: &'static str,
    rank: &'static str,
    size: &'static str,
    local_rank: &'static str,
    local_size: LocalSize,
    /// Alternatives, each of which tells one job from another by all its variables together.
    /// Without any, the processes' common ancestor does.
    identity: &'static [&'static [&'static str]],
}

/// How a launcher says how many of its processes are on this node.
enum LocalSize {
    Variable(&'static str),
    /// Per node, as in `2(x3),1`, and which of the nodes this is.
    List {
        counts: &'static str,
        node: &'static str,
    },
}

/// In the order in which they are believed.
const LAUNCHERS: [Launcher; 3] = [
    Launcher {
        key: "ompi",
        label: "Open MPI",
        rank: "OMPI_COMM_WORLD_RANK",
        size: "OMPI_COMM_WORLD_SIZE",
        local_rank: "OMPI_COMM_WORLD_LOCAL_RANK",
        local_size: LocalSize::Variable("OMPI_COMM_WORLD_LOCAL_SIZE"),
        identity: &[&["PMIX_NAMESPACE"], &["OMPI_MCA_ess_base_jobid"]],
    },
    Launcher {
        key: "pmi",
        label: "PMI",
        rank: "PMI_RANK",
        size: "PMI_SIZE",
        local_rank: "MPI_LOCALRANKID",
        local_size: LocalSize::Variable("MPI_LOCALNRANKS"),
        identity: &[],
    },
    Launcher {
        key: "slurm",
        label: "Slurm",
        rank: "SLURM_PROCID",
        // Not SLURM_NTASKS, which an allocation's shell has as well.
        size: "SLURM_STEP_NUM_TASKS",
        local_rank: "SLURM_LOCALID",
        local_size: LocalSize::List { counts: "SLURM_STEP_TASKS_PER_NODE", node: "SLURM_NODEID" },
        identity: &[&["SLURM_JOB_ID", "SLURM_STEP_ID"]],
    },
];

/// A place in a job that somebody else's launcher started on this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The launcher's name.
    pub(crate) label: &'static str,
    pub(crate) rank: usize,
    pub(crate) size: usize,
    /// Tells the job from any other of this user on this node.
    pub(crate) job: String,
}

/// The place that the environment gives this process, if a launcher known here started it.
pub(crate) fn find(environment: &Environment) -> Result<Option<Place>, String> {
    if let Some(launcher) = LAUNCHERS.iter().find(|launcher| launcher.started(environment)) {
        return launcher.place(environment).map(Some);
    }
    // Open MPI says so to itself, when it starts in a process that no launcher has started.
    let singleton = environment.get("OMPI_MCA_ess") == Some("singleton");
    if environment.get("PMIX_RANK").is_some() && !singleton {
        return Err(format!(
            "PMIX_RANK is set, but nothing says how many PEs there are: start the program with \
             Open MPI's mpirun, MPICH's mpiexec, srun or cargo shmem run, or alone with \
             {LAUNCHER}=none"
        ));
    }
    Ok(None)
}

/// The place that the launcher of that name gives this process; `None` when there is no such name.
pub(crate) fn named(key: &str, environment: &Environment) -> Option<Result<Place, String>> {
    LAUNCHERS.iter().find(|launcher| launcher.key == key).map(|known| known.place(environment))
}

impl Launcher {
    fn started(&self, environment: &Environment) -> bool {
        let has = |name| environment.get(name).is_some();
        // Slurm speaks PMI too, but says more in its own variables.
        let says_where = has(self.local_rank) || !has("SLURM_STEP_NUM_TASKS");
        has(self.rank)
            && has(self.size)
            && (self.key != "slurm" || has("SLURM_STEP_ID"))
            && says_where
    }

    fn place(&self, environment: &Environment) -> Result<Place, String> {
        let number = |name| {
            let missing = || format!("{name} is not set, as {} would have it", self.label);
            environment.number(name)?.ok_or_else(missing)
        };
        let (rank, size) = (number(self.rank)?, number(self.size)?);
        let in_range = |name, rank, size| {
            let error = || Err(format!("{name}={rank}: there are {size} PEs"));
            if rank < size { Ok(()) } else { error() }
        };
        in_range(self.rank, rank, size)?;
        let place = |rank, size, job| Place { label: self.label, rank, size, job };
        if size == 1 {
            return Ok(place(rank, size, String::new()));
        }
        let local_size = match self.local_size {
            LocalSize::Variable(name) => number(name)?,
            LocalSize::List { counts, node } => {
                let list = environment.get(counts).unwrap_or_default();
                let node = number(node)?;
                nth_count(list, node).ok_or_else(|| {
                    format!("{counts}={list}: does not say how many PEs node {node} has")
                })?
            }
        };
        match environment.get(SCOPE) {
            Some("node") => {
                let rank = number(self.local_rank)?;
                in_range(self.local_rank, rank, local_size)?;
                Ok(place(rank, local_size, self.job(environment)?))
            }
            None | Some("job") if local_size == size => {
                Ok(place(rank, size, self.job(environment)?))
            }
            None | Some("job") => Err(format!(
                "{} started {size} PEs on several nodes, {local_size} of them on this one; this \
                 program was built for one node: build it with the feature `system`, or set \
                 {SCOPE}=node for a job of its own on each node",
                self.label
            )),
            Some(other) => Err(format!("{SCOPE}={other}: give job or node")),
        }
    }

    fn job(&self, environment: &Environment) -> Result<String, String> {
        let all = |names: &&[&str]| -> Option<Vec<&str>> {
            names.iter().map(|name| environment.get(name)).collect()
        };
        if let Some(values) = self.identity.iter().find_map(all) {
            return Ok(format!("{}:{}", self.key, values.join(".")));
        }
        let own = environment.get(self.rank).unwrap_or_default();
        let Process { pid, started } = ancestor_without(self.rank, own).ok_or_else(|| {
            format!("cannot tell which process of {} started this one", self.label)
        })?;
        Ok(format!("{}:{pid}.{started}", self.key))
    }
}

/// The nearest ancestor in whose environment that variable is not the same: the launcher's, as
/// opposed to a wrapper that the launcher started as this PE.
fn ancestor_without(name: &str, value: &str) -> Option<Process> {
    let entry = format!("{name}={value}");
    let mut process = Process::this().parent()?;
    loop {
        let environment = fs::read(format!("/proc/{}/environ", process.pid)).unwrap_or_default();
        if !environment.split(|&byte| byte == 0).any(|found| found == entry.as_bytes()) {
            return Some(process);
        }
        process = process.parent()?;
    }
}

/// The entry of that number in a list such as `2(x3),1`, which stands for 2, 2, 2, 1.
fn nth_count(list: &str, mut n: usize) -> Option<usize> {
    for entry in list.split(',') {
        let (count, times) = match entry.split_once("(x") {
            Some((count, times)) => (count, times.strip_suffix(')')?.parse().ok()?),
            None => (entry, 1),
        };
        if n < times {
            return count.trim().parse().ok();
        }
        n -= times;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const OMPI: [(&str, &str); 5] = [
        ("OMPI_COMM_WORLD_RANK", "3"),
        ("OMPI_COMM_WORLD_SIZE", "4"),
        ("OMPI_COMM_WORLD_LOCAL_RANK", "3"),
        ("OMPI_COMM_WORLD_LOCAL_SIZE", "4"),
        ("PMIX_NAMESPACE", "27"),
    ];

    const SLURM: [(&str, &str); 8] = [
        ("SLURM_PROCID", "1"),
        ("SLURM_STEP_NUM_TASKS", "2"),
        ("SLURM_LOCALID", "1"),
        ("SLURM_STEP_TASKS_PER_NODE", "2"),
        ("SLURM_NODEID", "0"),
        ("SLURM_JOB_ID", "12"),
        ("SLURM_STEP_ID", "0"),
        ("SLURM_NTASKS", "9"),
    ];

    fn with<const N: usize>(
        mut pairs: [(&'static str, &'static str); N],
        set: &[(&'static str, &'static str)],
    ) -> Environment {
        for (name, value) in set {
            pairs.iter_mut().find(|pair| pair.0 == *name).unwrap().1 = value;
        }
        pairs.into()
    }

    #[test]
    fn open_mpi_and_slurm() {
        let place = find(&OMPI.into()).unwrap().unwrap();
        let expected = Place { label: "Open MPI", rank: 3, size: 4, job: "ompi:27".into() };
        assert_eq!(place, expected);
        let place = find(&SLURM.into()).unwrap().unwrap();
        let expected = Place { label: "Slurm", rank: 1, size: 2, job: "slurm:12.0".into() };
        assert_eq!(place, expected);
    }

    #[test]
    fn an_allocations_shell_is_no_step() {
        let shell = [("SLURM_JOB_ID", "12"), ("SLURM_NTASKS", "4"), ("SLURM_NNODES", "1")];
        assert_eq!(find(&shell.into()), Ok(None));
        assert_eq!(find(&[("PATH", "/bin")].into()), Ok(None));
    }

    #[test]
    fn several_nodes() {
        let two_nodes = [("OMPI_COMM_WORLD_LOCAL_SIZE", "2"), ("OMPI_COMM_WORLD_LOCAL_RANK", "1")];
        let error = find(&with(OMPI, &two_nodes)).unwrap_err();
        assert!(error.contains("feature `system`") && error.contains(SCOPE), "{error}");
        let [a, b, c, d, e] = OMPI;
        let mut node = with([a, b, c, d, e, (SCOPE, "node")], &two_nodes);
        let place = find(&node).unwrap().unwrap();
        assert_eq!((place.rank, place.size), (1, 2));
        node = with([a, b, c, d, e, (SCOPE, "rack")], &[]);
        assert_eq!(find(&node).unwrap_err(), "SHMEM_SMP_SCOPE=rack: give job or node");
    }

    #[test]
    fn nonsense_is_named() {
        let error = |set| find(&with(OMPI, set)).unwrap_err();
        assert!(error(&[("OMPI_COMM_WORLD_RANK", "x")]).starts_with("OMPI_COMM_WORLD_RANK=x: "));
        assert!(error(&[("OMPI_COMM_WORLD_RANK", "4")]).starts_with("OMPI_COMM_WORLD_RANK=4: "));
        assert!(error(&[("OMPI_COMM_WORLD_SIZE", "-1")]).starts_with("OMPI_COMM_WORLD_SIZE=-1"));
        let list = with(SLURM, &[("SLURM_STEP_TASKS_PER_NODE", "x(2")]);
        assert!(find(&list).unwrap_err().starts_with("SLURM_STEP_TASKS_PER_NODE=x(2: "));
        assert!(find(&[("PMIX_RANK", "0")].into()).unwrap_err().contains("SHMEM_LAUNCHER=none"));
        let singleton = [("PMIX_RANK", "0"), ("OMPI_MCA_ess", "singleton")];
        assert_eq!(find(&singleton.into()), Ok(None));
    }

    #[test]
    fn counts_per_node() {
        let counts: Vec<_> = (0..5).map(|node| nth_count("2(x3),1", node)).collect();
        assert_eq!(counts, [Some(2), Some(2), Some(2), Some(1), None]);
    }

    #[test]
    fn the_ancestor_is_not_this_process() {
        let ancestor = ancestor_without("NO_SUCH_VARIABLE", "").unwrap();
        assert_eq!(ancestor.pid, std::os::unix::process::parent_id());
    }
}
