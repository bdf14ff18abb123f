//! The example programs, as jobs of several PEs: their results, and what they say when they fail.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use shmem_sys::Provider;
use shmem_test::Job;

/// A net for hangs.
const DEADLINE: Duration = Duration::from_secs(60);

/// Open MPI sometimes hangs while it starts seven processes on two cores.
fn pe_counts() -> &'static [usize] {
    if shmem_sys::provider() == Provider::Bundled { &[1, 2, 3, 4, 7] } else { &[1, 2, 3, 4] }
}

/// A job that has ended.
struct Ended {
    status: i32,
    /// By PE.
    stdout: Vec<String>,
    /// Of all PEs, one after the other.
    stderr: String,
}

fn run(example: &str, npes: usize, args: &[&str]) -> Ended {
    // Cargo puts examples beside the directory that its test programs are in.
    let test = std::env::current_exe().expect("this program");
    let profile = test.ancestors().nth(2).expect("a target directory");
    let program = profile.join("examples").join(example);
    assert!(program.exists(), "run all tests of this package: that builds its examples");
    let mut job = Job::new(program, npes);
    for arg in args {
        job = job.arg(arg);
    }
    let outcome = shmem_test::run_job(job, DEADLINE).expect("a job");
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).expect("text");
    Ended {
        status: outcome.status,
        stdout: outcome.stdout.iter().map(text).collect(),
        stderr: outcome.stderr.iter().map(text).collect(),
    }
}

