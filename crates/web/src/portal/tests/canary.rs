//! Nothing that is not public reaches a row or a page: every private place of a record holds a mark, and no mark may
//! come out.

use std::sync::Arc;

use domain::capture::{Capture, State};
use domain::hiding::{Hidden, HiddenPart};
use domain::profile::Profile;
use domain::questionnaire::{FieldClass, FieldKind};
use domain::registry::{Candidacy, CandidacyStatus};

use super::get;
use crate::portal::ballot::Ballot;
use crate::portal::row::Row;
use crate::portal::{Portal, samples};
use crate::ui;

/// In every private place of a record.
const MARK: &str = "CANARI";

/// What a birth date of 13 February 1986 looks like, in any form.
const BIRTH: [&str; 4] = ["1986-02-13", "1986", "13 de febrero", "860213"];

fn marked_candidacy(profile: &Profile, status: CandidacyStatus) -> Candidacy {
    let mut ids = samples::Ids::default();
    let mut candidacy = samples::candidacy(profile, ids.next(), "diputacion-mr", "distrito-05");
    candidacy.data.key = format!("{MARK}-clave");
    candidacy.status = status;
    candidacy
}

/// A capture whose every answer is marked with its field.
fn marked_capture(profile: &Profile, candidacy: &Candidacy, state: State) -> Capture {
    let mut answers = samples::answers(&profile.questionnaires[0], |field, _| {
        format!("{MARK}-{field}-fin")
    });
    for field in profile.questionnaires[0].fields() {
        if let FieldKind::Line { .. } | FieldKind::List { .. } = field.kind {
            let line = format!("https://{MARK}-{}-fin.mx", field.key);
            let answer = match field.kind {
                FieldKind::List { .. } => domain::questionnaire::Answer::List(vec![line]),
                _ => domain::questionnaire::Answer::Text(line),
            };
            answers.set(field.key.clone(), Some(answer));
        }
    }
    samples::capture(profile, candidacy.id, state, answers)
}

/// Everything that comes out: the row itself, unpacked, and every page on which it is.
async fn all_that_comes_out(
    profile: &Arc<Profile>,
    candidacy: &Candidacy,
    capture: Option<&Capture>,
) -> String {
    all_but(profile, candidacy, capture, &Hidden::default()).await
}

/// The same while something is hidden.
async fn all_but(
    profile: &Arc<Profile>,
    candidacy: &Candidacy,
    capture: Option<&Capture>,
    hidden: &Hidden,
) -> String {
    let ballot = Ballot::new(Arc::clone(profile));
    let row = Row::of(&ballot, candidacy, capture, hidden).unwrap();
    let answers = row
        .published(&ballot, samples::noon())
        .map(|published| published.answers());
    let mut out = format!("{row:?} {answers:?} {}", row.searched(&ballot));
    let now: crate::portal::Now = Arc::new(samples::noon);
    let portal = Arc::new(Portal::new(
        ballot,
        ui::samples::site(),
        now,
        app::files::Files::in_memory(),
        [row],
    ));
    let id = candidacy.id;
    for address in [
        "/".to_owned(),
        "/candidaturas".to_owned(),
        "/candidaturas?cargo=diputacion-mr&territorio=distrito-05".to_owned(),
        "/candidaturas?q=distrito".to_owned(),
        format!("/candidaturas/{id}"),
        "/privacidad".to_owned(),
        "/accesibilidad".to_owned(),
        "/ayuda".to_owned(),
        "/robots.txt".to_owned(),
    ] {
        out.push_str(&get(&portal, &address).await.1);
    }
    out
}

fn assert_no_private_registry_data(out: &str, which: &str) {
    for private in BIRTH.into_iter().chain(["curpcanario", "canario-"]) {
        assert!(
            !out.to_lowercase().contains(&private.to_lowercase()),
            "{which}: {private} came out"
        );
    }
}

#[tokio::test]
async fn nothing_of_a_capture_comes_out_before_it_is_published() {
    for name in samples::PROFILES {
        let profile = Arc::new(samples::profile(name));
        let candidacy = marked_candidacy(&profile, CandidacyStatus::Active);
        for state in samples::states()
            .into_iter()
            .filter(|state| !samples::is_published(state))
        {
            let capture = marked_capture(&profile, &candidacy, state.clone());
            let out = all_that_comes_out(&profile, &candidacy, Some(&capture)).await;
            assert!(
                out.contains("Xóchitl Muñoz Güemes"),
                "the candidacy itself is public"
            );
            assert!(
                !out.contains(MARK),
                "{name}, {:?}: a mark came out",
                state.code()
            );
            assert_no_private_registry_data(&out, name);
        }
    }
}

