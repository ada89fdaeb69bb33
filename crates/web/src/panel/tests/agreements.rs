//! Agreements registered, changed and ended on screen: the right to capture follows, drafts stay, partners see the state,
//! and the portal says who postulates.

use domain::account::{Role, Seat};
use domain::activity::Action;
use domain::capture::StateCode;
use domain::registry::Postulation;

use super::people::Person;
use super::world::{Engine, Files, World};

const LIST: &str = "/panel/convenios";
const NEW: &str = "/panel/convenios/nuevo";
const LOAD: &str = "/panel/convenios/cargar";
const ONE: &str = "/panel/convenios/convenio/vamos";
const RACE: &str = "contienda.diputacion-mr.distrito-06";
/// A name that every page must survive.
const NAME: &str = "Vamos O'Dam <script> & más";

impl Person<'_> {
    /// Registers `vamos` of mc and pt in district 6, where `mc` captures.
    async fn registers_vamos(&self) {
        let form = self.get(NEW).await.is(200);
        let typed = [
            ("nombre", NAME),
            ("clave", "vamos"),
            ("tipo", "candidatura_comun"),
            (RACE, "mc"),
        ];
        let mut values = form.filled(NEW, &typed);
        for party in ["mc", "pt"] {
            values.push(("integrantes".to_owned(), party.to_owned()));
        }
        values.push(("accion".to_owned(), "revisar".to_owned()));
        let review = self.send_form(NEW, &values).await.is(200).says(NAME);
        let mut values = review.form(NEW);
        values.push(("accion".to_owned(), "aplicar".to_owned()));
        self.send_form(NEW, &values)
            .await
            .leads_to(&format!("{ONE}?hecho=convenio"));
    }

    /// Lets pt postulate in district 6.
    async fn hands_over_to_pt(&self) {
        let action = format!("{ONE}/cambiar");
        let form = self.get(&action).await.is(200);
        let mut values = form.filled(&action, &[(RACE, "pt")]);
        values.push(("accion".to_owned(), "revisar".to_owned()));
        let review = self.send_form(&action, &values).await.is(200);
        let review = review
            .says("2 candidaturas cambian de partido que captura")
            .says("Los borradores y lo enviado se conservan")
            .says("Se conserva");
        let mut values = review.form(&action);
        values.push(("accion".to_owned(), "aplicar".to_owned()));
        self.send_form(&action, &values).await.is(303);
    }
}

