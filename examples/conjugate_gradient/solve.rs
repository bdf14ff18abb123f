//! The method of conjugate gradients.

use shmem::prelude::*;

use crate::operator::Operator;

/// When to stop.
pub(crate) struct Settings {
    /// Enough when the residual is so small, relative to the right-hand side.
    pub(crate) tolerance: f64,
    /// Enough in any case after that many iterations.
    pub(crate) iterations: usize,
}

/// What came of it.
pub(crate) struct Outcome {
    /// This PE's elements.
    pub(crate) solution: Vec<f64>,
    pub(crate) iterations: usize,
    /// Relative to the right-hand side.
    pub(crate) residual: f64,
}

/// Solves a system of equations whose matrix is symmetric and positive definite. Collective.
pub(crate) fn conjugate_gradient(
    world: &Team<'_>,
    matrix: &Operator<'_>,
    right_side: &[f64],
    settings: &Settings,
) -> Result<Outcome, String> {
    let mut solution = vec![0.0; right_side.len()];
    let mut residual = right_side.to_vec();
    let mut direction = residual.clone();
    let mut squared = dot(world, &residual, &residual);
    let norm = squared.sqrt();
    let mut iterations = 0;
    while iterations < settings.iterations && squared.sqrt() > settings.tolerance * norm {
        let product = matrix.times(&direction);
        let curvature = dot(world, &direction, &product);
        if curvature <= 0.0 {
            return Err(format!("the matrix is not positive definite: pᵀAp = {curvature:e}"));
        }
        let step = squared / curvature;
        add(&mut solution, step, &direction);
        add(&mut residual, -step, &product);
        let before = std::mem::replace(&mut squared, dot(world, &residual, &residual));
        for (p, r) in direction.iter_mut().zip(&residual) {
            *p = r + squared / before * *p;
        }
        iterations += 1;
    }
    Ok(Outcome { solution, iterations, residual: relative(squared.sqrt(), norm) })
}

/// How far a vector is from another, relative to that one's length. Collective.
pub(crate) fn distance(world: &Team<'_>, vector: &[f64], other: &[f64]) -> f64 {
    let difference: Vec<f64> = vector.iter().zip(other).map(|(a, b)| a - b).collect();
    relative(dot(world, &difference, &difference).sqrt(), dot(world, other, other).sqrt())
}

/// Of a vector without length nothing can be off.
fn relative(length: f64, whole: f64) -> f64 {
    if length == 0.0 { 0.0 } else { length / whole }
}

/// The same on every PE.
fn dot(world: &Team<'_>, a: &[f64], b: &[f64]) -> f64 {
    world.sum(a.iter().zip(b).map(|(a, b)| a * b).sum())
}

fn add(vector: &mut [f64], factor: f64, other: &[f64]) {
    for (v, o) in vector.iter_mut().zip(other) {
        *v += factor * o;
    }
}
