//! A browser without script: it keeps its cookie, says from which page it acts, and follows where it is sent on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt as _;

use super::world::World;
use crate::ui::page_check;

/// A file as a form sends it: its control, its name and its bytes.
pub struct Attached<'a> {
    pub control: &'a str,
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// The institute's address.
const HOST: &str = "conoceles.example";

/// Somebody's browser.
pub struct Browser<'w> {
    pub world: &'w World,
    cookie: Mutex<Option<String>>,
    network: IpAddr,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The same as it came: files are no text.
    pub bytes: Vec<u8>,
}

impl<'w> Browser<'w> {
    /// A browser that was never here.
    pub fn new(world: &'w World) -> Self {
        Self {
            world,
            cookie: Mutex::default(),
            network: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9)),
        }
    }

    /// The same from another network.
    pub fn from(mut self, network: &str) -> Self {
        self.network = network.parse().unwrap();
        self
    }

    /// Another browser with the same cookie: a second tab, or a stolen one.
    pub fn copy(&self) -> Self {
        Self {
            world: self.world,
            cookie: Mutex::new(self.cookie()),
            network: self.network,
        }
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    /// Opens an address.
    pub async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends a form from one of our own pages.
    pub async fn post(&self, path: &str, values: &[(&str, &str)]) -> Page {
        self.send(form(path, values)).await
    }

    /// Sends a form with its files, as a browser would.
    pub async fn post_with_files(
        &self,
        path: &str,
        values: &[(&str, &str)],
        files: &[Attached<'_>],
    ) -> Page {
        const BOUNDARY: &str = "corte-de-prueba-4711";
        let mut body = Vec::new();
        for (name, value) in values {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        for Attached {
            control,
            name,
            bytes,
        } in files
        {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{control}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let mut request = form(path, &[]);
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        *request.body_mut() = Body::from(body);
        self.send(request).await
    }

    /// Sends a form and opens the page that it leads to.
    pub async fn post_and_follow(&self, path: &str, values: &[(&str, &str)]) -> Page {
        let answer = self.post(path, values).await;
        self.follow(answer).await
    }

    /// Opens the page that an answer sends on to, until there is one.
    pub async fn follow(&self, mut answer: Page) -> Page {
        for _ in 0..5 {
            let Some(target) = answer.location() else {
                return answer;
            };
            answer = self.get(&target).await;
        }
        panic!("sent on for ever");
    }

    /// Sends any request with this browser's cookie.
    pub async fn send(&self, mut request: Request<Body>) -> Page {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert(HOST.parse().unwrap());
        if let Some(cookie) = self.cookie() {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(self.network, 40_000)));
        let path = request.uri().clone();
        let answer = self.world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let kept = !pair.ends_with('=');
            *self.cookie.lock().unwrap() = kept.then(|| pair.to_owned());
        }
        let page = Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        };
        page.check(&path.to_string());
        page
    }
}

/// A form as a browser sends it from one of our own pages.
pub fn form(path: &str, values: &[(&str, &str)]) -> Request<Body> {
    let body = serde_html_form::to_string(values).unwrap();
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, format!("https://{HOST}"))
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap()
}

impl Page {
    /// Every page that any story meets is sound: ids, labels, headings, nothing inline, nothing untranslated.
    fn check(&self, path: &str) {
        let html = self
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"));
        if html && !self.body.is_empty() {
            page_check::check(&self.body)
                .unwrap_or_else(|faults| panic!("{path} ({}): {faults:?}", self.status));
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where it sends on to.
    pub fn location(&self) -> Option<String> {
        self.status
            .is_redirection()
            .then(|| self.header("location").unwrap().to_owned())
    }

    /// Asserts the status, and shows the page if it is another.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{:?}\n{}",
            self.location(),
            self.text()
        );
        self
    }

