//! The build script's parts, tried on machines that are made up: five libraries that are laid out as
//! the real ones are, and ways in which a library can be wrong.

#[macro_use]
#[path = "../../src/system/routines.rs"]
mod table;

#[path = "../../build/choice.rs"]
mod choice;
#[path = "../../build/closure.rs"]
mod closure;
#[path = "../../build/constants.rs"]
mod constants;
#[path = "../../build/emit.rs"]
mod emit;
#[path = "../../build/failure.rs"]
mod failure;
#[path = "../../build/identity.rs"]
mod identity;
#[path = "../../build/link_line.rs"]
mod link_line;
#[path = "../../build/machine.rs"]
mod machine;
#[path = "../../build/probe.rs"]
mod probe;
#[path = "../../build/routines.rs"]
mod routines;
#[path = "../../build/search.rs"]
mod search;
#[path = "../../build/symbols.rs"]
mod symbols;
#[path = "../../build/system.rs"]
mod system;

mod fake;
mod layouts;
mod parts;
mod wrong;
