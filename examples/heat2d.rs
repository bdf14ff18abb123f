//! Heat that spreads on a plate, with a picture of it.
//!
//! ```text
//! cargo shmem run -n 4 --release --example heat2d -- --steps 2000 --picture heat.png
//! ```
//!
//! Each PE has some rows. In every step it sends its first row to the PE above and its last one to the PE
//! below, computes the rows that need nothing from others while those travel, and then the outer two. A
//! row arrives by `put_signal`: who sees the signal at the number of the step has the row as well.
//!
//! Rows of even and odd steps have places of their own. That is enough, without a barrier: a neighbour
//! sends the row of step s + 2 when it has mine of step s + 1, which I send when I am done with step s.

use std::error::Error;
use std::fs::File;
use std::path::PathBuf;

use clap::Parser;
use shmem::prelude::*;

/// Computes how heat spreads on a plate.
#[derive(Parser)]
struct Options {
    /// Points on each side of the plate
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..))]
    side: u32,
    /// Steps of time
    #[arg(long, default_value_t = 200)]
    steps: u64,
    /// Write a picture of the plate at the end
    #[arg(long)]
    picture: Option<PathBuf>,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => simulate(shmem, &options),
            None => Ok(()),
        }
    });
}

/// How much of the difference to its neighbours a point makes up for in a step.
const RATE: f64 = 0.2;

/// How hot a point of the plate is at the beginning: two hot discs.
fn beginning(side: usize, row: usize, column: usize) -> f64 {
    let (x, y) = (column as f64 / side as f64, row as f64 / side as f64);
    let disc = |cx: f64, cy: f64, r: f64| (x - cx).powi(2) + (y - cy).powi(2) < r * r;
    if disc(0.3, 0.35, 0.15) || disc(0.7, 0.6, 0.1) { 1.0 } else { 0.0 }
}

/// A row after a step, from itself and those above and below. Nothing gets out at the edges.
fn step_row(above: &[f64], row: &[f64], below: &[f64], next: &mut [f64]) {
    let last = row.len() - 1;
    for i in 0..=last {
        let (left, right) = (row[i.saturating_sub(1)], row[last.min(i + 1)]);
        next[i] = row[i] + RATE * (above[i] + below[i] + left + right - 4.0 * row[i]);
    }
}

/// The rows of a PE: as many on each as can be, and one more on the first ones.
fn rows(side: usize, n: usize, pe: usize) -> std::ops::Range<usize> {
    let first = |pe: usize| pe * (side / n) + pe.min(side % n);
    first(pe)..first(pe + 1)
}

fn simulate(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let side = options.side as usize;
    let (me, n) = (shmem.my_pe().index(), shmem.n_pes());
    if side < n {
        return Err(format!("{n} PEs need a plate of {n} rows at least").into());
    }
    let mine = rows(side, n, me);
    let mut plate: Vec<f64> = mine
        .clone()
        .flat_map(|row| (0..side).map(move |column| beginning(side, row, column)))
        .collect();
    let heat = shmem.world().sum(plate.iter().sum::<f64>());
    spread(shmem, side, options.steps, &mut plate)?;

    // Nothing is lost, but for rounding.
    let left = shmem.world().sum(plate.iter().sum::<f64>());
    if (left - heat).abs() > 1e-9 * heat {
        return Err(format!("of heat {heat} there is {left} left").into());
    }
    let Some(whole) = collect(shmem, side, &plate)? else { return Ok(()) };
    if whole != alone(side, options.steps) {
        return Err("one PE alone has another result".into());
    }
    println!("{} steps on {n} PEs: the heat is still {left:.6}", options.steps);
    if let Some(path) = &options.picture {
        draw(path, side, &whole)?;
    }
    Ok(())
}

/// Takes the steps with this PE's rows.
fn spread(shmem: &Shmem, side: usize, steps: u64, plate: &mut Vec<f64>) -> shmem::Result<()> {
    let me = shmem.my_pe();
    let (above, below) = (me.checked_add(-1), me.checked_add(1));
    // Where the neighbours' rows arrive: those of even steps, those of odd ones.
    let (from_above, from_below) = (shmem.alloc::<f64>(2 * side)?, shmem.alloc::<f64>(2 * side)?);
    let (above_came, below_came) = (shmem.signal()?, shmem.signal()?);

    let last = plate.len() / side - 1;
    let mut next = vec![0.0; plate.len()];
    let (mut row_above, mut row_below) = (vec![0.0; side], vec![0.0; side]);
    for step in 1..=steps {
        let row = |i: usize| &plate[i * side..(i + 1) * side];
        let place = (step % 2) as usize * side;
        let place = place..place + side;
        if let Some(pe) = above {
            let there = from_below.slice(place.clone()).at(pe);
            there.put_signal(row(0), &below_came, SignalOp::Set(step));
        }
        if let Some(pe) = below {
            let there = from_above.slice(place.clone()).at(pe);
            there.put_signal(row(last), &above_came, SignalOp::Set(step));
        }

        for (i, next) in next.chunks_mut(side).enumerate().take(last).skip(1) {
            step_row(row(i - 1), row(i), row(i + 1), next);
        }

        // At the plate's edge a row is its own neighbour.
        row_above.copy_from_slice(row(0));
        row_below.copy_from_slice(row(last));
        if above.is_some() {
            above_came.wait(Until::Ge(step));
            from_above.slice(place.clone()).read_into(&mut row_above);
        }
        if below.is_some() {
            below_came.wait(Until::Ge(step));
            from_below.slice(place).read_into(&mut row_below);
        }
        let second = if last > 0 { row(1) } else { &row_below };
        step_row(&row_above, row(0), second, &mut next[..side]);
        if last > 0 {
            step_row(row(last - 1), row(last), &row_below, &mut next[last * side..]);
        }
        std::mem::swap(plate, &mut next);
    }
    Ok(())
}

/// The whole plate, on PE 0.
fn collect(shmem: &Shmem, side: usize, plate: &[f64]) -> shmem::Result<Option<Vec<f64>>> {
    let whole = shmem.alloc::<f64>(side * side)?;
    let mine = rows(side, shmem.n_pes(), shmem.my_pe().index());
    whole.slice(mine.start * side..mine.end * side).at(shmem.pe(0)).put(plate);
    shmem.world().barrier();
    Ok((shmem.my_pe().index() == 0).then(|| whole.to_vec()))
}

/// What one PE computes that has the whole plate.
fn alone(side: usize, steps: u64) -> Vec<f64> {
    let point = |i| beginning(side, i / side, i % side);
    let mut plate: Vec<f64> = (0..side * side).map(point).collect();
    let mut next = plate.clone();
    for _ in 0..steps {
        let row = |i: usize| &plate[i * side..(i + 1) * side];
        for (i, next) in next.chunks_mut(side).enumerate() {
            step_row(row(i.saturating_sub(1)), row(i), row((i + 1).min(side - 1)), next);
        }
        std::mem::swap(&mut plate, &mut next);
    }
    plate
}

/// From black over red and yellow to white.
fn draw(path: &PathBuf, side: usize, plate: &[f64]) -> Result<(), Box<dyn Error>> {
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let hottest = plate.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let colour =
        |heat: &f64| [0.0, 1.0, 2.0].map(|from| (255.0 * (3.0 * heat / hottest - from)) as u8);
    let pixels: Vec<u8> = plate.iter().flat_map(colour).collect();
    let mut encoder = png::Encoder::new(file, side as u32, side as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(())
}
