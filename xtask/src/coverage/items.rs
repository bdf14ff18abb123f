//! The public items of a crate, read from its source, and which of them have an example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, Ident, ImplItem, Item, Lit, Meta, TraitItem, Type, UseTree, Visibility,
};

/// Whether each has an example that is run, by names such as `run`, `Team` and `Team::barrier`.
pub(super) type Items = BTreeMap<String, bool>;

/// All that the crate in this directory offers by a name of its own.
pub(super) fn of(directory: &str) -> Result<Items, String> {
    let mut texts = Vec::new();
    read_all(&Path::new(directory).join("src"), &mut texts)?;
    let root = texts.iter().find(|(path, _)| path.ends_with("src/lib.rs"));
    let (path, root) = root.ok_or_else(|| format!("{directory}/src/lib.rs is not there"))?;
    let Offered { mut names, modules } =
        offered(root).map_err(|error| format!("{path}: {error}"))?;
    let is_module = |path: &str| {
        let of = |module| [format!("src/{module}.rs"), format!("src/{module}/mod.rs")];
        modules.iter().flat_map(of).any(|module| path.ends_with(&module))
    };
    for (path, text) in texts.iter().filter(|(path, _)| is_module(path)) {
        names.extend(offered(text).map_err(|error| format!("{path}: {error}"))?.names);
    }
    let mut items = Items::new();
    for (path, text) in &texts {
        let wrong = |error| format!("{path}: {error}");
        let file = syn::parse_file(text).map_err(wrong)?;
        let mut names = names.clone();
        if is_module(path) {
            let own = file.items.iter().filter_map(named).filter(|(_, _, vis)| is_public(vis));
            names.extend(own.map(|(name, _, _)| name.to_string()));
        }
        file.items.iter().for_each(|item| add(item, &names, &mut items));
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

/// What the root of a crate, or a public module of it, gives out.
#[derive(Default)]
struct Offered {
    names: BTreeSet<String>,
    modules: Vec<String>,
}

fn offered(root: &str) -> syn::Result<Offered> {
    fn leaves(tree: &UseTree, names: &mut BTreeSet<String>) {
        match tree {
            UseTree::Path(path) => leaves(&path.tree, names),
            UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
            UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
            UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }
    let mut offered = Offered::default();
    for item in &syn::parse_file(root)?.items {
        match item {
            Item::Use(import) if is_public(&import.vis) => leaves(&import.tree, &mut offered.names),
            Item::Mod(module) if is_public(&module.vis) => {
                offered.modules.push(module.ident.to_string());
            }
            _ => {}
        }
    }
    Ok(offered)
}

/// What an item that can be public is called, and its attributes.
fn named(item: &Item) -> Option<(&Ident, &[Attribute], &Visibility)> {
    Some(match item {
        Item::Struct(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Enum(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Trait(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Type(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Const(item) => (&item.ident, &item.attrs, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.attrs, &item.vis),
        _ => return None,
    })
}

fn add(item: &Item, offered: &BTreeSet<String>, items: &mut Items) {
    let mut put = |name: String, attributes: &[Attribute]| {
        let example = has_example(attributes);
        *items.entry(name).or_default() |= example;
    };
    if let Item::Impl(item) = item
        && item.trait_.is_none()
        && let Type::Path(path) = &*item.self_ty
        && let Some(owner) = path.path.segments.last()
        && offered.contains(&owner.ident.to_string())
    {
        for member in &item.items {
            match member {
                ImplItem::Fn(function) if is_public(&function.vis) => {
                    put(format!("{}::{}", owner.ident, function.sig.ident), &function.attrs);
                }
                ImplItem::Macro(table) => rows(table.mac.tokens.clone(), &mut |name| {
                    put(format!("{}::{name}", owner.ident), &[]);
                }),
                _ => {}
            }
        }
    }
    let Some((name, attributes, _)) = named(item) else { return };
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
            match member {
                TraitItem::Fn(function) => {
                    put(format!("{name}::{}", function.sig.ident), &function.attrs);
                }
                TraitItem::Macro(table) => rows(table.mac.tokens.clone(), &mut |row| {
                    put(format!("{name}::{row}"), &[]);
                }),
                _ => {}
            }
        }
    }
}

/// What a table of methods that a macro makes has: all that is behind an `fn`.
fn rows(tokens: TokenStream, put: &mut impl FnMut(String)) {
    let mut behind_fn = false;
    for token in tokens {
        let is_fn = matches!(&token, TokenTree::Ident(word) if word == "fn");
        match token {
            TokenTree::Group(group) => rows(group.stream(), put),
            TokenTree::Ident(name) if behind_fn => put(name.to_string()),
            _ => {}
        }
        behind_fn = is_fn;
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
                table! { \"of two\" { pub fn min, pub fn max: least(of: T) { c::min(of) } } }
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
            ("Team::max", false),
            ("Team::min", false),
            ("Team::product", false),
            ("Team::sum", true),
        ];
        assert!(found.iter().map(|(name, example)| (name.as_str(), *example)).eq(expected));
    }

    #[test]
    fn knows_what_the_root_gives_out() {
        let text = "pub use a::{B, c::D}; pub use e::f; use g::H; mod i; pub mod j;";
        let offered = offered(text).expect("Rust");
        assert!(offered.names.iter().eq(["B", "D", "f"]));
        assert_eq!(offered.modules, ["j"]);
    }
}
