//! A candidacy that is cancelled while somebody has its case open: they are told, nothing is decided, and nothing that
//! they wrote is lost.

use domain::activity::Action;
use domain::capture::StateCode;

use super::validation_work::{choose, confirm, sent};
use super::world::{Engine, Files, World};

const NOT_ACTIVE: &str = "Esta candidatura ya no está activa";
const REMARK: [(&str, &str); 2] = [
    ("causal_motivos", "lemas"),
    ("nota_motivos", "Quite el lema del primer párrafo."),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_on_a_cancelled_candidacy_is_refused_with_the_remarks_in_view() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        sent(&world, &["MC-1"]).await;
        let (rosa, rita) = (world.supervisor("mc").await, world.administrator().await);
        let path = world.case_path("MC-1");
        let open = rosa.get(&path).await.is(200).never_says(NOT_ACTIVE);
        assert_eq!(open.count("button[value=devolver]"), 1);
        rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(409)
            .says(NOT_ACTIVE);
        // The step was out of order, and the history says so (R01).
        assert_eq!(world.entries(Action::AttemptRefused).await.len(), 1);
        let page = rosa
            .decide("MC-1", "supervision", "devolver", &REMARK)
            .await
            .is(409)
            .says(NOT_ACTIVE)
            .says("Lo que escribió sigue abajo");
        for (name, value) in REMARK {
            assert_eq!(page.value(&path, name), value);
        }
        world.state_is("MC-1", StateCode::InStage).await;
        for decided in [Action::StageApproved, Action::CaptureReturned] {
            assert!(world.entries(decided).await.is_empty(), "{decided:?}");
        }
        // Whoever opens the case by now is told before writing anything.
        rosa.get(&path).await.is(200).says(NOT_ACTIVE);
        // Back in force, the page that kept the remarks sends them.
        rita.does("MC-1", "reactivar", "Resolución TEE 13").await;
        let mut values = page.form(&path);
        values.push(("decision".to_owned(), "devolver".to_owned()));
        rosa.send_form(&path, &values).await.is(303);
        world.state_is("MC-1", StateCode::Returned).await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_cases_the_cancelled_one_is_not_validated_and_says_why() {
    const WHY: &str = "La candidatura ya no está activa: se canceló o se sustituyó.";
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        sent(&world, &["MC-1", "MC-2"]).await;
        let (rosa, rita) = (world.supervisor("mc").await, world.administrator().await);
        let review = choose(&world, &rosa, &["MC-1", "MC-2"]).await;
        let review = review.says("Se validarán").never_says(WHY);
        rita.does("MC-1", "cancelar", "Resolución TEE 12").await;
        let done = confirm(&rosa, &review).await;
        rosa.follow(done)
            .await
            .is(200)
            .says("Se validó 1 caso")
            .says("Casos que no se validaron")
            .says("Itzel O'Dam Ríos")
            .says(WHY);
        world.state_is("MC-1", StateCode::InStage).await;
        world.state_is("MC-2", StateCode::Published).await;
        assert_eq!(world.entries(Action::StageApproved).await.len(), 1);
        choose(&world, &rosa, &["MC-1"])
            .await
            .says("Ninguno de los casos elegidos puede validarse")
            .says(WHY);
        world.end().await;
    }
}
