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
    let mut taken = 0;
    while let Some(part) = parts.next_field().await.ok()? {
        // Controls that were left empty count as well.
        taken += 1;
        if taken > MOST_PARTS {
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
    use proptest::prelude::*;

    use super::*;

    #[rstest::rstest]
    #[case("registro.xlsx", "registro.xlsx")]
    #[case("C:\\Usuarios\\ana\\registro.xlsx", "registro.xlsx")]
    #[case("../../etc/passwd", "passwd")]
    #[case("a\r\nb.pdf", "ab.pdf")]
    #[case("a\0b.pdf", "ab.pdf")]
    fn a_file_keeps_only_its_own_name(#[case] sent: &str, #[case] kept: &str) {
        assert_eq!(plain_name(sent), kept);
    }

    const KIND: &str = "multipart/form-data; boundary=corte-4712";

    /// A control as it is sent: its name, the name of its file if it is one, and what it holds.
    type Sent<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8]);

    /// The body of a form, to its very last byte.
    fn body(parts: &[Sent<'_>]) -> Vec<u8> {
        let mut body = Vec::new();
        for (control, file, holds) in parts {
            body.extend_from_slice(b"--corte-4712\r\nContent-Disposition: form-data; name=\"");
            body.extend_from_slice(control);
            if let Some(name) = file {
                body.extend_from_slice(b"\"; filename=\"");
                body.extend_from_slice(name);
            }
            body.extend_from_slice(b"\"\r\n\r\n");
            body.extend_from_slice(holds);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--corte-4712--");
        body
    }

    /// What is read of it; none is answered with the page of what cannot be read.
    fn read_whole(body: Vec<u8>) -> Option<Uploaded> {
        let kind = header::HeaderValue::from_static(KIND);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(parts(kind, body, Instant::from_micros(0)))
    }

    /// What whoever uses a form may rely on, whatever was sent.
    fn is_clean(uploaded: &Uploaded) -> bool {
        let values = &uploaded.form.values;
        let texts = values.iter().all(|(control, text)| {
            let nul = |text: &str| text.contains('\0');
            !nul(control) && !nul(text)
        });
        let files = uploaded.files.iter().all(|file| {
            let plain = !file.name.contains(['/', '\\']) && !file.name.contains(char::is_control);
            plain && !file.control.contains('\0') && !file.bytes.is_empty()
        });
        texts && files && values.len() + uploaded.files.len() <= MOST_PARTS
    }

    /// Controls with names that a page could have.
    fn any_controls() -> impl Strategy<Value = Vec<(String, bool, Vec<u8>)>> {
        let control = (
            "[a-z_]{1,12}",
            any::<bool>(),
            prop::collection::vec(any::<u8>(), 0..80),
        );
        prop::collection::vec(control, 1..8)
    }

    fn as_sent(controls: &[(String, bool, Vec<u8>)]) -> Vec<Sent<'_>> {
        let mut parts = Vec::new();
        for (control, is_file, holds) in controls {
            let file = is_file.then_some(&b"foto.jpg"[..]);
            parts.push((control.as_bytes(), file, holds.as_slice()));
        }
        parts
    }

    proptest! {
        /// Whatever arrives is read or refused; nothing panics.
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(read_whole(bytes).is_none_or(|read| is_clean(&read)));
        }

        /// The same behind the head of a part, with any bytes for its names.
        #[test]
        fn names_of_any_bytes_are_read_or_refused(
            control in prop::collection::vec(any::<u8>(), 0..40),
            file in prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
            holds in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let sent = body(&[(control.as_slice(), file.as_deref(), holds.as_slice())]);
            prop_assert!(read_whole(sent).is_none_or(|read| is_clean(&read)));
        }

        /// A whole form is read with each of its controls in order, files to the last byte, and empty ones as not chosen.
        #[test]
        fn a_whole_form_is_read_whole(controls in any_controls()) {
            let read = read_whole(body(&as_sent(&controls))).unwrap();
            prop_assert!(is_clean(&read));
            let texts: Vec<&String> = read.form.values.iter().map(|(control, _)| control).collect();
            let typed = controls.iter().filter(|(_, is_file, _)| !is_file);
            prop_assert_eq!(texts, typed.map(|(control, ..)| control).collect::<Vec<_>>());
            let files: Vec<(&String, &Vec<u8>)> =
                read.files.iter().map(|file| (&file.control, &file.bytes)).collect();
            let chosen = controls.iter().filter(|(_, is_file, holds)| *is_file && !holds.is_empty());
            prop_assert_eq!(files, chosen.map(|(control, _, holds)| (control, holds)).collect::<Vec<_>>());
        }

        /// A form that broke off anywhere is refused: nothing of it is taken for what somebody decided.
        #[test]
        fn a_form_cut_short_is_refused(controls in any_controls(), cut in any::<prop::sample::Index>()) {
            let whole = body(&as_sent(&controls));
            let kept = cut.index(whole.len());
            prop_assert!(read_whole(whole[..kept].to_vec()).is_none());
        }
    }

    #[rstest::rstest]
    #[case::texts(None)]
    #[case::files(Some(&b"foto.jpg"[..]))]
    fn more_parts_than_any_page_has_are_refused(#[case] file: Option<&[u8]>) {
        for holds in [&b"x"[..], b""] {
            let part: Sent<'_> = (b"foto", file, holds);
            assert!(read_whole(body(&vec![part; MOST_PARTS])).is_some());
            assert!(read_whole(body(&vec![part; MOST_PARTS + 1])).is_none());
        }
    }

    #[rstest::rstest]
    #[case::control(b"fo\0to", None)]
    #[case::control_of_a_file(b"fo\0to", Some(&b"foto.jpg"[..]))]
    #[case::file(b"foto", Some(&b"fo\0to.jpg"[..]))]
    fn a_name_with_a_nul_comes_through_nowhere(
        #[case] control: &[u8],
        #[case] file: Option<&[u8]>,
    ) {
        let read = read_whole(body(&[(control, file, b"x")]));
        assert!(read.is_none_or(|read| is_clean(&read)));
    }
}
