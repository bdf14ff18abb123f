//! What the C compiler makes of the header.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// How a value is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Print {
    Number,
    Text,
}

/// A program that prints values of expressions, each under a name.
pub(crate) struct Program {
    name: &'static str,
    statements: String,
}

impl Program {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, statements: String::new() }
    }

    pub(crate) fn print(&mut self, name: &str, expression: &str, print: Print) {
        let statement = match print {
            Print::Number => format!("printf(\"{name} %lld\\n\", (long long)({expression}));\n"),
            Print::Text => format!("printf(\"{name} %s\\n\", {expression});\n"),
        };
        self.statements += &statement;
    }

    /// Compiles it with the installed header and runs it: the values by their names.
    pub(crate) fn run(self) -> Result<BTreeMap<String, String>, String> {
        let Self { name, statements } = self;
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let source = program.with_extension("c");
        let text =
            format!("#include <shmem.h>\n#include <stdio.h>\nint main(void) {{\n{statements}}}\n");
        fs::write(&source, text).map_err(|error| format!("{}: {error}", source.display()))?;
        let mut compile = Command::new(env::var("CC").unwrap_or_else(|_| "cc".into()));
        compile
            .args(["-std=c11", "-Wall", "-Werror", "-I"])
            .arg(concat!(env!("SHMEM_INSTALL_DIR"), "/include"));
        output(compile.arg(&source).arg("-o").arg(&program))?;
        let printed = output(&mut Command::new(&program))?;
        let value =
            |line: &str| line.split_once(' ').map(|(name, value)| (name.into(), value.into()));
        Ok(printed.lines().filter_map(value).collect())
    }
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{command:?}: {error}"))
}
