//! The public items of a crate, read from its source, and which of them have an example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, TraitItem, Type, UseTree, Visibility};

/// Whether each has an example that is run, by names such as `run`, `Team` and `Team::barrier`.
pub(super) type Items = BTreeMap<String, bool>;

/// All that the crate in this directory offers by a name of its own.
pub(super) fn of(directory: &str) -> Result<Items, String> {
    let mut texts = Vec::new();
    read_all(&Path::new(directory).join("src"), &mut texts)?;
    let root = texts.iter().find(|(path, _)| path.ends_with("src/lib.rs"));
    let (path, root) = root.ok_or_else(|| format!("{directory}/src/lib.rs is not there"))?;
    let offered = offered(root).map_err(|error| format!("{path}: {error}"))?;
    let mut items = Items::new();
    for (path, text) in &texts {
        let file = syn::parse_file(text).map_err(|error| format!("{path}: {error}"))?;
        file.items.iter().for_each(|item| add(item, &offered, &mut items));
    }
    Ok(items)
}

fn read_all(directory: &Path, texts: &mut Vec<(String, String)>) -> Result<(), String> {
    let wrong = |error| format!("{}: {error}", directory.display());
    for entry in fs::read_dir(directory).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.is_dir() {
            read_all(&path, texts)?;
        } else {
            texts.push((path.display().to_string(), fs::read_to_string(&path).map_err(wrong)?));
        }
    }
    Ok(())
}

/// The names that the crate's root gives out.
fn offered(root: &str) -> syn::Result<BTreeSet<String>> {
    fn leaves(tree: &UseTree, names: &mut BTreeSet<String>) {
        match tree {
            UseTree::Path(path) => leaves(&path.tree, names),
            UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
            UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
            UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }
    let file = syn::parse_file(root)?;
    let mut names = BTreeSet::new();
    for item in &file.items {
        if let Item::Use(import) = item
            && is_public(&import.vis)
        {
            leaves(&import.tree, &mut names);
        }
    }
    Ok(names)
}

fn add(item: &Item, offered: &BTreeSet<String>, items: &mut Items) {
    let mut put = |name: String, attributes: &[Attribute]| {
        let example = has_example(attributes);
        *items.entry(name).or_default() |= example;
    };
    let (name, attributes) = match item {
        Item::Struct(item) => (&item.ident, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.attrs),
        Item::Type(item) => (&item.ident, &item.attrs),
        Item::Fn(item) => (&item.sig.ident, &item.attrs),
        Item::Impl(item) if item.trait_.is_none() => {
            let Type::Path(path) = &*item.self_ty else { return };
            let Some(owner) = path.path.segments.last().map(|segment| segment.ident.to_string())
            else {
                return;
            };
            for member in &item.items {
                if let ImplItem::Fn(function) = member
                    && is_public(&function.vis)
                    && offered.contains(&owner)
                {
                    put(format!("{owner}::{}", function.sig.ident), &function.attrs);
                }
            }
            return;
        }
        _ => return,
    };
    let name = name.to_string();
    if !offered.contains(&name) {
        return;
    }
    put(name.clone(), attributes);
    if let Item::Enum(item) = item {
        item.variants.iter().for_each(|v| put(format!("{name}::{}", v.ident), &v.attrs));
    }
    if let Item::Trait(item) = item {
        for member in &item.items {
            if let TraitItem::Fn(function) = member {
                put(format!("{name}::{}", function.sig.ident), &function.attrs);
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether the documentation has a block of code that `cargo test --doc` runs.
fn has_example(attributes: &[Attribute]) -> bool {
    let mut inside = false;
    attributes.iter().any(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else { return false };
        let Expr::Lit(literal) = &meta.value else { return false };
        let Lit::Str(line) = &literal.lit else { return false };
        let line = line.value();
        let Some(language) = line.trim().strip_prefix("```") else { return false };
        let begins = !inside;
        inside = !inside;
        begins && matches!(language, "" | "rust" | "should_panic")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str, offered: &[&str]) -> Items {
        let offered = offered.iter().map(|name| (*name).to_owned()).collect();
        let mut items = Items::new();
        let file = syn::parse_file(text).expect("Rust");
        file.items.iter().for_each(|item| add(item, &offered, &mut items));
        items
    }

    #[test]
    fn finds_public_items_and_their_examples() {
        let text = "
            /// A team.
            pub struct Team<'a>(&'a ());
            impl Team<'_> {
                /// ```
                /// assert!(true);
                /// ```
                pub fn sum<T>(&self) {}
                /// ```no_run
                /// loop {}
                /// ```
                pub fn product(&self) {}
                pub(crate) fn hidden(&self) {}
            }
            impl Clone for Team<'_> { fn clone(&self) -> Self { Team(self.0) } }
            pub enum End { Now, Later }
            pub struct Inner;
            impl Inner { pub fn reach(&self) {} }
        ";
        let found = items(text, &["Team", "End"]);
        let expected = [
            ("End", false),
            ("End::Later", false),
            ("End::Now", false),
            ("Team", false),
            ("Team::product", false),
            ("Team::sum", true),
        ];
        assert!(found.iter().map(|(name, example)| (name.as_str(), *example)).eq(expected));
    }

    #[test]
    fn knows_what_the_root_gives_out() {
        let names = offered("pub use a::{B, c::D}; pub use e::f; use g::H;").expect("Rust");
        assert!(names.iter().eq(["B", "D", "f"]));
    }
}
