//! What waits compare words with.

use crate::sys::Compare;

/// How a word must compare with a value for a wait to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until<T> {
    /// Equal: `SHMEM_CMP_EQ`.
    Eq(T),
    /// Not equal: `SHMEM_CMP_NE`.
    Ne(T),
    /// Greater than: `SHMEM_CMP_GT`.
    Gt(T),
    /// Greater than or equal: `SHMEM_CMP_GE`.
    Ge(T),
    /// Less than: `SHMEM_CMP_LT`.
    Lt(T),
    /// Less than or equal: `SHMEM_CMP_LE`.
    Le(T),
}

impl<T> Until<T> {
    /// The same comparison with something else.
    ///
    /// ```
    /// use shmem::Until;
    ///
    /// assert_eq!(Until::Ge(3).map(|value| [value; 2]), Until::Ge([3, 3]));
    /// ```
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Until<U> {
        match self {
            Self::Eq(value) => Until::Eq(f(value)),
            Self::Ne(value) => Until::Ne(f(value)),
            Self::Gt(value) => Until::Gt(f(value)),
            Self::Ge(value) => Until::Ge(f(value)),
            Self::Lt(value) => Until::Lt(f(value)),
            Self::Le(value) => Until::Le(f(value)),
        }
    }

    /// The same comparison with what is borrowed from this one.
    #[must_use]
    pub fn as_ref(&self) -> Until<&T> {
        match self {
            Self::Eq(value) => Until::Eq(value),
            Self::Ne(value) => Until::Ne(value),
            Self::Gt(value) => Until::Gt(value),
            Self::Ge(value) => Until::Ge(value),
            Self::Lt(value) => Until::Lt(value),
            Self::Le(value) => Until::Le(value),
        }
    }

    #[inline]
    pub(crate) fn compare(self) -> Compare<T> {
        match self {
            Self::Eq(value) => Compare::eq(value),
            Self::Ne(value) => Compare::ne(value),
            Self::Gt(value) => Compare::gt(value),
            Self::Ge(value) => Compare::ge(value),
            Self::Lt(value) => Compare::lt(value),
            Self::Le(value) => Compare::le(value),
        }
    }
}
