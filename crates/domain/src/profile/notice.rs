//! The institute's privacy notices (DGO 16, 36; CDMX 17, 37).

use super::ContentHash;

/// A privacy notice as it was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its version, which the institute raises with every change.
    pub version: String,
    /// Its text: headings, paragraphs and lists in Markdown.
    pub text: String,
    /// SHA-256 of the text; what an acceptance names.
    pub hash: ContentHash,
}

/// The notices of an institute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// The short one, accepted before the first datum.
    pub simplified: Notice,
    /// The long one, if the institute has it.
    pub full: Option<Notice>,
}
