//! The party's board: what presses most, who types for each, and dividing the work without script.

use domain::activity::Action;

use super::party_evidence::bare;
use super::world::World;

const BOARD: &str = "/panel/partido/tablero";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn candidacies_are_divided_and_everybody_of_the_party_may_still_type() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        let rosa = world.representative("mc").await;
        let (luis, nora) = (world.capturer("mc").await, world.capturer("mc").await);
        let sections = world.app.curricular().sections.len();
        let page = rosa
            .get(BOARD)
            .await
            .is(200)
            .says("4 candidaturas")
            .says("Itzel O'Dam Ríos")
            .says(&format!("de {sections} partes"))
            .says("Faltan")
            .says("Nadie")
            .never_says("Güemes");
        assert_eq!(page.count("tbody input[type=checkbox]"), 4);
        assert_eq!(
            rosa.get(&format!("{BOARD}?marcar=todas"))
                .await
                .count("tbody input[checked]"),
            4
        );
        let ids = ["MC-1", "MC-2"].map(|key| world.candidacy(key).to_string());
        let to_luis = luis.account.to_string();
        let values = [
            ("candidatura", ids[0].as_str()),
            ("candidatura", ids[1].as_str()),
            ("persona", &to_luis),
        ];
        for _ in 0..2 {
            rosa.post(BOARD, &values)
                .await
                .leads_to(&format!("{BOARD}?hecho=asignadas"));
        }
        assert_eq!(
            world.entries(Action::CandidacyAssigned).await.len(),
            2,
            "twice is once"
        );
        rosa.get(&format!("{BOARD}?asignacion=nadie"))
            .await
            .says("2 candidaturas")
            .never_says("Itzel");
        rosa.get(&format!("{BOARD}?asignacion=alguien"))
            .await
            .says("2 candidaturas")
            .says("Itzel");
        rosa.get(&format!("{BOARD}?asignacion={to_luis}"))
            .await
            .says("2 candidaturas");
        // Who types sees their own first, and may help with the others.
        let mine = luis
            .get(BOARD)
            .await
            .is(200)
            .says("Mis candidaturas")
            .says("Las demás candidaturas");
        assert_eq!(
            mine.count("input[type=checkbox]"),
            0,
            "dividing is not theirs"
        );
        luis.get(&format!("{BOARD}?asignacion=mias"))
            .await
            .says("2 candidaturas");
        nora.get(BOARD).await.is(200).never_says("Mis candidaturas");
        nora.save("MC-1", "motivos", &[("motivos", "La noche del cierre")])
            .await
            .is(303);
        luis.get(BOARD)
            .await
            .says("En captura")
            .says("Guadalupe Ibarra");
        luis.post(BOARD, &values).await.is(403);
        world
            .supervisor("mc")
            .await
            .post(BOARD, &[("candidatura", &ids[0]), ("persona", "nadie")])
            .await
            .is(303);
        rosa.get(&format!("{BOARD}?asignacion=alguien"))
            .await
            .says("1 candidatura");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_assigned_to_others_or_of_others() {
    let world = World::of("dgo").await;
    let rosa = world.representative("mc").await;
    let mine = world.capturer("mc").await.account.to_string();
    let theirs = world.capturer("pan").await.account.to_string();
    let candidate = world.candidate("MC-1").await.account.to_string();
    let own = world.candidacy("MC-1").to_string();
    for person in [theirs.as_str(), candidate.as_str(), "", "quien sea"] {
        let page = rosa
            .post(BOARD, &[("candidatura", &own), ("persona", person)])
            .await
            .is(422);
        let page = page.points_at("persona");
        assert_eq!(
            page.count("tbody input[checked]"),
            1,
            "what was ticked stays ticked"
        );
    }
    rosa.post(BOARD, &[("persona", &mine)])
        .await
        .is(422)
        .says("Marque al menos una");
    for foreign in ["PAN-1", "IND-1"] {
        let foreign = world.candidacy(foreign).to_string();
        let values = [
            ("candidatura", own.as_str()),
            ("candidatura", &foreign),
            ("persona", &mine),
        ];
        rosa.post(BOARD, &values).await.is(404);
    }
    assert_eq!(world.entries(Action::CandidacyAssigned).await.len(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_is_filtered_by_state_office_and_name_and_exported_as_seen() {
    let world = bare("cdmx").await;
    world.start_term_of_party("mc").await;
    let ana = world.candidate("MC-2").await;
    ana.save("MC-2", "motivos", &[("motivos", "A medias")])
        .await
        .is(303);
    let rosa = world.representative("mc").await;
    rosa.get(&format!("{BOARD}?estado=capturing"))
        .await
        .says("1 candidatura")
        .says("José Ángel")
        .never_says("Itzel");
    rosa.get(&format!("{BOARD}?q=ibanez"))
        .await
        .says("José Ángel")
        .never_says("Itzel");
    rosa.get(&format!("{BOARD}?cargo=jefatura-gobierno"))
        .await
        .says("Ninguna candidatura coincide");
    rosa.get(&format!("{BOARD}?aviso=no"))
        .await
        .says("4 candidaturas")
        .says("Sin constancia");
    let file = rosa
        .get("/panel/partido/tablero.csv?estado=capturing")
        .await
        .is(200);
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].starts_with("MC-2,") && lines[1].ends_with(",no"),
        "{}",
        lines[1]
    );
    // The term that ends first comes first; what has no term comes last.
    let page = rosa.get(BOARD).await;
    let place = |name: &str| page.body.find(name).unwrap();
    assert!(
        place("Itzel") < place("José Ángel"),
        "untouched before begun in one term"
    );
    world
        .administrator()
        .await
        .get("/panel/partido/tablero.csv")
        .await
        .is(403);
    world.end().await;
}