#[tokio::test]
async fn only_published_fields_of_a_published_capture_come_out() {
    for name in samples::PROFILES {
        let mut profile = samples::profile(name);
        // A sensitive field, even if its file says that it is published, needs a consent that nobody gave.
        let sensitive = "propuesta_genero".parse().unwrap();
        let fields = profile.questionnaires[0]
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.fields);
        for field in fields.filter(|field| field.key == sensitive) {
            field.class = FieldClass::Sensitive;
        }
        let profile = Arc::new(profile);
        let candidacy = marked_candidacy(&profile, CandidacyStatus::Active);
        let capture = marked_capture(&profile, &candidacy, samples::states().pop().unwrap());
        let out = all_that_comes_out(&profile, &candidacy, Some(&capture)).await;
        let mut marks = 0;
        for field in profile.questionnaires[0].fields() {
            let is_public = field.published && field.class == FieldClass::Public;
            let is_marked = !matches!(field.kind, FieldKind::Choice { .. });
            let mark = format!("{MARK}-{}-fin", field.key);
            assert_eq!(
                out.contains(&mark),
                is_public && is_marked,
                "{name}: {}",
                field.key
            );
            marks += u32::from(is_public && is_marked);
        }
        assert!(marks > 10, "{name}: only {marks} fields were tried");
        assert!(!out.contains("correo_interno"), "{name}");
        let photograph = samples::photograph(String::new());
        for hash in photograph.shown() {
            let address = format!("/fotos/{}/{hash}.jpg", candidacy.id);
            assert!(out.contains(&address), "{name}: the photograph is shown");
        }
        assert!(
            !out.contains(photograph.negative.as_str()),
            "{name}: the picture that it was made from came out"
        );
        assert!(
            !out.contains("CANARIO-"),
            "{name}: hash, declaration or remark came out"
        );
        assert_no_private_registry_data(&out.replace(MARK, ""), name);
    }
}

#[tokio::test]
async fn nothing_personal_of_a_candidacy_that_no_longer_stands_comes_out() {
    let at = samples::noon();
    for name in samples::PROFILES {
        let profile = Arc::new(samples::profile(name));
        for status in [
            CandidacyStatus::Replaced { at },
            CandidacyStatus::Cancelled { at },
        ] {
            let candidacy = marked_candidacy(&profile, status);
            for state in samples::states() {
                let capture = marked_capture(&profile, &candidacy, state);
                let out = all_that_comes_out(&profile, &candidacy, Some(&capture)).await;
                for personal in [
                    MARK, "Xóchitl", "xochitl", "Muñoz", "Güemes", "La profe", "Mujer", "38 años",
                ] {
                    assert!(
                        !out.contains(personal),
                        "{name}, {status:?}: {personal} came out"
                    );
                }
                assert_no_private_registry_data(&out, name);
                assert!(
                    out.contains("el 16 de abril de 2024."),
                    "{name}: it says what became of it"
                );
            }
        }
    }
}

/// An answer to a question that is no longer asked is not an answer.
#[test]
fn a_stale_answer_to_a_question_not_asked_is_dropped() {
    let profile = samples::profile("dgo");
    let candidacy = marked_candidacy(&profile, CandidacyStatus::Active);
    let mut capture = samples::published(&profile, candidacy.id);
    let text = |text: &str| Some(domain::questionnaire::Answer::Text(text.to_owned()));
    let status = "estatus_grado".parse().unwrap();
    let ballot = Ballot::new(Arc::new(profile));
    let published = |capture: &Capture| {
        let row = Row::of(&ballot, &candidacy, Some(capture), &Hidden::default()).unwrap();
        row.published(&ballot, samples::noon()).unwrap().answers()
    };
    capture
        .answers
        .set("grado".parse().unwrap(), text("licenciatura"));
    assert!(published(&capture).get(&status).is_some());
    capture
        .answers
        .set("grado".parse().unwrap(), text("sin_estudios"));
    assert!(published(&capture).get(&status).is_none());
}

/// A datum that is hidden for a person's safety is in no row and on no page, and of a hidden profile nothing is that the
/// ballot does not say. The page says no more than that it is not available.
#[tokio::test]
async fn nothing_hidden_comes_out() {
    for name in samples::PROFILES {
        let profile = Arc::new(samples::profile(name));
        let candidacy = marked_candidacy(&profile, CandidacyStatus::Active);
        let capture = marked_capture(&profile, &candidacy, samples::states().pop().unwrap());
        let public = |field: &&domain::questionnaire::Field| {
            field.published && !matches!(field.kind, FieldKind::Choice { .. })
        };
        let fields: Vec<_> = profile.questionnaires[0].fields().filter(public).collect();
        for field in &fields {
            let mut hidden = Hidden::default();
            hidden.add(&HiddenPart::Field {
                field: field.key.clone(),
            });
            let out = all_but(&profile, &candidacy, Some(&capture), &hidden).await;
            assert!(
                !out.contains(&format!("{MARK}-{}-fin", field.key)),
                "{name}: {} came out",
                field.key
            );
            assert!(
                out.contains("No disponible por ahora."),
                "{name}: {}",
                field.key
            );
            let other = fields.iter().find(|other| other.key != field.key).unwrap();
            assert!(out.contains(&format!("{MARK}-{}-fin", other.key)), "{name}");
        }
        let mut hidden = Hidden::default();
        hidden.add(&HiddenPart::Profile);
        let mut pages = Vec::new();
        for state in samples::states() {
            let capture = marked_capture(&profile, &candidacy, state);
            let out = all_but(&profile, &candidacy, Some(&capture), &hidden).await;
            assert!(out.contains("no está disponible por ahora"), "{name}");
            for private in [MARK, "38 años"] {
                assert!(!out.contains(private), "{name}: {private} came out");
            }
            assert_no_private_registry_data(&out, name);
            pages.push(out);
        }
        // However far it came, and even if nothing was written, it reads the same.
        pages.push(all_but(&profile, &candidacy, None, &hidden).await);
        pages.dedup();
        assert_eq!(pages.len(), 1, "{name}");
    }
}
