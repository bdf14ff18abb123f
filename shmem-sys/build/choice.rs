//! Which provider a build is for.

/// What is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Bundled,
    System,
}

impl Provider {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::System => "system",
        }
    }
}

/// What the choice is made from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes<'a> {
    /// `SHMEM_SYS_PROVIDER`, when set.
    pub(crate) variable: Option<&'a str>,
    /// The feature `bundled` is on, and with it the runtime is compiled.
    pub(crate) bundled: bool,
    /// The feature `system` is on.
    pub(crate) system: bool,
    /// Documentation is being built on a machine without libraries.
    pub(crate) docs: bool,
}

/// The variable is above the features, because features add up over a graph of crates; of the
/// features, `system` is above `bundled`, because the latter is on by default.
pub(crate) fn choose(wishes: Wishes<'_>) -> Result<Provider, String> {
    let provider = match wishes.variable {
        Some("bundled") => Provider::Bundled,
        Some("system") => Provider::System,
        Some("") | None if wishes.docs && wishes.bundled => Provider::Bundled,
        Some("") | None if wishes.system => Provider::System,
        Some("") | None if wishes.bundled => Provider::Bundled,
        Some("") | None => {
            return Err("shmem-sys has no provider: switch on its feature `bundled` (the runtime that comes \
                        with these crates) or `system` (the machine's C library)"
                .into());
        }
        Some(other) => {
            return Err(format!(
                "SHMEM_SYS_PROVIDER is `{other}`; it can be `bundled` or `system`"
            ));
        }
    };
    if provider == Provider::Bundled && !wishes.bundled {
        return Err("SHMEM_SYS_PROVIDER asks for the bundled runtime, but the feature `bundled` of shmem-sys \
                    is off, so it was not compiled: switch that feature on as well"
            .into());
    }
    Ok(provider)
}