    /// Asserts that it sends on to this address.
    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        assert_eq!(
            self.location().as_deref(),
            Some(path),
            "{} {}",
            self.status,
            self.text()
        );
        self
    }

    /// Asserts that the page says this, as people read it.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.text().contains(words),
            "the page does not say {words:?}:\n{}",
            self.text()
        );
        self
    }

    /// Asserts that the page does not say this anywhere, not even in its source.
    #[track_caller]
    pub fn never_says(self, words: &str) -> Self {
        assert!(
            !self.body.contains(words) && !self.text().contains(words),
            "the page says {words:?}:\n{}",
            self.body
        );
        self
    }

    /// The same page without the help of the manual, which tells of what the screen offers at other times.
    pub fn without_help(mut self) -> Self {
        const END: &str = "</details>";
        while let Some(start) = self.body.find("<details class=\"help\">") {
            let length = self.body[start..].find(END).unwrap() + END.len();
            self.body.replace_range(start..start + length, "");
        }
        self
    }

    /// What people read, with single spaces.
    pub fn text(&self) -> String {
        let document = Html::parse_document(&self.body);
        let words: String = document.root_element().text().collect::<Vec<_>>().join(" ");
        words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" .", ".")
            .replace(" ,", ",")
    }

    /// The controls of the form that is sent to `action` (its address may end in `#errores`), as a browser would send
    /// them, buttons left out.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let document = Html::parse_document(&self.body);
        let forms = Selector::parse("form").unwrap();
        let sent_there = |form: &ElementRef<'_>| {
            form.attr("action")
                .is_some_and(|known| known.trim_end_matches("#errores") == action)
        };
        // Where a page has two forms to one address, the longer one is meant.
        let controls = Selector::parse("input[name], textarea[name], select[name]").unwrap();
        let form = document
            .select(&forms)
            .filter(sent_there)
            .max_by_key(|form| form.select(&controls).count())
            .unwrap_or_else(|| panic!("no form to {action}:\n{}", self.body));
        let mut values = Vec::new();
        for control in form.select(&controls) {
            let name = control.attr("name").unwrap().to_owned();
            let value = match control.value().name() {
                "textarea" => {
                    let text: String = control.text().collect();
                    text.strip_prefix('\n').unwrap_or(&text).to_owned()
                }
                "select" => {
                    let chosen = Selector::parse("option[selected]").unwrap();
                    control
                        .select(&chosen)
                        .next()
                        .and_then(|option| option.attr("value"))
                        .unwrap_or("")
                        .to_owned()
                }
                _ => {
                    let ticks = matches!(control.attr("type"), Some("checkbox" | "radio"));
                    if ticks && control.attr("checked").is_none() {
                        continue;
                    }
                    control
                        .attr("value")
                        .unwrap_or(if ticks { "on" } else { "" })
                        .to_owned()
                }
            };
            values.push((name, value));
        }
        values
    }

    /// What a control of that form holds.
    #[track_caller]
    pub fn value(&self, action: &str, name: &str) -> String {
        let values = self.form(action);
        values
            .into_iter()
            .find(|(known, _)| known == name)
            .unwrap_or_else(|| panic!("no control {name}"))
            .1
    }

    /// Elements of the page.
    pub fn count(&self, selector: &str) -> usize {
        Html::parse_document(&self.body)
            .select(&Selector::parse(selector).unwrap())
            .count()
    }

    /// Asserts that the summary at the top links to the field, which tells its error where it is.
    #[track_caller]
    pub fn points_at(self, field: &str) -> Self {
        let at_top = self.count(&format!("#errores a[href='#campo-{field}']"));
        assert!(
            at_top > 0,
            "no link to {field} in the summary:\n{}",
            self.body
        );
        let told = self.count(&format!("#campo-{field}[aria-invalid]")) > 0;
        assert!(
            told || self.group_is_wrong(field),
            "{field} is not marked as wrong:\n{}",
            self.body
        );
        self
    }

    /// Whether the group of these radios or ticks tells its error: none of them is wrong by itself, and a radio may not
    /// be `aria-invalid`.
    fn group_is_wrong(&self, field: &str) -> bool {
        let group = format!("fieldset.wrong[aria-describedby~='campo-{field}-error']");
        let told = self.count(&format!("{group} > #campo-{field}-error"));
        let inside = ["radio", "checkbox"]
            .map(|kind| self.count(&format!("{group} #campo-{field}[type='{kind}']")));
        told > 0 && inside != [0, 0]
    }
}
