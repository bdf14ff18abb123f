//! How often each brightness comes in a picture, counted by all PEs in one table that is dealt out to them.
//!
//! ```text
//! cargo shmem run -n 4 --release --example image_histogram -- --picture holiday.png --drawing histogram.png
//! ```
//!
//! PE 0 reads the picture, or makes one, and scatters its rows. Every PE counts its own: the table has a row for each channel and
//! a column for each brightness, each PE has some of the columns, and a pixel is an atomic increment at the one that it
//! belongs to. Then PE 0 gathers the columns, and compares with what it counts alone.

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Parser;
use ndarray::prelude::*;
use shmem::prelude::*;
use shmem_examples::partition::largest_block;
use shmem_ndarray::prelude::*;

/// Counts how often each brightness comes in a picture.
#[derive(Parser)]
struct Options {
    /// Read this picture, a PNG file, instead of making one
    #[arg(long)]
    picture: Option<PathBuf>,
    /// Width and height of the picture that is made
    #[arg(long, default_value_t = 256)]
    side: usize,
    /// Draw the histogram into this file
    #[arg(long)]
    drawing: Option<PathBuf>,
}

fn main() {
    shmem::run(|shmem| -> Result<(), Box<dyn Error>> {
        match shmem_examples::options::<Options>(shmem)? {
            Some(options) => histogram(shmem, &options),
            None => Ok(()),
        }
    });
}

/// How many levels of brightness there are.
const LEVELS: usize = 256;

fn histogram(shmem: &Shmem, options: &Options) -> Result<(), Box<dyn Error>> {
    let (world, is_root) = (shmem.world(), shmem.my_pe().index() == 0);
    let root = world.rank(0);
    // Rows, columns and channels.
    let picture: Option<Array3<u8>> = match &options.picture {
        _ if !is_root => None,
        Some(path) => Some(read(path)?),
        None => Some(make(options.side)),
    };
    let whole = picture.as_ref().map(|picture| picture.view());
    let rows = world.arrays().scatter(root, whole, Axis(0));

    let counts = count(shmem, &rows)?;
    let all = world.arrays().gather(root, &counts, Axis(1));

    let (Some(all), Some(picture)) = (all, picture) else { return Ok(()) };
    let mut alone = Array2::<u64>::zeros((picture.len_of(Axis(2)), LEVELS));
    for ((_, _, channel), &level) in picture.indexed_iter() {
        alone[[channel, usize::from(level)]] += 1;
    }
    if all.slice(s![.., ..LEVELS]) != alone {
        return Err("the counts are not those that one PE comes to".into());
    }
    if let Some(path) = &options.drawing {
        draw(path, &alone)?;
    }
    let (channels, most) = (alone.nrows(), alone.iter().max().unwrap_or(&0));
    println!("{} values in {channels} channels; the commonest comes {most} times", picture.len());
    Ok(())
}

/// Counts all PEs' pixels together. Gives this PE's columns of the table. Collective.
fn count(shmem: &Shmem, rows: &Array3<u8>) -> shmem_ndarray::Result<Array2<u64>> {
    let columns = largest_block(LEVELS, shmem.n_pes());
    let table = AtomicArray::<u64, _>::zeros(shmem, (rows.len_of(Axis(2)), columns))?;
    for ((_, _, channel), &level) in rows.indexed_iter() {
        let level = usize::from(level);
        table.at(shmem.pe(level / columns)).word([channel, level % columns]).inc();
    }
    shmem.world().barrier(); // completes all increments
    Ok(table.fetch())
}

/// Reads a picture, whose pixels have a byte for each channel or become such.
fn read(path: &Path) -> Result<Array3<u8>, Box<dyn Error>> {
    let wrong = |error: &dyn Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| wrong(&error))?;
    let mut decoder = png::Decoder::new(BufReader::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| wrong(&error))?;
    let size = reader.output_buffer_size().ok_or("the picture is too large")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|error| wrong(&error))?;
    pixels.truncate(frame.buffer_size());
    let shape = (frame.height as usize, frame.width as usize, frame.color_type.samples());
    Ok(Array3::from_shape_vec(shape, pixels)?)
}

/// Bright rings on a dark slope, in three colours.
fn make(side: usize) -> Array3<u8> {
    Array3::from_shape_fn((side, side, 3), |(row, column, channel)| {
        let centre = side as f64 / (channel + 2) as f64;
        let from_centre = (row as f64 - centre).hypot(column as f64 - centre);
        let ring = 100.0 * (0.1 * from_centre).cos().max(0.0);
        (ring + 155.0 * (row + column) as f64 / (2 * side) as f64) as u8
    })
}

/// Draws the counts as columns, those of each channel in its place of red, green and blue.
fn draw(path: &Path, counts: &Array2<u64>) -> Result<(), Box<dyn Error>> {
    const HEIGHT: usize = 128;
    let most = *counts.iter().max().unwrap_or(&1).max(&1);
    let drawing = Array3::from_shape_fn((HEIGHT, LEVELS, 3), |(row, level, colour)| {
        let channel = colour.min(counts.nrows() - 1);
        let height = (counts[[channel, level]] * HEIGHT as u64).div_ceil(most);
        if (HEIGHT - row) as u64 <= height { 255 } else { 0 }
    });
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut encoder = png::Encoder::new(file, LEVELS as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    let pixels = drawing.as_slice().ok_or("the drawing is consecutive")?;
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(())
}
