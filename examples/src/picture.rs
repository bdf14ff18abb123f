//! Pictures of results.

use std::error::Error;
use std::fs::File;
use std::path::Path;

/// Draws a square plate as a PNG: from black over red and yellow to white, which is the hottest point.
///
/// # Errors
///
/// If the file cannot be written; with its name.
pub fn of_heat(path: &Path, side: usize, plate: &[f64]) -> Result<(), Box<dyn Error>> {
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
