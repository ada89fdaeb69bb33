//! A form with files that has arrived whole (`multipart/form-data`). As with every form, its instant is taken when the
//! last byte was in (R07).

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use domain::time::Instant;

use crate::Installation;
use crate::http::form::{Arrived, read_bounded};
use crate::http::pages;

/// Most bytes of a form with files.
pub const LONGEST_UPLOAD: usize = 32 * 1024 * 1024;
/// Most parts of such a form.
const MOST_PARTS: usize = 500;

/// A file as it was uploaded.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// The control's name.
    pub control: String,
    /// The name that it had where it comes from, without its folders.
    pub name: String,
    /// Its bytes; never empty.
    pub bytes: Vec<u8>,
}

/// A form with its files.
#[derive(Debug, Clone)]
pub struct Uploaded {
    /// The controls that are no files, and the instant.
    pub form: Arrived,
    /// The files that were chosen; a control left empty has none.
    pub files: Vec<UploadedFile>,
}

impl Uploaded {
    /// The file of a control, if one was chosen.
    pub fn file(&self, control: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|file| file.control == control)
    }
}

/// A form that may have files: its page sends them, its script does not.
#[derive(Debug, Clone)]
pub struct MaybeUploaded(pub Uploaded);

impl FromRequest<Installation> for MaybeUploaded {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Installation) -> Result<Self, Response> {
        if is_multipart(request.headers()) {
            return Uploaded::from_request(request, site).await.map(Self);
        }
        let form = Arrived::from_request(request, site).await?;
        let files = Vec::new();
        Ok(Self(Uploaded { form, files }))
    }
}

/// Whether a request is a form with files.
pub fn is_multipart(headers: &axum::http::HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// The controls of a form with files that are no files, from its whole body; none if it cannot be read.
pub async fn without_files(
    kind: header::HeaderValue,
    body: Vec<u8>,
) -> Option<Vec<(String, String)>> {
    let at = Instant::from_micros(0);
    Some(parts(kind, body, at).await?.form.values)
}

async fn parts(kind: header::HeaderValue, body: Vec<u8>, at: Instant) -> Option<Uploaded> {
    let mut whole = Request::builder()
        .header(header::CONTENT_TYPE, kind)
        .body(axum::body::Body::from(body))
        .ok()?;
    // Its length was looked at before; the framework's own limit is shorter than a scanned page.
    DefaultBodyLimit::disable().apply(&mut whole);
    let parts = Multipart::from_request(whole, &()).await.ok()?;
    read(parts, at).await
}

impl FromRequest<Installation> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Installation) -> Result<Self, Response> {
        Self::within(request, site, LONGEST_UPLOAD).await
    }
}

impl Uploaded {
    /// A form with files of at most `longest` bytes in all: less than usual where anybody may send one.
    ///
    /// # Errors
    /// The page to answer with.
    pub async fn within(
        request: Request,
        site: &Installation,
        longest: usize,
    ) -> Result<Self, Response> {
        let refusal = |status| pages::refusal(site, status);
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .cloned()
            .filter(|_| is_multipart(request.headers()))
            .ok_or_else(|| refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        // The whole body first: what breaks off half way changes nothing, and a term is decided by the last byte.
        let body = read_bounded(request, longest).await.map_err(refusal)?;
        let at = site.app.now();
        parts(kind, body, at)
            .await
            .ok_or_else(|| refusal(StatusCode::BAD_REQUEST))
    }
}

async fn read(mut parts: Multipart, at: Instant) -> Option<Uploaded> {
    let (mut values, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.ok()? {
        if values.len() + files.len() >= MOST_PARTS {
            return None;
        }
        let control = part.name()?.to_owned();
        match part.file_name().map(plain_name) {
            Some(name) => {
                let bytes = part.bytes().await.ok()?.to_vec();
                if !bytes.is_empty() {
                    files.push(UploadedFile {
                        control,
                        name,
                        bytes,
                    });
                }
            }
            None => {
                let mut value = part.text().await.ok()?;
                value.retain(|character| character != '\0');
                values.push((control, value));
            }
        }
    }
    Some(Uploaded {
        form: Arrived { values, at },
        files,
    })
}

/// The last part of a name, without signs that end a line; some browsers send whole paths.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[rstest::rstest]
    #[case("registro.xlsx", "registro.xlsx")]
    #[case("C:\\Usuarios\\ana\\registro.xlsx", "registro.xlsx")]
    #[case("../../etc/passwd", "passwd")]
    #[case("a\r\nb.pdf", "ab.pdf")]
    fn a_file_keeps_only_its_own_name(#[case] sent: &str, #[case] kept: &str) {
        assert_eq!(plain_name(sent), kept);
    }
}
