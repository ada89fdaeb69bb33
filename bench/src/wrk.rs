//! `wrk`, the standard load tool for pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What `wrk` measured.
pub struct Load {
    /// Requests per second.
    pub rate: f64,
    /// 99th percentile of the time to answer, as it prints it.
    pub p99: String,
    /// Requests made.
    pub requests: u64,
}

/// Loads `paths` at random for some seconds from 32 connections, as a browser that takes Brotli.
///
/// # Errors
/// `wrk` is missing, or any answer is an error.
pub fn load(port: u16, paths: &[String], seconds: u32, folder: &Path) -> Result<Load> {
    let script = folder.join("paths.lua");
    let list: Vec<String> = paths.iter().map(|path| format!("{path:?}")).collect();
    let lua = format!(
        "local paths = {{{}}}\nmath.randomseed(7)\n\
         request = function()\n  return wrk.format('GET', paths[math.random(#paths)], {{['Accept-Encoding'] = 'br'}})\nend\n",
        list.join(",\n")
    );
    fs::write(&script, lua)?;
    let output = Command::new("wrk")
        .args([
            "--threads",
            "1",
            "--connections",
            "32",
            "--latency",
            "--duration",
            &format!("{seconds}s"),
            "--script",
        ])
        .arg(&script)
        .arg(format!("http://127.0.0.1:{port}"))
        .output()
        .context("wrk is not installed: apt-get install wrk")?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if told.contains("Non-2xx") || told.contains("Socket errors") {
        bail!("errors under load:\n{told}");
    }
    let number = |label: &str| {
        told.lines()
            .find_map(|line| line.trim().strip_prefix(label))
            .map(str::trim)
    };
    let rate = number("Requests/sec:")
        .with_context(|| format!("wrk said:\n{told}"))?
        .parse()?;
    let p99 = number("99%").unwrap_or("?").to_owned();
    let requests = told
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "))
        .and_then(|(count, _)| count.parse().ok())
        .unwrap_or(0);
    Ok(Load {
        rate,
        p99,
        requests,
    })
}
