//! The Debian packages of this machine's archive, as `apt-cache dumpavail` lists them.
//!
//! A package has an edge to each package that it depends on, before installation or after. Of
//! alternatives (`a | b`) the first that exists counts, as it does when apt has a free choice. A virtual
//! package stands for all packages that provide it. What does not exist has no edge.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use shmem_examples::input::Fault;

use crate::graph::{Builder, Graph};
use crate::input::Error;

const COMMAND: &str = "apt-cache dumpavail";

/// Reads the list.
pub(crate) fn packages() -> Result<Graph, Error> {
    let failed = |why: String| Error::NoPackages(format!("`{COMMAND}` {why}"));
    let mut words = COMMAND.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    let mut child = command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|why| failed(format!("cannot be started: {why}")))?;
    let stanzas = child.stdout.take().map(|output| read(BufReader::new(output)));
    let status = child.wait().map_err(|why| failed(format!("cannot be waited for: {why}")))?;
    if !status.success() {
        return Err(failed(format!("failed: {status}")));
    }
    let stanzas = stanzas.unwrap_or_else(|| Ok(Vec::new()));
    let graph = graph(&stanzas.map_err(|why| failed(format!("cannot be read: {why}")))?)?;
    if graph.len() == 0 {
        return Err(failed("printed no packages: run `apt-get update` first".to_owned()));
    }
    Ok(graph)
}

/// What counts of one package's description.
#[derive(Default)]
struct Stanza {
    /// Where it ends.
    line: usize,
    package: String,
    /// `Depends` and `Pre-Depends`, one after the other.
    depends: String,
    provides: String,
}

impl Stanza {
    fn field(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "Package" => Some(&mut self.package),
            "Depends" | "Pre-Depends" => Some(&mut self.depends),
            "Provides" => Some(&mut self.provides),
            _ => None,
        }
    }
}

fn read(input: impl BufRead) -> io::Result<Vec<Stanza>> {
    let mut stanzas = Vec::new();
    let mut stanza: Option<Stanza> = None;
    let mut field = String::new();
    for (line, bytes) in (1..).zip(input.split(b'\n')) {
        let bytes = bytes?;
        let text = String::from_utf8_lossy(&bytes);
        if text.trim().is_empty() {
            stanzas.extend(stanza.take());
            continue;
        }
        let stanza = stanza.get_or_insert_default();
        stanza.line = line;
        let value = if text.starts_with([' ', '\t']) {
            &text[..]
        } else {
            let (name, value) = text.split_once(':').unwrap_or((&text, ""));
            name.clone_into(&mut field);
            if let Some(text) = stanza.field(&field).filter(|text| !text.is_empty()) {
                text.push(',');
            }
            value
        };
        if let Some(text) = stanza.field(&field) {
            text.push_str(value.trim());
        }
    }
    stanzas.extend(stanza);
    Ok(stanzas)
}

fn graph(stanzas: &[Stanza]) -> Result<Graph, Error> {
    let mut builder = Builder::default();
    let mut numbers = Vec::with_capacity(stanzas.len());
    for stanza in stanzas {
        let malformed = |reason| Fault::new(stanza.line, reason).of(Path::new(COMMAND));
        if stanza.package.is_empty() {
            return Err(malformed("the description that ends here has no field `Package`").into());
        }
        let number = builder.vertex(&stanza.package);
        numbers.push(number.ok_or_else(|| malformed("more packages than 32 bits can number"))?);
    }

    let mut providers: HashMap<&str, Vec<u32>> = HashMap::new();
    for (stanza, &number) in stanzas.iter().zip(&numbers) {
        for name in stanza.provides.split(',').filter_map(name) {
            providers.entry(name).or_default().push(number);
        }
    }

    for (stanza, &number) in stanzas.iter().zip(&numbers) {
        for alternatives in stanza.depends.split(',') {
            let chosen = alternatives.split('|').filter_map(name).find_map(|name| {
                let real = builder.find(name).map(|package| vec![package]);
                real.or_else(|| providers.get(name).cloned())
            });
            for package in chosen.into_iter().flatten() {
                builder.edge(number, package);
            }
        }
    }
    Ok(builder.build())
}

/// The name in a relation such as `libc6:any (>= 2.34) [amd64]`.
fn name(relation: &str) -> Option<&str> {
    let end = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '<' | ':');
    relation.trim_start().split(end).next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(text: &str) -> Vec<(String, String)> {
        let graph = graph(&read(text.as_bytes()).unwrap()).unwrap();
        let edge =
            |from: u32, to| (graph.name(from as usize).to_owned(), graph.name(to).to_owned());
        (0..graph.len())
            .flat_map(|to| {
                graph.sources(to..to + 1).iter().map(move |&from| (from, to)).collect::<Vec<_>>()
            })
            .map(|(from, to)| edge(from, to))
            .collect()
    }

    #[test]
    fn dependencies_are_edges() {
        let text = "Package: a\nVersion: 1\nDepends: b (>= 2), c:any,\n d [amd64] <!nocheck>\n\
                    Description: about\n Depends: not this\nPre-Depends: e\n\n\
                    Package: b\n\nPackage: c\n\n\nPackage: d\n\nPackage: e\n";
        let expected = ["b", "c", "d", "e"].map(|to| ("a".to_owned(), to.to_owned()));
        assert_eq!(edges(text), expected);
    }

    #[test]
    fn the_first_alternative_that_exists_counts_and_virtual_packages_are_their_providers() {
        let text = "Package: a\nDepends: gone | b | c, mail-agent | c, missing, c\n\n\
                    Package: b\n\nPackage: c\n\n\
                    Package: m\nProvides: mail-agent (= 3), other\n\nPackage: n\nProvides: mail-agent\n";
        let expected = ["b", "c", "m", "n"].map(|to| ("a".to_owned(), to.to_owned()));
        assert_eq!(edges(text), expected);
    }

    #[test]
    fn several_versions_of_a_package_are_one_vertex() {
        let text = "Package: a\nDepends: b\n\nPackage: b\n\nPackage: a\nDepends: c\n\nPackage: c\n";
        let expected = ["b", "c"].map(|to| ("a".to_owned(), to.to_owned()));
        assert_eq!(edges(text), expected);
    }

    #[test]
    fn a_description_without_a_name_is_refused() {
        let stanzas =
            read("Package: a\n\nVersion: 1\nDepends: a\n\nPackage: b\n".as_bytes()).unwrap();
        let message = graph(&stanzas).err().unwrap().to_string();
        assert!(message.starts_with("apt-cache dumpavail:4: "), "{message}");
    }
}