fn postulated(agreement: &str, party: &str) -> Postulation {
    Postulation::Agreement {
        agreement: agreement.parse().unwrap(),
        party: party.parse().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_to_capture_follows_the_agreement_and_drafts_stay() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.start_term_of_party("mc").await;
        let (mateo, paula) = (world.capturer("mc").await, world.capturer("pt").await);
        mateo
            .save("MC-1", "motivos", &[("motivos", "Un borrador de Itzel")])
            .await
            .is(303);
        let rita = world.administrator().await;
        rita.registers_vamos().await;
        // The party that postulates is the same: only the agreement is new.
        mateo
            .get(&world.capture_path("MC-1"))
            .await
            .is(200)
            .says(NAME);
        paula.get(&world.capture_path("MC-1")).await.is(404);
        world.portal_says("MC-1", NAME).await;
        rita.hands_over_to_pt().await;
        mateo.get(&world.capture_path("MC-1")).await.is(404);
        paula.get(&world.capture_path("MC-1")).await.is(200);
        world.state_is("MC-1", StateCode::Capturing).await;
        assert_eq!(
            world.registered("MC-1S").await.data.postulation,
            postulated("vamos", "pt")
        );
        assert_eq!(world.entries(Action::AgreementRegistered).await.len(), 2);
        rita.get(ONE)
            .await
            .is(200)
            .says("Itzel O'Dam Ríos")
            .says(NAME);
        rita.get(LIST).await.is(200).says(NAME);
        // Ended, the party that captured last keeps the candidacy.
        let end = format!("{ONE}/terminar");
        let page = rita.get(&end).await.is(200);
        rita.post(&end, &[("visto", "otra cosa")])
            .await
            .is(409)
            .says("revise otra vez");
        rita.post_and_follow(&end, &[("visto", &page.value(&end, "visto"))])
            .await
            .says("Se dio por terminado el convenio");
        rita.get(ONE).await.is(404);
        let party = "pt".parse().unwrap();
        assert_eq!(
            world.registered("MC-1").await.data.postulation,
            Postulation::Party { party }
        );
        world.portal_says("MC-1", "Partido del Trabajo").await;
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_see_the_state_and_nothing_else() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    world
        .capturer("mc")
        .await
        .save("MC-1", "motivos", &[("motivos", "Un secreto del vecino")])
        .await
        .is(303);
    world.administrator().await.registers_vamos().await;
    let party = || "pt".parse().unwrap();
    for seat in [
        Seat::PartyRepresentative { party: party() },
        Seat::Supervisor { party: party() },
    ] {
        let partner = world.somebody(seat).await;
        let board = partner.get("/panel/candidaturas").await.is(200);
        let board = board
            .says("Itzel O'Dam Ríos")
            .says(NAME)
            .says(StateCode::Capturing.label())
            .never_says("José Ángel")
            .never_says("Tomás");
        let capture = world.capture_path("MC-1");
        assert_eq!(board.count(&format!("a[href^='{capture}']")), 0);
        for path in [
            capture.clone(),
            format!("{capture}/motivos"),
            format!("{capture}/revisar"),
            world.case_path("MC-1"),
        ] {
            let page = partner.get(&path).await;
            assert!(
                matches!(page.status.as_u16(), 403 | 404),
                "{path} {}",
                page.status
            );
            page.never_says("Un secreto del vecino").never_says("Itzel");
        }
        // Of candidacies that are not the agreement's, nothing.
        partner
            .get(&world.capture_path("MC-2"))
            .await
            .never_says("José Ángel");
    }
    // Who types for the partner sees its own party's alone.
    let typist = world.capturer("pt").await;
    typist
        .get("/panel/candidaturas")
        .await
        .is(200)
        .never_says("Itzel");
    world.end().await;
}

/// What a partner only sees the state of is not its work: not in the queue, its filters, its counts nor as the next case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_of_a_partner_has_its_own_cases_alone() {
    let world = World::of("dgo").await;
    world
        .import(&[
            "PT-2,diputacion-mr,distrito-07,,propietaria,pt,,Eva,Luna,,,mujer,1984-03-21,",
            "PT-2S,diputacion-mr,distrito-07,,suplente,pt,,Lía,Luna,,,mujer,1984-03-21,",
        ])
        .await;
    world.clock.advance(60);
    world.show_notice("pt").await;
    for (party, key) in [("mc", "MC-1"), ("pt", "PT-2")] {
        world.start_term_of_party(party).await;
        let person = world.candidate(key).await;
        person.fill_in(key).await;
        person.send_it(key).await.is(303);
    }
    world.administrator().await.registers_vamos().await;
    let partner = world.supervisor("pt").await;
    partner
        .get("/panel/candidaturas")
        .await
        .says("Itzel O'Dam Ríos");
    partner
        .get("/panel/validacion")
        .await
        .is(200)
        .says("Eva Luna")
        .never_says("Itzel");
    for marks in ["con", "sin"] {
        partner
            .get(&format!("/panel/validacion?marcas={marks}"))
            .await
            .is(200)
            .never_says("Itzel");
    }
    partner.get("/panel").await.says("1 caso por decidir");
    // What "next" asks for, from the beginning of the list on.
    let who = partner.signed_in().await;
    let mut filter = world.app.board_filter();
    filter.state = Some(StateCode::InStage);
    let next = world.app.queue(&who, filter, None, 10).await.unwrap();
    let ids: Vec<_> = next.rows.iter().map(|row| row.candidacy.id).collect();
    assert_eq!((ids, next.total), (vec![world.candidacy("PT-2")], 1));
    world
        .supervisor("mc")
        .await
        .get("/panel/validacion")
        .await
        .says("Itzel O'Dam Ríos");
    world.end().await;
}

