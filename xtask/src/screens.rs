//! `cargo xtask screens`: pictures of the pages, to be looked at.

use anyhow::Result;
use clap::Args;

use crate::{browser, command, setup};

/// Options of `cargo xtask screens`.
#[derive(Args)]
pub struct Options {
    /// The profile to show.
    #[arg(long, default_value = "dgo")]
    profile: String,
    /// A demonstration that runs already, instead of a new one.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Takes a picture of every listed page at 360 and 1280 px, light and dark,
/// into `target/screens`.
///
/// # Errors
/// When the demonstration does not start or a page does not answer.
pub fn run(options: &Options) -> Result<()> {
    setup::run()?;
    let mut node = browser::node()?;
    node.arg("screens.mjs").arg(&options.profile);
    node.args(&options.url);
    command::run(&mut node)
}
