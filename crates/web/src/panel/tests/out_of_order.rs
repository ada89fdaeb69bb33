//! Steps that somebody may take, but not now: refused, and told in the history (R01; DGO 1, CDMX 2 and 4).

use domain::activity::Action;

use super::browser::Page;
use super::people::Person;
use super::world::{Engine, Files, World};

/// The steps out of order that the history tells, the newest first: route, rule, candidacy, account.
async fn told(world: &World) -> Vec<[String; 4]> {
    let entries = world.entries(Action::AttemptRefused).await;
    let step = |row: &app::history::HistoryRow| {
        let fields = row.entry.fields();
        let rule = fields.details.get("rule")?.clone();
        let candidacy = fields.details.get("candidacy").cloned();
        let account = fields.actor.account_id().unwrap_or_default().to_owned();
        Some([
            fields.subject_id.clone(),
            rule,
            candidacy.unwrap_or_default(),
            account,
        ])
    };
    entries.iter().filter_map(step).collect()
}

fn step(world: &World, route: &str, rule: &str, key: &str, who: &Person<'_>) -> [String; 4] {
    [
        format!("POST:{route}"),
        rule.to_owned(),
        world.candidacy(key).to_string(),
        who.account.to_string(),
    ]
}

const SEND: &str = "/panel/captura/{candidatura}/enviar";
const SAVE: &str = "/panel/captura/{candidatura}/{seccion}";
const DECIDE: &str = "/panel/validacion/{candidatura}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sending_again_is_an_entry_and_a_double_click_is_not_many() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.send_it("MC-1").await.is(409);
        let early = step(&world, SEND, "nothing-captured", "MC-1", &ana);
        assert_eq!(told(&world).await, std::slice::from_ref(&early));
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        assert_eq!(
            told(&world).await.len(),
            1,
            "what is in order is told by its own entry"
        );
        for _ in 0..5 {
            ana.send_it("MC-1").await.is(303);
        }
        let again = step(&world, SEND, "already-sent", "MC-1", &ana);
        assert_eq!(told(&world).await, [again.clone(), early.clone()]);
        world.clock.advance(60);
        ana.send_it("MC-1").await.is(303);
        assert_eq!(told(&world).await, [again.clone(), again, early]);
        assert_eq!(world.entries(Action::CaptureSent).await.len(), 1);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_out_of_its_stage_and_writing_after_sending_are_entries() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    let rosa = world.supervisor("mc").await;
    ana.fill_in("MC-1").await;
    rosa.decide("MC-1", "supervision", "validar", &[])
        .await
        .is(303);
    let too_early = step(&world, DECIDE, "not-in-stage", "MC-1", &rosa);
    assert_eq!(told(&world).await, std::slice::from_ref(&too_early));
    ana.send_it("MC-1").await.is(303);
    let motives = format!("{}/motivos", world.capture_path("MC-1"));
    ana.post(&motives, &[("motivos", "Otra cosa")])
        .await
        .is(409);
    let late = step(&world, SAVE, "already-sent", "MC-1", &ana);
    assert_eq!(told(&world).await, [late, too_early]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_only_unfinished_and_what_a_script_keeps_is_no_entry() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-1").await;
    ana.save("MC-1", "motivos", &[("motivos", "Corto")])
        .await
        .is(303);
    let incomplete: Page = ana.send_it("MC-1").await.is(409);
    incomplete.says("Todavía falta completar");
    ana.fill_in("MC-1").await;
    ana.send_it("MC-1").await.is(303);
    let motives = format!("{}/motivos", world.capture_path("MC-1"));
    let kept = [("motivos", "A medias"), ("accion", "autoguardar")];
    ana.post(&motives, &kept).await.is(409);
    // Nor is a page that somebody opens, whatever it shows.
    ana.get(&motives).await.is(303);
    assert_eq!(told(&world).await, Vec::<[String; 4]>::new());
    world.end().await;
}
