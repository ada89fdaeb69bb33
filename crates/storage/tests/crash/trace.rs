//! What the program asks of the disk between a request and its acknowledgement, seen by strace.

use std::process::Command;

use domain::time::Instant;
use storage::{Location, prepare};

use crate::WRITER;

/// Units that the traced writer writes.
const UNITS: u64 = 5;

/// What a trace shows of one unit, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Requested(u64),
    /// Something was written to the write-ahead log.
    Wrote,
    /// The write-ahead log was handed to the disk and the disk answered.
    Synced,
    Acknowledged(u64),
}

/// The events of a trace by `strace -f -y`. A call that another thread interrupts is two lines; it is over at
/// the second one.
fn events(trace: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut syncing_log = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or((line, ""));
        let call = call.trim_start();
        let log = call.contains("-wal>");
        let sync = call.starts_with("fdatasync(") || call.starts_with("fsync(");
        if let Some(number) = said(call, "request ") {
            events.push(Event::Requested(number));
        } else if let Some(number) = said(call, "ack ") {
            events.push(Event::Acknowledged(number));
        } else if log && (call.starts_with("pwrite64(") || call.starts_with("write(")) {
            events.push(Event::Wrote);
        } else if log && sync && call.ends_with("= 0") {
            events.push(Event::Synced);
        } else if log && sync && call.contains("<unfinished") {
            syncing_log.push(thread);
        } else if resumed_sync(call) && syncing_log.contains(&thread) {
            syncing_log.retain(|other| *other != thread);
            events.push(Event::Synced);
        }
    }
    events
}

/// Whether a sync that was interrupted is over, well.
fn resumed_sync(call: &str) -> bool {
    call.starts_with("<... f") && call.contains("sync resumed>") && call.ends_with("= 0")
}

/// The number in a line that the writer said on its standard output.
fn said(call: &str, word: &str) -> Option<u64> {
    let rest = call
        .strip_prefix("write(1<")?
        .split_once(", \"")?
        .1
        .strip_prefix(word)?;
    rest.split("\\n").next()?.parse().ok()
}

/// Why a unit of the trace was acknowledged too early, if one was.
fn too_early(events: &[Event]) -> Option<String> {
    let mut acknowledged = 0;
    let mut unit: Vec<Event> = Vec::new();
    for event in events {
        match event {
            Event::Requested(_) => unit.clear(),
            Event::Acknowledged(number) => {
                acknowledged += 1;
                if !unit.contains(&Event::Wrote) {
                    return Some(format!("unit {number} wrote nothing to the log"));
                }
                if unit.last() != Some(&Event::Synced) {
                    return Some(format!(
                        "unit {number} was acknowledged before the disk had it"
                    ));
                }
            }
            other => unit.push(*other),
        }
    }
    (acknowledged != UNITS).then(|| format!("{acknowledged} units were acknowledged"))
}

#[tokio::test]
async fn the_disk_has_a_write_before_it_is_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::in_folder(folder.path());
    prepare(&location, None, Instant::from_micros(0))
        .await
        .unwrap();
    let Location::Sqlite(file) = &location else {
        panic!()
    };
    let trace = folder.path().join("trace");
    let run = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-e",
            "trace=fdatasync,fsync,write,pwrite64",
            "-o",
        ])
        .arg(&trace)
        .arg(WRITER)
        .arg(file)
        .args(["0", &UNITS.to_string()])
        .output()
        .expect("strace must be installed: cargo xtask setup (Debian's package «strace»)");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let trace = std::fs::read_to_string(&trace).unwrap();
    let events = events(&trace);
    assert_eq!(too_early(&events), None, "{events:?}");
}

/// One unit as strace shows it, with `middle` between its request and its acknowledgement.
fn traced(middle: &str) -> String {
    (0..UNITS)
        .map(|number| {
            format!(
                "10 write(1</dev/pts/0>, \"request {number}\\n\", 10) = 10\n{middle}\
                 10 write(1<pipe:[7]>, \"ack {number}\\n\", 6) = 6\n"
            )
        })
        .collect()
}

const WROTE: &str = "11 pwrite64(9</d/c.sqlite3-wal>, \"\\0\"..., 24, 32) = 24\n";
const SYNCED: &str = "11 fdatasync(9</d/c.sqlite3-wal>)       = 0\n";

#[test]
fn a_trace_with_a_sync_after_the_last_write_is_durable() {
    let split = "11 fdatasync(9</d/c.sqlite3-wal> <unfinished ...>\n10 write(2<pipe:[8]>, \"x\", 1) = 1\n\
                 11 <... fdatasync resumed>)         = 0\n";
    for sync in [SYNCED, split] {
        assert_eq!(
            too_early(&events(&traced(&format!("{WROTE}{WROTE}{sync}")))),
            None
        );
    }
}

#[test]
fn a_trace_without_it_is_not() {
    let failed = "11 fdatasync(9</d/c.sqlite3-wal>) = -1 EIO (Input/output error)\n";
    let other = "11 fdatasync(9</d/otro>) = 0\n";
    for middle in [
        String::new(),
        WROTE.to_owned(),
        SYNCED.to_owned(),
        format!("{SYNCED}{WROTE}"),
        format!("{WROTE}{failed}"),
        format!("{WROTE}{other}"),
    ] {
        assert!(too_early(&events(&traced(&middle))).is_some(), "{middle}");
    }
    assert!(too_early(&[]).is_some());
}
