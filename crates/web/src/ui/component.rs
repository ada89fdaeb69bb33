//! How a view struct becomes a piece of a page.

/// Declares that a type's template yields finished, escaped HTML, so that a page shows it with `{{ x }}`.
///
/// The pieces are types and not template macros because a macro is expanded into every page that calls it
/// (each page would compile its own copy of the field family), while a type is compiled once, is checked
/// where it is filled, and can be put in a list.
macro_rules! component {
    ($($name:ty),+ $(,)?) => {
        $(impl askama::filters::HtmlSafe for $name {})+
    };
}
pub(crate) use component;
