//! Every page, rendered with samples of both institutes, with hostile names and with the shortest and longest texts.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::questionnaire::{Answer, Answers, Field, FieldKind, Section};
use domain::registry::CandidacyStatus;

use super::{attributes, get, read, texts, words_of};
use crate::portal::{Portal, samples};
use crate::ui::{self, page_check};

fn published(name: &str, text: impl Fn(usize) -> String) -> (Arc<Portal>, String) {
    let profile = samples::profile(name);
    let candidacy = samples::candidacy(
        &profile,
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    let answers = samples::answers(&profile.questionnaires[0], |_, most| text(most));
    let capture = samples::capture(
        &profile,
        candidacy.id,
        samples::states().pop().unwrap(),
        answers,
    );
    let address = format!("/candidaturas/{}", candidacy.id);
    (
        samples::portal(name, &[(candidacy, Some(capture))], samples::noon()),
        address,
    )
}

#[tokio::test]
async fn every_page_of_both_institutes_is_sound() {
    for name in samples::PROFILES {
        let stored = samples::many(&samples::profile(name), 120);
        let portal = samples::portal(name, &stored, samples::noon());
        let candidacies = stored
            .iter()
            .map(|(candidacy, _)| format!("/candidaturas/{}", candidacy.id));
        let fixed = [
            "/",
            "/candidaturas",
            "/privacidad",
            "/accesibilidad",
            "/ayuda",
        ]
        .map(str::to_owned);
        for address in fixed.into_iter().chain(candidacies) {
            let html = read(&portal, &address).await;
            page_check::check(&html)
                .unwrap_or_else(|faults| panic!("{name} {address}: {faults:?}"));
        }
    }
}

#[tokio::test]
async fn hostile_names_and_texts_stay_text() {
    let profile = samples::profile("dgo");
    for hostile in ui::samples::HOSTILE {
        let mut candidacy = samples::candidacy(
            &profile,
            samples::Ids::default().next(),
            "diputacion-mr",
            "distrito-05",
        );
        candidacy.data.person = samples::person(hostile, hostile, hostile);
        candidacy.data.person.nickname = Some(hostile.to_owned());
        let mut answers = Answers::default();
        for field in profile.questionnaires[0].fields() {
            let answer = match samples::answers(&profile.questionnaires[0], |_, _| String::new())
                .get(&field.key)
                .unwrap()
            {
                Answer::List(_) => {
                    Answer::List(vec![hostile.to_owned(), format!("javascript:{hostile}")])
                }
                Answer::Photograph { .. } => Answer::Photograph {
                    photograph: samples::photograph(hostile.to_owned()),
                },
                _ => Answer::Text(hostile.to_owned()),
            };
            answers.set(field.key.clone(), Some(answer));
        }
        let capture = samples::capture(
            &profile,
            candidacy.id,
            samples::states().pop().unwrap(),
            answers,
        );
        let address = format!("/candidaturas/{}", candidacy.id);
        let portal = samples::portal("dgo", &[(candidacy, Some(capture))], samples::noon());
        for address in [
            address.as_str(),
            "/candidaturas",
            "/candidaturas?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22",
        ] {
            let html = read(&portal, address).await;
            page_check::check(&html)
                .unwrap_or_else(|faults| panic!("{hostile} {address}: {faults:?}"));
            assert!(
                texts(
                    &html,
                    "script, main img:not(.portrait), main [onerror], main form form"
                )
                .is_empty(),
                "{hostile} {address}"
            );
            // The only picture is the one that was sent, whatever its description says.
            let pictures = attributes(&html, "main img", "src");
            assert!(
                pictures.iter().all(|source| source.starts_with("/fotos/")),
                "{hostile} {address}: {pictures:?}"
            );
            let links = attributes(&html, "a", "href");
            assert!(
                links
                    .iter()
                    .all(|link| !link.trim_start().to_lowercase().starts_with("javascript")),
                "{links:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_profile_reads_in_the_order_of_the_questionnaire() {
    for name in samples::PROFILES {
        let (portal, address) = published(name, samples::prose);
        let html = read(&portal, &address).await;
        let ballot = portal.ballot();
        let profile = ballot.profile();
        // The photograph is beside the name, not in a block of its own.
        let in_block =
            |field: &Field| field.published && !matches!(field.kind, FieldKind::Photograph { .. });
        let published = |section: &&Section| section.fields.iter().any(in_block);
        let titles = profile.questionnaires[0]
            .sections
            .iter()
            .filter(published)
            .map(|section| section.title.clone());
        let expected: Vec<String> = titles.chain(["Datos del registro".to_owned()]).collect();
        assert_eq!(texts(&html, "main h2"), expected, "{name}");
        assert_eq!(texts(&html, "h1"), ["Xóchitl Muñoz Güemes"]);
        assert_eq!(
            attributes(&html, ".person-head img.portrait", "src").len(),
            1,
            "{name}"
        );
        let said = words_of(&html);
        for words in [
            "«La profe Xóchitl»",
            "Información declarada por la candidatura",
            "Publicada el 12 de abril de 2024, 12:30",
            "Edad el día de la elección 38 años",
            "Sexo o género Mujer",
            "Postula Movimiento Ciudadano",
            "Posdoctorado",
        ] {
            assert!(said.contains(words), "{name}: {words}: {said}");
        }
    }
}

#[tokio::test]
async fn contacts_are_links_with_words() {
    let (portal, address) = published("dgo", samples::prose);
    let html = read(&portal, &address).await;
    let hrefs = attributes(&html, ".fact dd a", "href");
    for href in [
        "tel:6181234567",
        "mailto:correo@ejemplo.mx",
        "https://www.ejemplo.mx/facebook",
    ] {
        assert!(
            hrefs.iter().any(|known| known == href),
            "{href} in {hrefs:?}"
        );
    }
    assert!(
        texts(&html, ".fact dd a").contains(&"Página web: www.ejemplo.mx/pagina_web".to_owned())
    );
    let relations = attributes(&html, ".fact dd a", "rel");
    assert!(relations.len() == hrefs.len() && relations.iter().all(|rel| rel.contains("nofollow")));
}

#[tokio::test]
async fn the_shortest_and_the_longest_profile_are_sound_and_small() {
    for name in samples::PROFILES {
        for text in [
            |_| "Sí.".to_owned(),
            samples::prose,
            |most| "ñ".repeat(most),
        ] {
            let (portal, address) = published(name, text);
            let response = super::ask(&portal, "GET", &address, &[("accept-encoding", "br")]).await;
            let travels = super::bytes(response).await.len();
            assert!(travels <= 28_000, "{name}: {travels} bytes");
            page_check::check(&read(&portal, &address).await).unwrap();
        }
    }
}

#[tokio::test]
async fn a_declared_answer_is_shown_in_its_words() {
    let profile = samples::profile("dgo");
    let candidacy = samples::candidacy(
        &profile,
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    let mut capture = samples::published(&profile, candidacy.id);
    capture
        .answers
        .set("trayectoria".parse().unwrap(), Some(Answer::DECLARED));
    let address = format!("/candidaturas/{}", candidacy.id);
    let portal = samples::portal("dgo", &[(candidacy, Some(capture))], samples::noon());
    let said = words_of(&read(&portal, &address).await);
    assert!(said.contains("Sin trayectoria política ni participación en organizaciones civiles"));
}

#[tokio::test]
async fn a_page_without_information_says_why() {
    let profile = samples::profile("cdmx");
    let mut ids = samples::Ids::default();
    for state in samples::states().into_iter().map(Some).chain([None]) {
        let candidacy = samples::candidacy(&profile, ids.next(), "diputacion-mr", "distrito-05");
        let address = format!("/candidaturas/{}", candidacy.id);
        let is_published = state.as_ref().is_some_and(samples::is_published);
        let capture =
            state.map(|state| samples::capture(&profile, candidacy.id, state, Answers::default()));
        let portal = samples::portal("cdmx", &[(candidacy, capture)], samples::noon());
        let html = read(&portal, &address).await;
        assert_eq!(texts(&html, "#por-que").len(), usize::from(!is_published));
        assert_eq!(texts(&html, ".state-line").len(), 1);
    }
}

#[tokio::test]
async fn an_address_of_nobody_helps() {
    let portal = samples::portal("dgo", &[], samples::noon());
    for id in [
        "018f0000-0000-7000-8000-000000000000",
        "hola",
        "%FF",
        "018F0000-0000-7000-8000-000000000000",
    ] {
        let (status, html) = get(&portal, &format!("/candidaturas/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
        page_check::check(&html).unwrap();
        assert_eq!(texts(&html, "h1"), ["No encontramos esta candidatura"]);
        assert!(attributes(&html, "form", "action").contains(&"/candidaturas".to_owned()));
    }
}

#[tokio::test]
async fn a_replaced_candidacy_leads_to_who_contends_now() {
    let profile = samples::profile("dgo");
    let mut candidacy = samples::candidacy(
        &profile,
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    candidacy.status = CandidacyStatus::Replaced {
        at: samples::noon(),
    };
    let address = format!("/candidaturas/{}", candidacy.id);
    let portal = samples::portal("dgo", &[(candidacy, None)], samples::noon());
    let html = read(&portal, &address).await;
    assert_eq!(texts(&html, "h1"), ["Candidatura sustituida"]);
    let links = attributes(&html, "main a", "href");
    assert!(
        links.contains(&"/candidaturas?cargo=diputacion-mr&territorio=distrito-05".to_owned()),
        "{links:?}"
    );
}

#[tokio::test]
async fn the_notices_are_public_with_their_version() {
    let dgo = read(&samples::portal("dgo", &[], samples::noon()), "/privacidad").await;
    assert!(
        texts(&dgo, "main h2")
            .contains(&"Aviso de privacidad simplificado del sistema Conóceles".to_owned())
    );
    assert_eq!(texts(&dgo, "main section").len(), 1);
    assert!(words_of(&dgo).contains("Versión 2024.1."));
    assert!(attributes(&dgo, "main a", "href").contains(&"/avisos".to_owned()));
    let cdmx = read(
        &samples::portal("cdmx", &[], samples::noon()),
        "/privacidad",
    )
    .await;
    assert_eq!(
        attributes(&cdmx, "main section", "id"),
        ["simplificado", "integral"]
    );
}
