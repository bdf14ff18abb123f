//! What PE 0 shows while the others and it compute.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

use crate::rank::Settings;

/// A line per iteration on standard error, and below them a bar if that is a terminal.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    tolerance: f64,
    iterations: usize,
    first_residual: Option<f64>,
}

/// How finely the bar moves.
const STEPS: u64 = 1000;

impl Progress {
    /// Nothing done yet.
    pub(crate) fn new(settings: &Settings) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:40} {percent:>3}% {elapsed}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let Settings { tolerance, iterations, .. } = *settings;
        Self { bar, tolerance, iterations, first_residual: None }
    }

    /// Shows an iteration that is done.
    pub(crate) fn iteration(&mut self, iteration: usize, residual: f64) {
        let line = format!("iteration {iteration:>3}: residual {residual:.3e}");
        let first = *self.first_residual.get_or_insert(residual);
        let done = done(first, residual, self.tolerance)
            .max(iteration as f64 / self.iterations.max(1) as f64);
        match &self.bar {
            Some(bar) => {
                bar.println(line);
                bar.set_position((done * STEPS as f64) as u64);
            }
            None => eprintln!("{line}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// How far the residual has come from the first one to the tolerance, on a logarithmic scale.
fn done(first: f64, residual: f64, tolerance: f64) -> f64 {
    if residual <= tolerance {
        return 1.0;
    }
    let whole = (first / tolerance).ln();
    let part = (first / residual).ln() / whole;
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::done;

    #[test]
    fn progress_goes_from_nothing_to_all() {
        assert_eq!(done(1.0, 1.0, 1e-10), 0.0);
        assert!((done(1.0, 1e-5, 1e-10) - 0.5).abs() < 1e-9);
        assert_eq!(done(1.0, 1e-10, 1e-10), 1.0);
        assert_eq!(done(1.0, 2.0, 1e-10), 0.0);
        assert_eq!(done(1.0, 0.5, 0.0), 0.0);
        assert_eq!(done(0.0, 0.0, 0.0), 1.0);
    }
}
