//! What goes along with a shared questionnaire: the person's confirmation, others' changes, a photograph that was kept
//! automatically, hidings, and the party's board.

use domain::activity::Action;

use super::super::browser::Browser;
use super::super::confirmation::link;
use super::super::hidings::hide;
use super::super::typing::text_of;
use super::super::world::Engine;
use super::{both, files};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_confirms_what_goes_on_in_the_other_candidacy() {
    for engine in Engine::at_hand() {
        let world = both(files(true), engine).await;
        let ana = world.capturer("mc").await;
        let typed = [("motivos", text_of(300))];
        let typed = typed.each_ref().map(|(name, text)| (*name, text.as_str()));
        ana.save("MC-1", "motivos", &typed).await.is(303);
        // Only the candidacy that leads has links.
        let list = format!("{}/confirmacion", world.capture_path("MC-RP1"));
        ana.post(&list, &[]).await;
        assert!(world.entries(Action::ConfirmationLinkMade).await.is_empty());
        let before = link(&ana, "MC-1").await;
        let rita = world.administrator().await;
        rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
        let person = Browser::new(&world);
        person
            .get(&before)
            .await
            .is(200)
            .says("Diputación de representación proporcional")
            .says(&text_of(300));
        let after = link(&ana, "MC-RP1").await;
        person.get(&before).await.is(410);
        person.get(&after).await.is(200);
        let home = world.capture_path("MC-RP1");
        ana.get(&home).await.says("Pendiente");
        let page = ana.get(&list).await.is(200);
        let (_, rest) = page
            .body
            .split_once(&format!("{list}/"))
            .expect("a link to take back");
        let id: String = rest.chars().take_while(|c| *c != '/').collect();
        ana.post(&format!("{list}/{id}/cancelar"), &[])
            .await
            .is(303);
        person.get(&after).await.is(410);
        let last = link(&ana, "MC-RP1").await;
        person
            .post(&last, &[("revision", "1"), ("decision", "confirmar")])
            .await
            .is(303);
        ana.get(&home).await.says("Confirmó el");
        assert_eq!(world.entries(Action::AnswersConfirmed).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_candidate_sees_changes_in_the_other_candidacy_as_often_as_there_are() {
    for engine in Engine::at_hand() {
        let world = both(files(true), engine).await;
        let itzel = world.candidate("MC-1").await;
        let ana = world.capturer("mc").await;
        let first = text_of(300);
        ana.save("MC-1", "motivos", &[("motivos", &first)])
            .await
            .is(303);
        let rita = world.administrator().await;
        rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
        let home = world.capture_path("MC-RP1");
        let seen = format!("{home}/cambios");
        for length in [310, 320] {
            let text = text_of(length);
            ana.save("MC-RP1", "motivos", &[("motivos", &text)])
                .await
                .is(303);
            let page = itzel.get(&home).await.is(200);
            let page = page.says("Cambios hechos a su texto").says(&text);
            let revision = page.value(&seen, "revision");
            itzel
                .post_and_follow(&seen, &[("revision", &revision)])
                .await
                .is(200)
                .never_says("Cambios hechos a su texto");
        }
        assert_eq!(world.entries(Action::EditsSeen).await.len(), 2);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_was_kept_automatically_is_found_in_whichever_candidacy_leads() {
    let world = both(files(true), Engine::Sqlite).await;
    let ana = world.capturer("mc").await;
    let rita = world.administrator().await;
    let sections = &world.app.curricular().sections;
    let photograph = sections
        .iter()
        .find(|section| section.key.as_str() == "fotografia")
        .unwrap();
    let keep = async |key: &str| {
        let answers = world.right_answers(key, photograph);
        let typed: Vec<(&str, &str)> = answers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let path = format!("{}/fotografia", world.capture_path(key));
        let page = ana.get(&path).await.is(200);
        let kept = ana.press(&page, &path, &typed, "autoguardar").await;
        assert!(kept.status.is_success(), "{}", kept.status);
    };
    let opens = async |key: &str| {
        let path = format!("{}/fotografia", world.capture_path(key));
        let page = ana.get(&path).await.is(200);
        page.says("Recuperamos lo que estaba escribiendo")
    };
    keep("MC-1").await;
    rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
    opens("MC-RP1").await;
    keep("MC-RP1").await;
    rita.does("MC-1", "reactivar", "Resolución TEE 13").await;
    let page = opens("MC-1").await;
    let path = format!("{}/fotografia", world.capture_path("MC-1"));
    ana.press(&page, &path, &[], "guardar").await.is(303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_of_one_stays_hidden_in_both_when_they_part() {
    for engine in Engine::at_hand() {
        let world = both(files(true), engine).await;
        let ana = world.capturer("mc").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        let datum = "Algo para domicilio";
        world.portal_says("MC-1", datum).await;
        let rita = world.administrator().await;
        hide(&rita, &world, "MC-RP1", "domicilio").await.is(303);
        world.portal_never_says("MC-1", datum).await;
        assert_eq!(world.entries(Action::DataHidden).await.len(), 1);
        rita.does("MC-RP1", "separar", "Cuestionarios distintos")
            .await;
        assert_eq!(world.shares("MC-RP1").await, None);
        let store = world.beside().await;
        let hidden = store.read().await.unwrap().hidden().await.unwrap();
        store.close().await;
        let field = "domicilio".parse().unwrap();
        for key in ["MC-1", "MC-RP1"] {
            assert!(hidden[&world.candidacy(key)].hides(&field), "{key}");
        }
        assert_eq!(world.entries(Action::DataHidden).await.len(), 2);
        world.portal_says("MC-1", "No disponible por ahora.").await;
        world.portal_never_says("MC-1", datum).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_party_s_board_tells_how_far_the_questionnaire_is_in_both() {
    let world = both(files(true), Engine::Sqlite).await;
    world.capturer("mc").await.fill_in("MC-1").await;
    let rosa = world.representative("mc").await;
    let board = rosa
        .get("/panel/partido/tablero?q=itzel")
        .await
        .is(200)
        .says("2 candidaturas");
    let sections = world.app.curricular().sections.len();
    let complete = format!("{sections} de {sections} partes");
    let text = board.text();
    assert_eq!(text.matches(&complete).count(), 2, "{text}");
    world.end().await;
}
