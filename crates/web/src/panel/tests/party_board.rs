//! The party's board: what presses most, who types for each, and dividing the work without script.

use std::collections::BTreeSet;

use domain::activity::Action;

use super::browser::Page;
use super::party_evidence::bare;
use super::people::Person;
use super::world::{Engine, Files, World};

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

/// The rows of a formula of `mc`, of persons that no other formula has.
fn formula(number: usize, office: &str, place: &str, seat: &str) -> [String; 2] {
    [("P", "propietaria", "Ana"), ("S", "suplente", "Itzel")].map(|(end, calling, given)| {
        format!(
            "MC-{number}-{end},{office},{place},{seat},{calling},mc,,{given},Ejemplo{number},López,,mujer,1984-03-21,"
        )
    })
}

/// The formulas of `mc` in the list of its party with these numbers.
fn listed(numbers: std::ops::RangeInclusive<usize>) -> Vec<String> {
    let office = "diputacion-rp";
    let rows =
        numbers.map(|seat| formula(100 + seat, office, "ciudad-de-mexico", &seat.to_string()));
    rows.flatten().collect()
}

async fn register(world: &World, rows: &[String]) {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    world.import(&rows).await;
}

/// The candidacies that are ticked on the board.
fn ticked(page: &Page) -> BTreeSet<String> {
    let values = page.form(BOARD).into_iter();
    let ticks = values.filter(|(name, _)| name == "candidatura");
    ticks.map(|(_, id)| id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_party_of_eighty_is_divided_at_once_and_a_larger_one_by_pages() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        // Four are there already, in two of the districts.
        let districts = (1..=33).filter(|district| ![6, 7].contains(district));
        let mut rows: Vec<String> = districts
            .flat_map(|district| {
                formula(
                    district,
                    "diputacion-mr",
                    &format!("distrito-{district:02}"),
                    "",
                )
            })
            .collect();
        rows.extend(listed(1..=7));
        register(&world, &rows).await;
        let rosa = world.representative("mc").await;
        let (luis, nora) = (world.capturer("mc").await, world.capturer("mc").await);
        let page = rosa.get(BOARD).await.is(200).says("80 candidaturas");
        assert_eq!(page.count("tbody input[type=checkbox]"), 80);
        assert_eq!(page.count("nav.pager"), 0, "all of them on one page");
        let page = rosa.get(&format!("{BOARD}?marcar=todas")).await;
        assert_eq!(ticked(&page).len(), 80);
        assign(&rosa, &page, &luis).await;
        assert_eq!(world.entries(Action::CandidacyAssigned).await.len(), 80);
        rosa.get(&format!("{BOARD}?asignacion=nadie"))
            .await
            .says("Ninguna candidatura coincide");
        let mine = luis.get(BOARD).await.is(200);
        mine.says("80 candidaturas").says("Mis candidaturas");
        // More than a page: what is marked on one is not what is on the other, and nobody is on neither.
        register(&world, &listed(8..=19)).await;
        let first = rosa.get(&format!("{BOARD}?marcar=todas")).await.is(200);
        let first = first.says("104 candidaturas");
        let (_, rest) = first.body.split_once("despues=").expect("a second page");
        let after: String = rest
            .chars()
            .take_while(|sign| sign.is_ascii_hexdigit() || *sign == '-')
            .collect();
        let second = format!("{BOARD}?despues={after}");
        rosa.get(&second)
            .await
            .is(200)
            .says("4 candidaturas en esta página")
            .says("Anteriores")
            .never_says("Siguientes");
        let second = rosa.get(&format!("{second}&marcar=todas")).await.is(200);
        let (on_first, on_second) = (ticked(&first), ticked(&second));
        assert_eq!([on_first.len(), on_second.len()], [100, 4]);
        assert!(on_first.is_disjoint(&on_second));
        assign(&rosa, &second, &nora).await;
        nora.get(&format!("{BOARD}?asignacion=mias"))
            .await
            .says("4 candidaturas");
        let file = rosa.get("/panel/partido/tablero.csv").await.is(200);
        assert_eq!(file.body.lines().count(), 1 + 104);
        world.end().await;
    }
}

/// Presses the button of the board with what is ticked on it.
async fn assign(who: &Person<'_>, page: &Page, to: &Person<'_>) {
    let mut values = page.form(BOARD);
    values.retain(|(name, _)| name != "persona");
    values.push(("persona".to_owned(), to.account.to_string()));
    who.send_form(BOARD, &values)
        .await
        .leads_to(&format!("{BOARD}?hecho=asignadas"));
}