/// What was to be corrected is told to the party that captures by now, and the former one is not asked to read it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unread_return_goes_to_the_party_that_captures_by_now() {
    // Without the coalition of pt in district 6.
    let files = Files::of("cdmx").with(
        "agreements.csv",
        "sigamos-haciendo-historia,coalicion_parcial,Sigamos Haciendo Historia en la Ciudad de México,diputacion-mr,distrito-06,morena,morena;pt;pvem\n",
        "",
    );
    for engine in Engine::at_hand() {
        let world = World::with(files.clone(), engine).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let rosa = world.supervisor("mc").await;
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        let vera = world.validator().await;
        let remark = [("causal_motivos", "lemas")];
        for (act, values) in [("tomar", &[][..]), ("devolver", &remark[..])] {
            vera.decide("MC-1", "verificacion", act, values)
                .await
                .is(303);
        }
        let rita = world.administrator().await;
        rita.registers_vamos().await;
        rosa.get("/panel").await.says("1 notificación por leer");
        assert_eq!(
            world.entries(Action::NotificationReaddressed).await.len(),
            0
        );
        rita.hands_over_to_pt().await;
        rosa.get("/panel").await.never_says("por leer");
        let paula = world.supervisor("pt").await;
        paula.get("/panel").await.says("1 notificación por leer");
        paula
            .get("/panel/notificaciones?ver=pendientes")
            .await
            .says("Itzel O'Dam Ríos");
        assert_eq!(
            world.entries(Action::NotificationReaddressed).await.len(),
            1
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agreement_that_breaks_a_rule_is_told_and_nothing_typed_is_lost() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let form = rita.get(NEW).await.is(200);
    let typed = [
        ("nombre", NAME),
        ("clave", "vamos"),
        ("tipo", "candidatura_comun"),
    ];
    let mut values = form.filled(NEW, &typed);
    values.push(("integrantes".to_owned(), "mc".to_owned()));
    values.push(("accion".to_owned(), "revisar".to_owned()));
    let wrong = rita.send_form(NEW, &values).await.is(422);
    assert_eq!(wrong.value(NEW, "nombre"), NAME);
    wrong.says("Un convenio necesita al menos dos partidos");
    // pan goes with another agreement in district 6.
    values.push(("integrantes".to_owned(), "pan".to_owned()));
    let mut values: Vec<_> = values
        .into_iter()
        .filter(|(name, _)| name != RACE)
        .collect();
    values.push((RACE.to_owned(), "mc".to_owned()));
    rita.send_form(NEW, &values)
        .await
        .is(422)
        .says("un partido va en un solo convenio por contienda");
    let taken = form.filled(
        NEW,
        &[("clave", "fuerza-y-corazon"), ("tipo", "candidatura_comun")],
    );
    rita.send_form(NEW, &taken).await.is(422).points_at("clave");
    assert!(world.entries(Action::AgreementRegistered).await.is_empty());
    let laura = world.somebody(world.seat(Role::Registrar)).await;
    laura.get(LIST).await.is(200);
    laura.get(NEW).await.is(403);
    laura.post(NEW, &[]).await.is(403);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_agreements_is_taken_whole_after_it_was_looked_at_or_not_at_all() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let file = |rows: &str| {
        format!("Convenio;Tipo;Nombre;Cargo;Territorio;Postula;Integrantes\r\n{rows}").into_bytes()
    };
    let good =
        "vamos;candidatura_comun;Vamos <b>O'Dam</b>;diputacion-mr;distrito-06;mc;\"mc,pt\"\r\n";
    let bad = "otra;coalición;Otra;diputacion-mr;distrito-77;verde que no existe;\"mc,pt\"\r\n";
    let wrong = rita
        .upload(
            LOAD,
            &[],
            Some(("convenios.csv", &file(&format!("{good}{bad}")))),
        )
        .await
        .is(422);
    wrong
        .points_at("archivo")
        .says("Fila 3, columna «tipo»")
        .says("Fila 3, columna «territorio»")
        .says("Fila 3, columna «postula»");
    let broken = "vamos;candidatura_comun;Vamos;diputacion-mr;distrito-06;pan;\"mc,pt\"\r\n";
    let sent = rita
        .upload(LOAD, &[], Some(("convenios.csv", &file(broken))))
        .await
        .is(303);
    rita.get(&sent.location().unwrap())
        .await
        .is(422)
        .says("que no es parte del convenio");
    let sent = rita
        .upload(LOAD, &[], Some(("convenios.csv", &file(good))))
        .await
        .is(303);
    let page = sent.location().unwrap();
    let review = rita
        .get(&page)
        .await
        .is(200)
        .says("Vamos <b>O'Dam</b>")
        .says("Itzel");
    assert!(world.entries(Action::AgreementRegistered).await.is_empty());
    let values = [
        ("visto", review.value(&page, "visto")),
        ("accion", "aplicar".to_owned()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for _ in 0..2 {
        rita.post(&page, &values)
            .await
            .leads_to(&format!("{LIST}?hecho=convenio"));
    }
    assert_eq!(
        world.registered("MC-1").await.data.postulation,
        postulated("vamos", "mc")
    );
    assert_eq!(world.entries(Action::AgreementRegistered).await.len(), 1);
    rita.upload(LOAD, &[], None)
        .await
        .is(422)
        .points_at("archivo");
    world.end().await;
}
