//! Values to be sent, and what can be wrong with them.

use std::collections::BTreeMap;

use mpi_shim::objects::{Bulk, ObjectError};
use mpi_shim::{Error, Result};
use serde::{Deserialize, Serialize, Serializer};

/// All that serde has, more or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Tree {
    Leaf,
    Number(f64),
    Text { text: String, letters: Option<char> },
    Branches(BTreeMap<String, Tree>, Vec<Tree>),
}

pub(crate) fn tree(seed: usize) -> Tree {
    let text = Tree::Text { text: "x".repeat(seed), letters: char::from_u32(65 + seed as u32) };
    let branches = [("a".to_owned(), Tree::Leaf), ("b".to_owned(), text)];
    Tree::Branches(branches.into(), vec![Tree::Number(seed as f64); seed])
}

/// With arrays on both sides of the length from which they go by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    long: Bulk<f64>,
    short: Bulk<u16>,
    points: Vec<Bulk<[f32; 3]>>,
}

pub(crate) fn field(seed: usize) -> Field {
    Field {
        name: format!("field {seed}"),
        long: (0..200_000).map(|i| (i * seed) as f64).collect(),
        short: vec![seed as u16; 10].into(),
        points: (0..4).map(|i| vec![[seed as f32; 3]; i * 5000].into()).collect(),
    }
}

/// What cannot be written.
#[derive(Debug, Deserialize)]
pub(crate) struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not today"))
    }
}

pub(crate) fn object_error<T: std::fmt::Debug>(result: Result<T>) -> ObjectError {
    match object_error_or(result) {
        Err(error) => error,
        Ok(value) => panic!("{value:?}"),
    }
}

pub(crate) fn object_error_or<T>(result: Result<T>) -> Result<T, ObjectError> {
    result.map_err(|error| match error {
        Error::Object(error) => error,
        other => panic!("{other}"),
    })
}
