//! What the stories about accounts share: waiting for work in the background, forms with a signed page.

use std::process::Command;
use std::time::Duration;

use super::browser::{Attached, Browser, Page};
use super::people::Person;
use super::world::World;

impl Browser<'_> {
    /// The page, once what goes on in the background has ended.
    pub async fn when_ended(&self, path: &str) -> Page {
        for _ in 0..1_200 {
            let page = self.get(path).await.is(200);
            if page.count("[data-avance='en-curso']") == 0 {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{path} never ends");
    }

    /// Sends the form of a delivery, with a signed page if there is one.
    pub async fn deliver(
        &self,
        account: &str,
        values: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> Page {
        let (name, bytes) = file.unwrap_or(("", b""));
        let page = Attached {
            control: "hoja",
            name,
            bytes,
        };
        let path = format!("/panel/cuentas/{account}/entrega");
        self.post_with_files(&path, values, &[page]).await
    }
}

impl World {
    /// A party's representation at work.
    pub async fn representation(&self, party: &str) -> Person<'_> {
        self.somebody(domain::account::Seat::PartyRepresentative {
            party: party.parse().unwrap(),
        })
        .await
    }
}

/// The text of a PDF, by another program.
pub fn text_of_pdf(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (pdf, txt) = (folder.path().join("a.pdf"), folder.path().join("a.txt"));
    std::fs::write(&pdf, bytes).unwrap();
    let ran = Command::new("pdftotext")
        .args(["-layout"])
        .arg(&pdf)
        .arg(&txt)
        .status()
        .expect("pdftotext is installed where tests run");
    assert!(ran.success());
    std::fs::read_to_string(txt).unwrap()
}

/// The activation codes in a text.
pub fn codes_in(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = text
        .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-')
        .filter(|word| word.len() == 19 && word.chars().filter(|sign| *sign == '-').count() == 3)
        .map(str::to_owned)
        .collect();
    codes.sort();
    codes.dedup();
    codes
}
