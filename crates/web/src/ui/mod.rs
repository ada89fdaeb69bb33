//! The look and the markup of every screen: what a page's author fills in, and how it becomes HTML.
//!
//! - **Layouts** are templates to extend: `ui/panel.html` (with a session), `ui/portal.html` (public) and
//!   `ui/plain.html` (sign-in, messages). A page's struct has a field [`Frame`] called `frame`; its template lies
//!   beside its handler and fills the block `content`. The main heading comes from the frame; a page whose
//!   heading is a [`Confirmation`] or a [`PersonHead`] puts it in the block `heading`.
//! - **Pieces** are the types below, shown with `{{ piece }}`. Everything in them is escaped; nothing needs
//!   `|safe`. They are types and not template macros because a macro's code is copied into every page.
//! - **Looks** come from `assets/css` by class. No page has inline style or script: the content security policy
//!   forbids both.
//! - **Scripts** (`assets/js`) add to forms that work without them: a counter on fields with [`Limits`],
//!   automatic saving on a form with `data-autoguardado` and a [`SavedAt`] in it, one sending on a form with
//!   `data-una-vez`, a look at a password, and the warning before the session ends.
//!
//! ```html
//! {%- extends "ui/panel.html" -%}
//! {%- block content -%}
//! <form method="post" action="{{ action }}#errores" novalidate data-autoguardado="{{ action }}" data-una-vez>
//! {{ EnterPresses::action("guardar") }}
//! {% for field in fields %}{{ field }}{% endfor %}
//! {{ saved }}
//! <div class="actions"><button class="button" name="accion" value="guardar">Guardar y continuar</button></div>
//! </form>
//! {%- endblock -%}
//! ```
//!
//! A form with errors is shown again with status 422, `frame.errors(ErrorSummary::of(&fields))` and what was
//! typed. A list button sends `accion=agregar:NAME` or `accion=quitar:NAME:N` (from 1). An automatic save sends
//! the same fields with `accion=autoguardar` and takes JSON, `{"hora":"21:40","campos":{"revision":"7"}}`; 401 and
//! 409 stop it, and the headers `sesion-segundos` and `sesion-hora` move the end of the session.
//!
//! Buttons: `button` (one on a page, last in the reading order, named with a verb), `button secondary`,
//! `button danger` (its consequence in the label; apart, in a `<div class="apart">`), `button quiet`.
//!
//! Every page has a test that renders it with hostile names and asks `page_check::check` whether it is sound.

pub mod assets;
mod badge;
mod component;
mod confirmation;
pub mod contrast;
mod control;
mod difference;
mod errors;
mod facts;
mod field;
mod frame;
mod icon;
mod listing;
mod notice;
mod person;
mod picture;
mod saving;
mod table;
mod tasks;

#[cfg(test)]
mod gallery;
#[cfg(test)]
pub(crate) mod page_check;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use badge::{Badge, State};
pub use confirmation::Confirmation;
pub use control::{
    Choice, Control, Counting, Entry, FILE_SUFFIX, Limits, LineKind, ShownPhotograph, Width,
};
pub use difference::{Difference, Piece};
pub use errors::{ErrorSummary, Problem};
pub use facts::{Fact, FactValue, Facts};
pub use field::{Field, Remark};
pub use frame::{Actor, Due, Frame, MenuItem, Ribbon, Routes, SessionLimit, Site};
pub use icon::Icon;
pub use listing::{Chip, Empty, Filters, Pager};
pub use notice::{Link, Notice};
pub use person::{Party, Person, PersonCard, PersonHead, Portrait, StateLine};
pub use picture::Picture;
pub use saving::{EnterPresses, SavedAt};
pub use table::{Cell, Column, Table};
pub use tasks::{Task, TaskList, TaskSection, TaskState};
