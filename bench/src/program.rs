//! The program under measurement as a process.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::client::Client;

/// A running server; it is asked to end when this value goes.
pub struct Program {
    child: Child,
    /// Where it answers.
    pub port: u16,
    /// From its start to its first answer.
    pub started_in: Duration,
}

/// A port that nobody listens on.
///
/// # Errors
/// None can be had.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}

impl Program {
    /// Starts `command` with these arguments (`{port}` becomes a free port) and waits for its first answer.
    ///
    /// # Errors
    /// It cannot be started, or ends, or does not answer within ten minutes.
    pub async fn start(command: &Path, arguments: &[&str]) -> Result<Self> {
        let port = free_port()?;
        let arguments: Vec<String> = arguments
            .iter()
            .map(|each| each.replace("{port}", &port.to_string()))
            .collect();
        let begun = Instant::now();
        let mut child = Command::new(command)
            .args(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("could not start {}", command.display()))?;
        loop {
            if let Some(status) = child.try_wait()? {
                bail!(
                    "{} {} ended: {status}",
                    command.display(),
                    arguments.join(" ")
                );
            }
            if let Ok(mut client) = Client::connect(port).await
                && client.get("/").await.is_ok()
            {
                return Ok(Self {
                    child,
                    port,
                    started_in: begun.elapsed(),
                });
            }
            if begun.elapsed() > Duration::from_secs(600) {
                let _ = child.kill();
                bail!("{} did not answer", command.display());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Memory that the process holds now, in MiB.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no VmRSS")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
        Ok(kib / 1024)
    }

    /// Processor time used so far, in seconds.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').context("an odd stat line")?.1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        // utime and stime are fields 14 and 15 of the line, in hundredths of a second on Linux.
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(ticks as f64 / 100.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
