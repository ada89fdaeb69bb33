//! Identifiers in addresses. One that has not the right form names nothing: the answer is "no encontramos".

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use domain::id::{
    AccountId, AppointmentId, CandidacyId, ConfirmationLinkId, DeliveryId, DisclosureId,
    HelpRequestId, HidingId, LettersId, NotificationId, ProposalId, SessionId, StagedFileId,
};
use domain::key::{AgreementKey, GroundKey};
use domain::receipt::Folio;

use crate::Installation;
use crate::http::pages;

/// The candidacy in the address (`{candidatura}`).
#[derive(Debug, Clone, Copy)]
pub struct CandidacyPath(pub CandidacyId);

/// The account in the address (`{cuenta}`).
#[derive(Debug, Clone, Copy)]
pub struct AccountPath(pub AccountId);

/// The section in the address (`{seccion}`): a key that the use case looks up.
#[derive(Debug, Clone)]
pub struct SectionPath(pub String);

/// The field in the address (`{campo}`): a key that the page looks up.
#[derive(Debug, Clone)]
pub struct FieldPath(pub String);

/// The sealed photograph in the address (`{ficha}`).
#[derive(Debug, Clone)]
pub struct PhotographPath(pub String);

/// The supervisor's appointment in the address (`{nombramiento}`).
#[derive(Debug, Clone, Copy)]
pub struct AppointmentPath(pub AppointmentId);

/// The piece of evidence in the address (`{evidencia}`).
#[derive(Debug, Clone, Copy)]
pub struct DisclosurePath(pub DisclosureId);

/// The party in the address (`{partido}`): a key that the use case looks up.
#[derive(Debug, Clone)]
pub struct PartyPath(pub String);

/// The version in the address (`{version}`).
#[derive(Debug, Clone, Copy)]
pub struct VersionPath(pub u32);

/// The proposal in the address (`{propuesta}`).
#[derive(Debug, Clone, Copy)]
pub struct ProposalPath(pub ProposalId);

/// The uploaded file in the address (`{archivo}`).
#[derive(Debug, Clone, Copy)]
pub struct StagedPath(pub StagedFileId);

/// The agreement in the address (`{convenio}`).
#[derive(Debug, Clone)]
pub struct AgreementPath(pub AgreementKey);

/// The notification in the address (`{notificacion}`).
#[derive(Debug, Clone, Copy)]
pub struct NotificationPath(pub NotificationId);

/// The ground in the address (`{causal}`).
#[derive(Debug, Clone)]
pub struct GroundPath(pub GroundKey);

/// The session in the address (`{id}`).
#[derive(Debug, Clone, Copy)]
pub struct SessionPath(pub SessionId);

/// The request for help in the address (`{id}`).
#[derive(Debug, Clone, Copy)]
pub struct HelpPath(pub HelpRequestId);

/// The delivery in the address (`{entrega}`).
#[derive(Debug, Clone, Copy)]
pub struct DeliveryPath(pub DeliveryId);

/// The making of letters in the address (`{cartas}`).
#[derive(Debug, Clone, Copy)]
pub struct LettersPath(pub LettersId);

/// The making of letters and the number of one of its files (`{cartas}`, `{numero}`).
#[derive(Debug, Clone, Copy)]
pub struct BundlePath(pub LettersId, pub usize);

/// The proposal about an account of the administration in the address (`{propuesta}`).
#[derive(Debug, Clone, Copy)]
pub struct AccountProposalPath(pub ProposalId);

/// The receipt in the address (`{folio}`).
#[derive(Debug, Clone, Copy)]
pub struct FolioPath(pub Folio);

/// The hiding of a candidacy in the address (`{candidatura}`, `{ocultamiento}`).
#[derive(Debug, Clone, Copy)]
pub struct HidingPath(pub CandidacyId, pub HidingId);

/// `{enlace}`: a link by which a person confirms.
pub struct LinkPath(pub ConfirmationLinkId);

/// `{codigo}`: the code of such a link, as it was given.
pub struct CodePath(pub String);

async fn named<T: FromStr>(
    parts: &mut Parts,
    site: &Installation,
    name: &str,
) -> Result<T, Response> {
    let params = RawPathParams::from_request_parts(parts, site).await.ok();
    let value = params
        .as_ref()
        .and_then(|params| params.iter().find(|(known, _)| *known == name));
    value
        .and_then(|(_, value)| value.parse().ok())
        .ok_or_else(|| pages::refusal(site, StatusCode::NOT_FOUND))
}

impl FromRequestParts<Installation> for LinkPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "enlace").await.map(Self)
    }
}

impl FromRequestParts<Installation> for CodePath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "codigo").await.map(Self)
    }
}

impl FromRequestParts<Installation> for CandidacyPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "candidatura").await.map(Self)
    }
}

impl FromRequestParts<Installation> for AccountPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "cuenta").await.map(Self)
    }
}

impl FromRequestParts<Installation> for SectionPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "seccion").await.map(Self)
    }
}

impl FromRequestParts<Installation> for FieldPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "campo").await.map(Self)
    }
}

impl FromRequestParts<Installation> for PhotographPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "ficha").await.map(Self)
    }
}

impl FromRequestParts<Installation> for AppointmentPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "nombramiento").await.map(Self)
    }
}

impl FromRequestParts<Installation> for DisclosurePath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "evidencia").await.map(Self)
    }
}

impl FromRequestParts<Installation> for PartyPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "partido").await.map(Self)
    }
}

impl FromRequestParts<Installation> for VersionPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "version").await.map(Self)
    }
}

impl FromRequestParts<Installation> for ProposalPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "propuesta").await.map(Self)
    }
}

impl FromRequestParts<Installation> for StagedPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "archivo").await.map(Self)
    }
}

impl FromRequestParts<Installation> for AgreementPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "convenio").await.map(Self)
    }
}

impl FromRequestParts<Installation> for NotificationPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "notificacion").await.map(Self)
    }
}

impl FromRequestParts<Installation> for GroundPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "causal").await.map(Self)
    }
}

impl FromRequestParts<Installation> for SessionPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "id").await.map(Self)
    }
}

impl FromRequestParts<Installation> for HelpPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "id").await.map(Self)
    }
}

impl FromRequestParts<Installation> for DeliveryPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "entrega").await.map(Self)
    }
}

impl FromRequestParts<Installation> for LettersPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "cartas").await.map(Self)
    }
}

impl FromRequestParts<Installation> for AccountProposalPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "propuesta").await.map(Self)
    }
}

impl FromRequestParts<Installation> for BundlePath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        let letters = named(parts, site, "cartas").await?;
        Ok(Self(letters, named(parts, site, "numero").await?))
    }
}

impl FromRequestParts<Installation> for FolioPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        named(parts, site, "folio").await.map(Self)
    }
}

impl FromRequestParts<Installation> for HidingPath {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, site: &Installation) -> Result<Self, Response> {
        let candidacy = named(parts, site, "candidatura").await?;
        Ok(Self(candidacy, named(parts, site, "ocultamiento").await?))
    }
}
