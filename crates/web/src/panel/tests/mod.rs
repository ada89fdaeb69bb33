//! The panel as its people walk through it: every test founds an institute and uses the real site.

mod accounts;
mod attacks;
mod browser;
mod capture;
mod history;
mod pages;
mod parking;
mod people;
mod publication;
mod routes;
mod sending;
mod sign_in;
mod two_people;
mod typing;
mod validation_cdmx;
mod validation_dgo;
mod world;