#[test]
fn hello_is_said_by_every_pe() {
    let ended = run("hello", 3, &[]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    for (pe, said) in ended.stdout.iter().enumerate() {
        assert_eq!(*said, format!("Hello from PE {pe} of 3\n"));
    }
}

#[test]
fn the_token_goes_round() {
    for &npes in pe_counts() {
        let ended = run("ring", npes, &["--laps", "100"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let token = 100 * npes * (npes - 1) / 2;
        assert!(ended.stdout[0].contains(&format!("the token is {token},")), "{:?}", ended.stdout);
    }
}

/// A symmetric positive definite matrix.
const SQUARES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/squares.mtx");

/// Programs that look at their own result, and fail if it is wrong: with what arguments.
const CHECKED: &[(&str, &[&str])] = &[
    ("collectives", &[]),
    ("rotget", &[]),
    ("rotput", &[]),
    ("pi", &["--points", "20000", "--seed", "5"]),
    ("race_winner", &[]),
    ("lock", &["--entries", "100"]),
    ("wait_test", &[]),
    ("ping_pong", &["--rounds", "20", "--longest", "1000"]),
    ("signal_pipeline", &["--blocks", "50", "--len", "100"]),
    ("signal_pipeline", &["--blocks", "1", "--len", "0"]),
    ("mailbox_pipeline", &["--below", "3000", "--batch", "50"]),
    ("mailbox_pipeline", &["--below", "2", "--batch", "1"]),
    ("teams_2d", &[]),
    ("teams_2d", &["--width", "3"]),
    ("context_threads", &["--threads", "3", "--len", "100"]),
    ("context_threads", &["--len", "10", "--funneled"]),
    ("work_queue", &["--below", "30000", "--interval", "1000"]),
    ("work_queue", &["--below", "0"]),
    ("histogram", &["--entries", "10", "--updates", "3000", "--together", "100"]),
    ("index_gather", &["--entries", "50", "--reads", "1000"]),
    ("integer_sort", &["--keys", "3000", "--below", "1000"]),
    ("integer_sort", &["--keys", "3", "--below", "1"]),
    ("heat2d", &["--side", "19", "--steps", "30"]),
    ("heat2d", &["--side", "7", "--steps", "5"]),
    ("work_stealing", &["--branches", "2000", "--interval", "16"]),
    ("work_stealing", &["--branches", "0"]),
    ("power_iteration", &["--size", "40"]),
    ("power_iteration", &["--size", "1"]),
    ("heat_slices", &["--side", "19", "--steps", "30"]),
    ("heat_slices", &["--side", "7", "--steps", "5"]),
    ("block_transpose", &["--rows", "61", "--columns", "47"]),
    ("block_transpose", &["--rows", "2", "--columns", "300"]),
    ("block_transpose", &["--rows", "5", "--columns", "0"]),
    ("matvec_2d", &["--rows", "61", "--columns", "47"]),
    ("matvec_2d", &["--rows", "1", "--columns", "3"]),
    ("image_histogram", &["--side", "33"]),
    ("image_histogram", &["--side", "1"]),
    ("conjugate_gradient", &["--side", "13"]),
    ("conjugate_gradient", &["--side", "1"]),
    ("conjugate_gradient", &[SQUARES]),
    ("conjugate_gradient", &[SQUARES, "--tolerance", "1e-14"]),
];

#[test]
fn results_are_right_by_the_programs_own_checks() {
    for (example, args) in CHECKED {
        for &npes in pe_counts() {
            let ended = run(example, npes, args);
            assert_eq!(ended.status, 0, "{example} {args:?} on {npes} PEs: {}", ended.stderr);
        }
    }
}

#[test]
fn the_plate_is_drawn() {
    for example in ["heat2d", "heat_slices"] {
        let directory = tempfile::tempdir().expect("a directory");
        let picture = directory.path().join("heat.png");
        let path = picture.to_str().expect("a path in UTF-8");
        let ended = run(example, 3, &["--side", "16", "--picture", path]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let decoder =
            png::Decoder::new(std::io::BufReader::new(fs::File::open(picture).expect("a file")));
        let mut reader = decoder.read_info().expect("a picture");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("all of the picture");
        assert_eq!((info.width, info.height), (16, 16));
        assert!(pixels.contains(&255), "the hottest point is bright");
    }
}

/// A picture of 5 by 3 grey pixels of 16 bits, of which all but one are the same in their first 8.
#[test]
fn a_picture_is_counted_and_the_counts_are_drawn() {
    let directory = tempfile::tempdir().expect("a directory");
    let (picture, drawing) = (directory.path().join("grey.png"), directory.path().join("out.png"));
    let mut encoder = png::Encoder::new(fs::File::create(&picture).expect("a file"), 5, 3);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Sixteen);
    let pixels: Vec<u8> = (0..15).flat_map(|i| [if i == 7 { 200 } else { 9 }, i]).collect();
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels).expect("a picture");
    writer.finish().expect("all of the picture");
    let [picture, drawing] = [&picture, &drawing].map(|path| path.to_str().expect("UTF-8"));
    for &npes in pe_counts() {
        let ended = run("image_histogram", npes, &["--picture", picture, "--drawing", drawing]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let said = "15 values in 1 channels; the commonest comes 14 times";
        assert!(ended.stdout[0].contains(said), "{:?}", ended.stdout);
        let file = fs::File::open(drawing).expect("a drawing");
        let decoder = png::Decoder::new(std::io::BufReader::new(file));
        let mut reader = decoder.read_info().expect("a drawing");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("all of the drawing");
        let bright =
            |level: usize| (0..128).filter(|row| pixels[3 * (256 * row + level)] > 0).count();
        assert_eq!([9, 10, 200].map(bright), [128, 0, 10]);
        let ended = run("image_histogram", npes, &["--picture", "no/such.png"]);
        assert_eq!(ended.status, 1, "{}", ended.stderr);
        assert_eq!(ended.stderr.matches("no/such.png: ").count(), 1, "{}", ended.stderr);
    }
}

#[test]
fn a_plate_is_cut_into_tiles_of_any_size() {
    for (npes, side, tiles) in
        [(4, 2, "2 by 2"), (4, 5, "2 by 2"), (6, 11, "2 by 3"), (6, 3, "2 by 3")]
    {
        let ended = run("heat2d", npes, &["--side", &side.to_string(), "--steps", "20"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert!(ended.stdout[0].contains(&format!("on {tiles} PEs")), "{:?}", ended.stdout);
    }
}

#[test]
fn a_plate_of_fewer_points_than_tiles_is_refused() {
    for example in ["heat2d", "heat_slices"] {
        let ended = run(example, 6, &["--side", "2"]);
        assert_eq!(ended.status, 1, "{}", ended.stderr);
        let reason = "6 PEs, 2 by 3, need 3 points on a side";
        assert!(ended.stderr.contains(reason), "{}", ended.stderr);
    }
}

#[test]
fn threads_that_may_not_call_are_done_without() {
    for (args, said) in [(&[][..], 0), (&["--funneled"], 1)] {
        let ended = run("context_threads", 2, args);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let stdout = ended.stdout.concat();
        let reason = "SHMEM_THREAD_MULTIPLE is needed: one thread sends everything";
        assert_eq!(stdout.matches(reason).count(), said, "{stdout}");
    }
}

/// The grids of the usual numbers of PEs are square or a single column.
#[test]
fn a_grid_that_is_higher_than_wide_has_its_vector_transposed() {
    let ended = run("power_iteration", 6, &["--size", "40"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stdout[0].contains("on 3 rows of 2 PEs"), "{:?}", ended.stdout);
}

/// Of seven PEs some have no rows.
#[test]
fn a_system_with_both_halves_of_its_matrix_is_solved() {
    let text = "%%MatrixMarket matrix coordinate integer general\n\
                4 4 9\n1 1 5\n1 2 1\n2 1 1\n2 2 6\n1 3 0\n3 3 7\n3 4 -2\n4 3 -2\n4 4 8\n";
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("a file");
    for &npes in pe_counts() {
        let ended = run("conjugate_gradient", npes, &[file.path().to_str().expect("UTF-8")]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert!(ended.stdout[0].starts_with("4 unknowns, 8 entries"), "{:?}", ended.stdout);
    }
}

#[test]
fn systems_that_conjugate_gradients_cannot_solve_are_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("bad.mtx");
    let path = file.to_str().expect("a path in UTF-8");
    for (symmetry, entries, reason) in [
        ("general", "2 2 2\n1 1 3\n1 2 1\n", "the entry in row 1, column 2 is not that in row 2"),
        ("symmetric", "2 2 2\n2 1 3\n1 2 3\n", "row 1, column 2 is there twice"),
        ("symmetric", "2 2 2\n1 1 1\n2 2 -1\n", "the matrix is not positive definite"),
        ("symmetric", "2 2 1\n1 1 1\n", "not solved: 1 iterations: residual 0.0e0, in truth 0.0e0"),
        ("symmetric", "9000000 9000000 1\n1 1 1\n", "9000000 rows are too many for a file"),
    ] {
        fs::write(&file, format!("%%MatrixMarket matrix coordinate real {symmetry}\n{entries}"))
            .expect("a file");
        for npes in [1, 3] {
            let ended = run("conjugate_gradient", npes, &[path]);
            assert_eq!(ended.status, 1, "{entries}: {}", ended.stderr);
            assert_eq!(ended.stderr.matches(reason).count(), 1, "{entries}: {}", ended.stderr);
        }
    }
}

#[test]
fn bad_arguments_and_bad_files_are_reported_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("bad.txt");
    fs::write(&file, "a b\nb\n").expect("a file");
    let file = file.to_str().expect("a path in UTF-8");
    let place = format!("{file}:2: expected the names of two vertices, found 1 words");
    let huge = directory.path().join("huge.mtx");
    let header = "%%MatrixMarket matrix coordinate pattern general\n4000000000 4000000000 1\n1 1\n";
    fs::write(&huge, header).expect("a file");
    let huge = huge.to_str().expect("a path in UTF-8");
    for npes in [1, 2, 4] {
        for (args, reason) in [
            (&[file][..], &*place),
            (&["no/such/file"], "cannot read no/such/file"),
            (&[huge], "huge.mtx:2: 4000000000 rows are too many for a file of 77 bytes"),
            (&["--damping", "1"], "not a number from 0 to below 1"),
            (&["--no-such-option"], "unexpected argument"),
        ] {
            let ended = run("pagerank", npes, args);
            assert_eq!(ended.status, 1, "{}", ended.stderr);
            assert_eq!(ended.stderr.matches(reason).count(), 1, "{npes} PEs: {}", ended.stderr);
        }
    }
}

#[test]
fn help_is_given_once() {
    let ended = run("pagerank", 3, &["--help"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.stdout[0].contains("Usage: pagerank"));
    assert_eq!(ended.stdout[1..], ["", ""]);
}

/// Power iteration as the textbook has it: every vertex hands its rank on along its edges.
fn reference(edges: &[(String, String)], damping: f64, iterations: usize) -> HashMap<String, f64> {
    let mut targets: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, to) in edges {
        targets.entry(to).or_default();
        let row = targets.entry(from).or_default();
        if !row.contains(&&**to) {
            row.push(to);
        }
    }
    let n = targets.len() as f64;
    let mut ranks: HashMap<&str, f64> = targets.keys().map(|name| (*name, 1.0 / n)).collect();
    for _ in 0..iterations {
        let dangling: f64 =
            targets.iter().filter(|(_, row)| row.is_empty()).map(|(name, _)| ranks[name]).sum();
        let everybody_gets = (1.0 - damping + damping * dangling) / n;
        let mut next: HashMap<&str, f64> =
            targets.keys().map(|name| (*name, everybody_gets)).collect();
        for (from, row) in &targets {
            for to in row {
                *next.get_mut(to).expect("a vertex") += damping * ranks[from] / row.len() as f64;
            }
        }
        ranks = next;
    }
    ranks.into_iter().map(|(name, rank)| (name.to_owned(), rank)).collect()
}

fn read_edges(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(a, b)| (a.into(), b.into())).collect()
}

fn read_ranks(file: &Path) -> HashMap<String, f64> {
    let text = fs::read_to_string(file).expect("the ranks");
    let pairs = text.lines().map(|line| line.split_once('\t').expect("a name and a rank"));
    pairs.map(|(name, rank)| (name.to_owned(), rank.parse().expect("a number"))).collect()
}

/// Runs pagerank on `args` on several numbers of PEs: the ranks must be those of the reference to 1e-12,
/// and must not depend on the number of PEs at all.
fn check_ranks(args: &[&str], edges: &[(String, String)], damping: f64) {
    const ITERATIONS: usize = 40;
    let expected = reference(edges, damping, ITERATIONS);
    let directory = tempfile::tempdir().expect("a directory");
    let mut outputs: Vec<String> = Vec::new();
    for &npes in pe_counts() {
        let output: PathBuf = directory.path().join(format!("ranks-{npes}"));
        let (damping, iterations) = (damping.to_string(), ITERATIONS.to_string());
        let mut all = vec!["--tolerance", "0", "--iterations", &iterations];
        all.extend(["--damping", &damping, "--output", output.to_str().expect("a path in UTF-8")]);
        all.extend(args);
        let ended = run("pagerank", npes, &all);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let ranks = read_ranks(&output);
        assert_eq!(ranks.len(), expected.len());
        for (name, rank) in &ranks {
            let difference = (rank - expected[name]).abs();
            assert!(difference <= 1e-12, "{npes} PEs, {name}: {rank} is off by {difference:e}");
        }
        let total: f64 = ranks.values().sum();
        assert!((total - 1.0).abs() < 1e-12, "{npes} PEs: the ranks add up to {total}");
        outputs.push(fs::read_to_string(&output).expect("the ranks"));
    }
    assert!(outputs.iter().all(|output| *output == outputs[0]), "the same on every number of PEs");
}

#[test]
fn ranks_of_the_graph_that_comes_along() {
    check_ranks(&[], &read_edges(include_str!("../data/crates.txt")), 0.85);
}

#[test]
fn ranks_of_a_graph_with_loops_repetitions_and_dead_ends() {
    let mut state = 1u64;
    let mut random = |n: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % n
    };
    let text: String = (0..1500).map(|_| format!("v{} v{}\n", random(150), random(400))).collect();
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), &text).expect("a file");
    let path = file.path().to_str().expect("a path in UTF-8");
    check_ranks(&[path], &read_edges(&text), 0.5);
}

/// Four vertices: of seven PEs some have none.
#[test]
fn ranks_of_a_symmetric_matrix() {
    let text = "%%MatrixMarket matrix coordinate real symmetric\n\
                4 4 4\n1 1 1.0\n2 1 0.5\n3 1 2\n4 3 -1e3\n";
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("a file");
    let path = file.path().to_str().expect("a path in UTF-8");
    check_ranks(&[path], &read_edges("1 1\n1 2\n2 1\n1 3\n3 1\n3 4\n4 3\n"), 0.85);
}
