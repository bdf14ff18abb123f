//! Why a job ends, and what that makes its status.

use super::signals;
use crate::end::EndedBy;
use crate::layout::state;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// The status of a job that took too long, as `timeout(1)` has it.
pub(crate) const TOOK_TOO_LONG: i32 = 124;

/// Why a job ended, when it was not that all its PEs were done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) status: i32,
    pub(crate) culprit: Option<usize>,
    /// Nothing to say when the program asked for its end and calls it a success.
    pub(crate) message: Option<String>,
}

impl Cause {
    pub(crate) fn new(status: i32, culprit: Option<usize>, message: String) -> Self {
        Self { status, culprit, message: Some(message) }
    }

    /// A PE has ended the job and said why on its own standard error.
    pub(crate) fn of_record(record: &EndedBy) -> Self {
        let EndedBy { pe, status, message } = record;
        let quiet = message.is_empty() && *status == 0;
        let message = (!quiet).then(|| format!("PE {pe} ended the job with status {status}"));
        Self { status: *status, culprit: Some(*pe), message }
    }

    /// A signal asked the launcher to stop.
    pub(crate) fn of_signal(signal: i32) -> Self {
        let name = signals::name(signal);
        Self::new(128 + signal, None, format!("the job was stopped by signal {signal} ({name})"))
    }

    /// Adds what became of the PEs that had done nothing wrong.
    pub(crate) fn with_stopped(mut self, others: usize, npes: usize) -> Self {
        let stopped = match others {
            0 => return self,
            1 if npes == 2 => "; the other PE was stopped".to_owned(),
            1 => "; one other PE was stopped".to_owned(),
            n if n + 1 == npes => format!("; the other {n} PEs were stopped"),
            n => format!("; {n} other PEs were stopped"),
        };
        if let (Some(message), Some(_)) = (&mut self.message, self.culprit) {
            message.push_str(&stopped);
        }
        self
    }
}

/// Whether a process that ended so ends the job too. Of several, the smallest is to blame: a
/// killed one before one that failed, that before one that just left.
pub(crate) fn failure(pe: usize, exit: ExitStatus, last_state: u32) -> Option<(u8, Cause)> {
    if let Some(signal) = exit.signal() {
        let message = format!("PE {pe} was killed by signal {signal} ({})", signals::name(signal));
        return Some((0, Cause::new(128 + signal, Some(pe), message)));
    }
    match exit.code() {
        Some(0) if matches!(last_state, state::CLAIMED | state::RUNNING) => {
            let message = format!("PE {pe} left without shmem_finalize");
            Some((2, Cause::new(1, Some(pe), message)))
        }
        Some(0) => None,
        code => {
            let code = code.unwrap_or(1);
            Some((1, Cause::new(code, Some(pe), format!("PE {pe} exited with status {code}"))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(raw: i32, state: u32) -> Option<(u8, Cause)> {
        failure(2, ExitStatus::from_raw(raw), state)
    }

    #[test]
    fn what_ends_a_job() {
        assert_eq!(exit(0, state::UNCLAIMED), None);
        assert_eq!(exit(0, state::FINALIZED), None);
        let (_, left) = exit(0, state::RUNNING).unwrap();
        assert_eq!((left.status, left.culprit), (1, Some(2)));
        let (_, failed) = exit(7 << 8, state::FINALIZED).unwrap();
        assert_eq!(failed.message.unwrap(), "PE 2 exited with status 7");
        let (_, killed) = exit(9, state::RUNNING).unwrap();
        assert_eq!(killed.status, 137);
        let message = killed.with_stopped(3, 4).message.unwrap();
        assert_eq!(message, "PE 2 was killed by signal 9 (SIGKILL); the other 3 PEs were stopped");
    }

    #[test]
    fn a_record_speaks_unless_it_is_a_success() {
        let mut record = EndedBy { pe: 1, status: 0, message: String::new() };
        assert_eq!(Cause::of_record(&record).message, None);
        record.status = 7;
        let cause = Cause::of_record(&record);
        assert_eq!(cause.message.unwrap(), "PE 1 ended the job with status 7");
    }
}
