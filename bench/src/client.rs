//! A person's browser as far as saving needs it: one connection, cookies, forms and their files. Small, so that the
//! generator costs little beside the server on the same two cores.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What a form without files is sent as.
const FORM: &str = "application/x-www-form-urlencoded";

/// One connection with its cookies.
pub struct Client {
    stream: TcpStream,
    port: u16,
    cookies: HashMap<String, String>,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it sends on to.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

impl Client {
    /// Connects to the server on this port of this machine.
    ///
    /// # Errors
    /// Nobody listens.
    pub async fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            port,
            cookies: HashMap::new(),
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Opens a page.
    ///
    /// # Errors
    /// The connection fails.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, FORM, &[]).await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// The connection fails.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let body = serde_html_form::to_string(fields)?;
        self.send("POST", path, FORM, body.as_bytes()).await
    }

    /// Sends a form with a picture chosen in `control`.
    ///
    /// # Errors
    /// The connection fails.
    pub async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        control: &str,
        jpeg: &[u8],
    ) -> Result<Answer> {
        const BOUNDARY: &str = "corte-4712-de-la-medicion";
        const PART: &str = "Content-Disposition: form-data; name=";
        let mut parts = String::new();
        for (name, value) in fields {
            write!(parts, "--{BOUNDARY}\r\n{PART}\"{name}\"\r\n\r\n{value}\r\n")?;
        }
        write!(
            parts,
            "--{BOUNDARY}\r\n{PART}\"{control}\"; filename=\"foto.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        )?;
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let body = [parts.as_bytes(), jpeg, end.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send("POST", path, &kind, &body).await
    }

    async fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.port,
            cookies.join("; "),
            body.len(),
        );
        self.stream
            .write_all(&[head.as_bytes(), body].concat())
            .await?;
        self.receive().await
    }

    async fn receive(&mut self) -> Result<Answer> {
        self.buffer.clear();
        let head_end = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .context("no status")?
            .parse()?;
        let (mut length, mut chunked, mut location) = (0_usize, false, None);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value == "chunked",
                "location" => location = Some(value.to_owned()),
                "set-cookie" => {
                    if let Some((name, value)) = value
                        .split(';')
                        .next()
                        .and_then(|pair| pair.split_once('='))
                    {
                        self.cookies.insert(name.to_owned(), value.to_owned());
                    }
                }
                _ => {}
            }
        }
        if chunked {
            bail!("a chunked answer was not expected");
        }
        let start = head_end + 4;
        while self.buffer.len() < start + length {
            self.more().await?;
        }
        let body = String::from_utf8_lossy(&self.buffer[start..start + length]).into_owned();
        Ok(Answer {
            status,
            location,
            body,
        })
    }

    async fn more(&mut self) -> Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}
