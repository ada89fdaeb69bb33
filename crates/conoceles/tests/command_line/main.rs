//! The program as people run it: its own binary, in a folder of its own.

mod accounts;
mod demo;
mod founding;
mod history;
mod place;
mod profile;
mod registry;
mod serving;
mod site;
