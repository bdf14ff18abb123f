//! Solving a sparse system of linear equations by conjugate gradients, its rows dealt out to the PEs.
//!
//! ```text
//! cargo shmem run -n 4 --release --example conjugate_gradient -- --side 500    # Poisson's equation
//! cargo shmem run -n 4 --release --example conjugate_gradient -- matrix.mtx    # Matrix Market
//! ```
//!
//! Each PE has a block of rows ([`problem`]), and of every vector the elements of those rows. To multiply
//! the matrix by a vector it needs some elements of others; which ones is found out once ([`plan`]), and
//! then each multiplication ([`operator`]) sends just those, and computes what needs none of them
//! meanwhile. The right-hand side is made for a solution that is known, with which the one that is
//! found ([`solve`]) is compared.

mod operator;
mod plan;
mod problem;
mod solve;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use shmem::prelude::*;

use operator::Operator;
use problem::{Problem, solution};
use solve::{Outcome, Settings};

/// Solves a symmetric positive definite system of linear equations.
#[derive(Parser)]
struct Options {
    /// The matrix, a Matrix Market file. Without one, that of Poisson's equation on a square.
    file: Option<PathBuf>,

    /// How many points the square has on each side
    #[arg(long, default_value_t = 100, conflicts_with = "file", value_parser = clap::value_parser!(u16).range(1..))]
    side: u16,

    /// Stop when the residual is so small, relative to the right-hand side
    #[arg(long, default_value_t = 1e-10)]
    tolerance: f64,

    /// Stop after that many iterations in any case
    #[arg(long, default_value_t = 10_000)]
    iterations: usize,

    /// How far off the solution may be, relative to the true one: the worse the matrix's condition is, the
    /// farther it is at the same residual
    #[arg(long, default_value_t = 1e-6)]
    accuracy: f64,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => run(shmem, &options),
            None => Ok(()),
        }
    });
}

fn run(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let problem = match &options.file {
        Some(file) => Problem::read(shmem, file)?,
        None => Problem::poisson(shmem, options.side.into()),
    };
    let world = shmem.world();
    let entries = world.sum(problem.entries.len());
    let is_first = shmem.my_pe().index() == 0;
    if is_first {
        println!("{} unknowns, {entries} entries, on {} PEs", problem.unknowns, shmem.n_pes());
    }

    let operator = Operator::new(shmem, &problem)?;
    let settings = Settings { tolerance: options.tolerance, iterations: options.iterations };
    let outcome = solve::conjugate_gradient(&world, &operator, &problem.right_side, &settings)?;
    let Outcome { solution: found, iterations, residual } = outcome;

    // Not by the recurrences that the iteration has them from.
    let product = operator.times(&found);
    let true_residual = solve::distance(&world, &product, &problem.right_side);
    let expected: Vec<f64> = problem.rows.clone().map(solution).collect();
    let error = solve::distance(&world, &found, &expected);
    let how = format!(
        "{iterations} iterations: residual {residual:.1e}, in truth {true_residual:.1e}, error {error:.1e}"
    );
    let converged = residual <= options.tolerance && true_residual <= 10.0 * options.tolerance;
    if !(converged && error <= options.accuracy) {
        return Err(format!("not solved: {how}").into());
    }
    if is_first {
        println!("{how}");
    }
    Ok(())
}
