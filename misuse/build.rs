//! Makes the twins of the cases: programs that differ in the mistake only, and compile.
//!
//! A case marks its mistaken lines with `// wrong`; lines of `//~` after them say how it is done. The
//! twin has the second instead of the first. All twins become modules of one file, with a table.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const CASES: &str = "cases";
const WRONG: &str = "// wrong";
const RIGHT: &str = "//~";

fn main() {
    let (mut modules, mut table) = (String::new(), String::new());
    println!("cargo::rerun-if-changed={CASES}");
    for path in cases() {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8");
        let _ = writeln!(modules, "mod {name} {{\n{}}}\n", twin(&path));
        let _ = writeln!(table, "    (\"{name}\", {name}::main),");
    }
    let text = format!("{modules}pub(crate) const TWINS: &[(&str, fn())] = &[\n{table}];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo gives a directory"));
    fs::write(out.join("twins.rs"), text).expect("the twins are written");
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(CASES)
        .expect("the directory of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    cases.sort();
    cases
}

fn twin(path: &Path) -> String {
    let case = fs::read_to_string(path).expect("a readable case");
    let (wrong, rest): (Vec<_>, Vec<_>) =
        case.lines().partition(|line| line.trim_end().ends_with(WRONG));
    assert!(!wrong.is_empty(), "{}: no line is marked `{WRONG}`", path.display());
    let right = |line: &str| match line.trim_start().strip_prefix(RIGHT) {
        Some(right) => right.trim_start().to_owned() + "\n",
        None => line.to_owned() + "\n",
    };
    // Behind a line's end, also where it is the first.
    let twin = rest.into_iter().fold("\n".to_owned(), |twin, line| twin + &right(line));
    let main = "\nfn main() {";
    assert!(twin.contains(main), "{}: no function `main` without result", path.display());
    twin.replace(main, "\npub(super) fn main() {")
}
