//! The whole server killed at any instant: no save that was acknowledged is lost, none is half there, and the history
//! verifies (`design.md`, "What it must reach").

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::place::Place;
use crate::site::Site;

/// Kills of one run; `CONOCELES_TEST_SERVER_KILLS` asks for another number.
const KILLS: u64 = 20;
const PHRASE: &str = "nopal lámpara invierno cuaderno";

#[test]
fn no_acknowledged_save_is_lost_when_the_server_is_killed() {
    let kills = std::env::var("CONOCELES_TEST_SERVER_KILLS")
        .map_or(KILLS, |number| number.parse().unwrap());
    let place = Place::registered("dgo");
    let account = place.run(&[
        "cuentas",
        "crear",
        "--datos",
        "datos",
        "--papel",
        "candidatura",
        "--candidatura",
        "EJEMPLO-001",
        "--nombre",
        "Ana Ejemplo",
    ]);
    let account = account.ends_with(0);
    let (mut editor, section) = {
        let site = serve(&place);
        let mut editor = Editor::at(site.address());
        editor.activate(&account.value("Código de activación"));
        // Somebody with one candidacy has one task list: it is the desk.
        let desk = editor.get("/panel").unwrap();
        let candidacy = between(&desk, "location: /panel/captura/", "\r\n");
        let candidacy = candidacy.split('?').next().unwrap();
        (editor, format!("/panel/captura/{candidacy}/motivos"))
    };
    let mut acknowledged = 0;
    for round in 0..kills {
        let site = serve(&place);
        editor.address = site.address();
        let found = editor.last_saved(&section);
        assert!(
            found >= acknowledged,
            "round {round}: {acknowledged} was acknowledged and {found} is there"
        );
        let mut saving = editor.clone();
        let path = section.clone();
        let saved = Arc::new(AtomicU64::new(found));
        let told = Arc::clone(&saved);
        let saver = thread::spawn(move || saving.save_until_it_breaks(&path, &told));
        while saved.load(Ordering::SeqCst) == found {
            assert!(
                !saver.is_finished(),
                "round {round}: the server went away by itself"
            );
            thread::sleep(Duration::from_millis(1));
        }
        // Instants that fall on every part of a save, which takes some milliseconds.
        thread::sleep(Duration::from_micros(round * 1_919 % 40_000));
        drop(site);
        saver.join().unwrap();
        acknowledged = saved.load(Ordering::SeqCst);
    }
    let site = serve(&place);
    editor.address = site.address();
    assert!(editor.last_saved(&section) >= acknowledged);
    drop(site);
    place
        .run(&["bitacora", "verificar", "--datos", "datos"])
        .ends_with(0);
}

fn serve(place: &Place) -> Site {
    Site::start(
        place,
        &["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"],
    )
}

/// Somebody with a browser.
#[derive(Clone)]
struct Editor {
    address: SocketAddr,
    cookie: String,
}

impl Editor {
    const fn at(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: String::new(),
        }
    }

    fn activate(&mut self, code: &str) {
        let phrase = encoded(PHRASE);
        let form =
            format!("codigo={code}&contrasena={phrase}&contrasena_otra_vez={phrase}&compromiso=si");
        let answer = self.post("/activar/contrasena", &form).unwrap();
        self.cookie = between(&answer, "set-cookie: ", ";").to_owned();
        let answer = self.post("/aviso", "acepta=si").unwrap();
        assert!(answer.contains("location: /panel"), "{answer}");
    }

    /// The number of the text that the section has; 0 for none.
    fn last_saved(&self, section: &str) -> u64 {
        let page = self.get(section).unwrap();
        page.split_once("motivo número ").map_or(0, |(_, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().unwrap()
        })
    }

    /// Saves one numbered text after another until the server is gone; tells the last number that was acknowledged.
    fn save_until_it_breaks(&mut self, section: &str, acknowledged: &AtomicU64) {
        let Some(page) = self.get(section) else {
            return;
        };
        let mut revision: u64 = between(&page, "name=\"revision\" value=\"", "\"")
            .parse()
            .unwrap();
        loop {
            let number = acknowledged.load(Ordering::SeqCst) + 1;
            let text = encoded(&format!("motivo número {number}"));
            let form = format!("accion=guardar&revision={revision}&motivos={text}");
            match self.post(section, &form) {
                Some(answer) if answer.starts_with("HTTP/1.1 303") => {
                    acknowledged.store(number, Ordering::SeqCst)
                }
                Some(answer) => panic!("a save was refused: {answer}"),
                None => return,
            }
            revision += 1;
        }
    }

    fn get(&self, path: &str) -> Option<String> {
        self.ask("GET", path, "")
    }

    fn post(&self, path: &str, form: &str) -> Option<String> {
        self.ask("POST", path, form)
    }

    /// The whole answer; none if the server went away before it was complete.
    fn ask(&self, method: &str, path: &str, form: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.address,
            self.cookie,
            form.len(),
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8(answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let length: usize = between(&format!("{head}\r\n"), "content-length: ", "\r\n")
            .parse()
            .unwrap();
        (body.len() == length).then_some(answer)
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before:?} in {text}"));
    rest.split_once(after).unwrap().0
}
