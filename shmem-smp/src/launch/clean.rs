//! What PEs must not see of the launchers that our launcher itself runs under.

use crate::job::{environment, ticket};

/// A launcher's variables, by their beginnings, present when the first of them is.
struct Family {
    rank: &'static str,
    prefixes: &'static [&'static str],
}

const FAMILIES: [Family; 4] = [
    Family { rank: "OMPI_COMM_WORLD_RANK", prefixes: &["OMPI_", "ORTE_", "PRTE_"] },
    Family { rank: "PMIX_RANK", prefixes: &["PMIX_"] },
    Family { rank: "PMI_RANK", prefixes: &["PMI_", "MPI_LOCAL", "HYDI_"] },
    Family {
        rank: "SLURM_PROCID",
        prefixes: &[
            "SLURM_PROCID",
            "SLURM_LOCALID",
            "SLURM_NODEID",
            "SLURM_STEP",
            "SLURM_TASK_PID",
            "SLURM_GTIDS",
            "SLURM_SRUN_",
            "SLURM_LAUNCH_NODE",
            "SLURM_PMI",
        ],
    },
];

/// Variables of our own that describe the job around the launcher, not the one it starts.
const OURS: [&str; 3] = [ticket::VARIABLE, environment::NPES, environment::LAUNCHER];

/// Which of these variables belong to a job that the launcher is itself part of.
pub(crate) fn outer_job<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let present = |family: &&Family| names.contains(&family.rank);
    let families: Vec<_> = FAMILIES.iter().filter(present).collect();
    let of_family =
        |name: &str| families.iter().any(|f| f.prefixes.iter().any(|p| name.starts_with(p)));
    names.iter().copied().filter(|name| OURS.contains(name) || of_family(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::outer_job;

    #[test]
    fn settings_stay_unless_a_launcher_made_them() {
        let settings = ["OMPI_MCA_btl", "PMIX_MCA_psec", "SLURM_JOB_ID", "PATH"];
        assert!(outer_job(&settings).is_empty());
        let inside = ["OMPI_MCA_ess_base_jobid", "OMPI_COMM_WORLD_RANK", "PATH", "SHMEM_NPES"];
        assert_eq!(outer_job(&inside), [inside[0], inside[1], inside[3]]);
    }

    #[test]
    fn an_allocation_stays_its_step_goes() {
        let names = ["SLURM_JOB_ID", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_STEP_ID"];
        assert_eq!(outer_job(&names), ["SLURM_PROCID", "SLURM_STEP_ID"]);
    }
}
