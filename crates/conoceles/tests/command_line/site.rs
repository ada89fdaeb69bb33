//! A running site, and the plainest way of asking it something.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStderr, ChildStdout, Stdio};
use std::time::Duration;

use crate::place::{Place, Ran};

/// A program that serves; it is stopped with the test.
pub struct Site {
    child: Child,
    out: BufReader<ChildStdout>,
    notes: ChildStderr,
    /// What it said until it could be asked.
    pub said: String,
    address: SocketAddr,
}

impl Site {
    /// Starts the program and waits until it says its address.
    pub fn start(place: &Place, arguments: &[&str]) -> Self {
        Self::start_and_hear(place, arguments, "http://")
    }

    /// Starts the program and hears what it says, up to the line that has `last`.
    pub fn start_and_hear(place: &Place, arguments: &[&str], last: &str) -> Self {
        let mut child = place
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut notes = child.stderr.take().unwrap();
        let mut said = String::new();
        loop {
            let start = said.len();
            if out.read_line(&mut said).unwrap() == 0 {
                let mut told = String::new();
                notes.read_to_string(&mut told).unwrap();
                panic!("it ended before it said «{last}»: {said}\n{told}");
            }
            if said[start..].contains(last) {
                break;
            }
        }
        let address = said
            .lines()
            .find_map(address_of)
            .unwrap_or_else(|| panic!("no address: {said}"));
        Self {
            child,
            out,
            notes,
            said,
            address,
        }
    }

    /// Where it answers.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks for a page: its status and the whole answer.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        (status, answer)
    }

    /// Tells it to stop, as a service's supervisor does.
    #[cfg(unix)]
    pub fn stop(mut self) -> Ran {
        let told = std::process::Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(told.success());
        let status = self.child.wait().unwrap();
        let (mut out, mut notes) = (std::mem::take(&mut self.said), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.notes.read_to_string(&mut notes).unwrap();
        Ran {
            code: status.code().unwrap_or(-1),
            out,
            notes,
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Already ended if the test stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_of(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split_whitespace()
        .next()?
        .trim_end_matches('/')
        .parse()
        .ok()
}

/// A port that nobody uses now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
