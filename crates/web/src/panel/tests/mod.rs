//! The panel as its people walk through it: every test founds an institute and uses the real site.

mod browser;
mod people;
mod routes;
mod typing;
mod world;
