//! A candidate in the panel: a session, a candidacy, and the revision that the last save left.

use anyhow::{Result, bail};

use crate::client::{Answer, Client};

/// A person who captures.
pub struct Person {
    client: Client,
    /// The address of the candidacy's task list.
    home: String,
    /// The revision that the last save left.
    revision: u32,
    /// Texts written, so that each one differs.
    texts: u64,
}

/// A text of some 1,400 characters that differs from number to number.
pub fn text(number: u64) -> String {
    let sentence =
        format!("En la propuesta {number} pido cuentas claras, agua limpia y transporte puntual. ");
    sentence.repeat(18)
}

impl Person {
    /// Who just came in, with nothing captured.
    pub const fn new(client: Client, home: String) -> Self {
        Self {
            client,
            home,
            revision: 0,
            texts: 0,
        }
    }

    /// Writes a text and saves it.
    ///
    /// # Errors
    /// The save was not acknowledged.
    pub async fn save(&mut self) -> Result<()> {
        let typed = self.another_text();
        self.save_section("motivos", &[("motivos", &typed)]).await
    }

    /// Saves a section.
    ///
    /// # Errors
    /// The save was not acknowledged.
    pub async fn save_section(&mut self, section: &str, typed: &[(&str, &str)]) -> Result<()> {
        let answer = self.post_section(section, "guardar", typed).await?;
        self.saved(&answer)
    }

    /// Writes a text that the page keeps by itself.
    ///
    /// # Errors
    /// It was not kept.
    pub async fn autosave(&mut self) -> Result<()> {
        let typed = self.another_text();
        let typed = [("motivos", typed.as_str())];
        let answer = self.post_section("motivos", "autoguardar", &typed).await?;
        if answer.status != 200 {
            bail!(
                "an autosave was answered {}: {}",
                answer.status,
                answer.body
            );
        }
        Ok(())
    }

    /// Sends a photograph from its page, which saves it.
    ///
    /// # Errors
    /// It was not taken.
    pub async fn send_photograph(&mut self, jpeg: &[u8]) -> Result<()> {
        let (path, base) = (self.address("fotografia"), self.revision.to_string());
        let fields = [("accion", "guardar"), ("revision", base.as_str())];
        let sending = self.client.post_file(&path, &fields, "foto__archivo", jpeg);
        let answer = sending.await?;
        self.saved(&answer)
    }

    /// Confirms what was captured and sends it.
    ///
    /// # Errors
    /// It was not sent.
    pub async fn send(&mut self, password: &str) -> Result<()> {
        let (path, reviewed) = (self.address("enviar"), self.revision.to_string());
        let fields = [
            ("revision", reviewed.as_str()),
            ("declara", "si"),
            ("contrasena", password),
        ];
        let answer = self.client.post(&path, &fields).await?;
        if answer.status != 303 {
            bail!("a sending was answered {}: {}", answer.status, answer.body);
        }
        Ok(())
    }

    /// Opens a page of the candidacy.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn open(&mut self, page: &str) -> Result<String> {
        let path = self.address(page);
        self.open_at(&path).await
    }

    /// Opens whatever is at an address.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn open_at(&mut self, path: &str) -> Result<String> {
        let answer = self.client.get(path).await?;
        if answer.status != 200 {
            bail!("{path} was answered {}: {}", answer.status, answer.body);
        }
        Ok(answer.body)
    }

    async fn post_section(
        &mut self,
        section: &str,
        button: &str,
        typed: &[(&str, &str)],
    ) -> Result<Answer> {
        let (path, base) = (self.address(section), self.revision.to_string());
        let mut fields = vec![("accion", button), ("revision", base.as_str())];
        fields.extend_from_slice(typed);
        self.client.post(&path, &fields).await
    }

    fn saved(&mut self, answer: &Answer) -> Result<()> {
        if answer.status != 303 {
            bail!("a save was answered {}: {}", answer.status, answer.body);
        }
        self.revision += 1;
        Ok(())
    }

    fn another_text(&mut self) -> String {
        self.texts += 1;
        text(self.texts)
    }

    fn address(&self, page: &str) -> String {
        format!("{}/{page}", self.home)
    }
}
