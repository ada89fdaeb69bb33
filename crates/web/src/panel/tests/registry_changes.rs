//! Corrections of the registry on screen: what is asked, what is shown before, what the portal says afterwards, and two
//! people on one row.

use domain::account::Role;
use domain::activity::Action;
use domain::capture::StateCode;

use super::browser::{Browser, Page};
use super::people::Person;
use super::world::{Engine, Files, World};

/// A name that every page must survive.
const HOSTILE: &str = "O'Dam <script>alert(1)</script> & \"Núñez\"";

impl World {
    pub fn registry_path(&self, key: &str) -> String {
        format!("/panel/registro/candidaturas/{}", self.candidacy(key))
    }

    pub async fn registrar(&self) -> Person<'_> {
        self.somebody(self.seat(Role::Registrar)).await
    }
}

impl Page {
    /// The form of a page with some of its controls filled otherwise.
    pub fn filled(&self, action: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut values = self.form(action);
        for (name, value) in changes {
            let known = values.iter_mut().find(|(known, _)| known == name);
            match known {
                Some((_, known)) => *known = (*value).to_owned(),
                None => values.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        values
    }
}

impl Browser<'_> {
    /// Sends a form's controls.
    pub async fn send_form(&self, action: &str, values: &[(String, String)]) -> Page {
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(action, &values).await
    }

    /// Opens the correction of a candidacy, changes controls and goes on to its review.
    pub async fn review_correction(&self, key: &str, changes: &[(&str, &str)]) -> Page {
        let action = format!("{}/corregir", self.world.registry_path(key));
        let form = self.get(&action).await.is(200);
        let mut values = form.filled(&action, changes);
        values.push(("accion".to_owned(), "revisar".to_owned()));
        self.send_form(&action, &values).await
    }

    /// Corrects a candidacy from the form to its end.
    pub async fn corrects(&self, key: &str, changes: &[(&str, &str)]) {
        let action = format!("{}/corregir", self.world.registry_path(key));
        let review = self.review_correction(key, changes).await.is(200);
        self.confirm(&review, &action, "aplicar", "Acuerdo 5")
            .await
            .is(303);
    }

    /// Confirms a review with a reason.
    pub async fn confirm(&self, review: &Page, action: &str, verb: &str, reason: &str) -> Page {
        let mut values = review.filled(action, &[("motivo", reason)]);
        values.push(("accion".to_owned(), verb.to_owned()));
        self.send_form(action, &values).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_after_publication_reaches_the_portal_and_touches_nothing_else() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("dgo"), engine).await;
        world.validated("IND-1").await;
        world.portal_says("IND-1", "Algo para domicilio").await;
        let rita = world.administrator().await;
        let action = format!("{}/corregir", world.registry_path("IND-1"));
        let changes = [("nombre", HOSTILE), ("segundo_apellido", "Ríos")];
        let review = rita.review_correction("IND-1", &changes).await.is(200);
        let review = review
            .says("Antes")
            .says("Nombre")
            .says("Segundo apellido")
            .says("María")
            .says("Fernanda")
            .says("<script>alert(1)</script>")
            .says("ni usa el único cambio");
        let before = world.entries(Action::CandidacyCorrected).await.len();
        rita.confirm(&review, &action, "aplicar", "  ")
            .await
            .is(422)
            .says("<script>alert(1)</script>")
            .points_at("motivo");
        let sent = rita
            .confirm(&review, &action, "aplicar", "Oficio IEPC/SE/102/2024")
            .await;
        let home = format!("{}?hecho=corregido", world.registry_path("IND-1"));
        let sent = sent.leads_to(&home);
        rita.follow(sent)
            .await
            .says("Se corrigió el registro")
            .says(HOSTILE)
            .says("Corrigió datos de registro");
        world.portal_says("IND-1", HOSTILE).await;
        world.portal_says("IND-1", "Algo para domicilio").await;
        world.state_is("IND-1", StateCode::Published).await;
        // Sent twice it is done once.
        rita.confirm(&review, &action, "aplicar", "Oficio IEPC/SE/102/2024")
            .await
            .leads_to(&home);
        assert_eq!(
            world.entries(Action::CandidacyCorrected).await.len(),
            before + 1
        );
        let entries = world.entries(Action::ProposalApplied).await;
        assert_eq!(entries.len(), 1, "the reason is kept with the act");
        assert!(
            !format!("{:?}", entries[0].entry.fields()).contains("Oficio"),
            "and not in the history"
        );
        rita.get("/panel/registro/propuestas")
            .await
            .is(200)
            .says("Hecha directamente");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_candidacy_leaves_the_portal_and_comes_back_as_it_was() {
    let world = World::of("dgo").await;
    world.validated("IND-1").await;
    world.portal_says("IND-1", "Algo para domicilio").await;
    let rita = world.administrator().await;
    let home = world.registry_path("IND-1");
    let cancel = format!("{home}/cancelar");
    let page = rita
        .get(&cancel)
        .await
        .is(200)
        .says("Lo capturado se conserva");
    rita.confirm(&page, &cancel, "aplicar", "Sentencia TEED-JDC-12/2024")
        .await
        .leads_to(&format!("{home}?hecho=cancelada"));
    world
        .portal_says("IND-1", "Esta candidatura fue cancelada el")
        .await;
    let reader = Browser::new(&world);
    let public = format!("/candidaturas/{}", world.candidacy("IND-1"));
    reader
        .get(&public)
        .await
        .is(200)
        .never_says("María Fernanda")
        .never_says("Algo para domicilio");
    reader
        .get("/candidaturas")
        .await
        .is(200)
        .never_says("María Fernanda");
    let record = rita
        .get(&home)
        .await
        .is(200)
        .says("Cancelada el")
        .says("María Fernanda");
    assert_eq!(record.count(&format!("a[href='{home}/corregir']")), 0);
    rita.get(&format!("{home}/corregir")).await.is(409);
    rita.get(&cancel).await.is(409).says("ya no está activa");
    let reinstate = format!("{home}/reactivar");
    let page = rita.get(&reinstate).await.is(200);
    rita.confirm(&page, &reinstate, "aplicar", "Sentencia SG-JDC-3/2024")
        .await
        .leads_to(&format!("{home}?hecho=reactivada"));
    world.portal_says("IND-1", "Algo para domicilio").await;
    world.portal_says("IND-1", "María Fernanda").await;
    world.state_is("IND-1", StateCode::Published).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_administrators_on_one_row_the_second_sees_what_changed_and_loses_nothing() {
    let world = World::of("dgo").await;
    let (rita, omar) = (world.administrator().await, world.administrator().await);
    let action = format!("{}/corregir", world.registry_path("MC-1"));
    let first = rita
        .review_correction("MC-1", &[("sobrenombre", "La profe")])
        .await
        .is(200);
    let second = omar
        .review_correction("MC-1", &[("segundo_apellido", "Zúñiga")])
        .await
        .is(200);
    rita.confirm(&first, &action, "aplicar", "Oficio 1")
        .await
        .is(303);
    let told = omar
        .confirm(&second, &action, "aplicar", "Oficio 2")
        .await
        .is(422);
    let told = told
        .says("Alguien cambió esta candidatura")
        .says("Lo que cambió mientras tanto")
        .says("La profe");
    assert_eq!(
        told.value(&action, "segundo_apellido"),
        "Zúñiga",
        "what was typed is there"
    );
    assert_eq!(told.value(&action, "motivo"), "Oficio 2");
    assert_eq!(
        world.registered("MC-1").await.data.person.second_surname,
        "Ríos"
    );
    // Having seen it, the second keeps the other's nickname and goes on.
    let mut values = told.filled(&action, &[("sobrenombre", "La profe")]);
    values.push(("accion".to_owned(), "revisar".to_owned()));
    let review = omar
        .send_form(&action, &values)
        .await
        .is(200)
        .says("Zúñiga");
    omar.confirm(&review, &action, "aplicar", "Oficio 2")
        .await
        .is(303);
    let person = world.registered("MC-1").await.data.person;
    assert_eq!(person.second_surname, "Zúñiga");
    assert_eq!(person.nickname.as_deref(), Some("La profe"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_candidacy_has_the_checks_of_a_file() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let action = "/panel/registro/nueva";
    let form = rita.get(action).await.is(200);
    let nothing = rita.post(action, &[("accion", "revisar")]).await.is(422);
    for control in ["contienda", "postula", "calidad", "nombre", "sexo"] {
        assert!(
            nothing.count(&format!("#errores a[href='#campo-{control}']")) > 0,
            "{control}"
        );
    }
    let typed = [
        ("contienda", "diputacion-mr/distrito-10"),
        ("postula", "partido:mc"),
        ("calidad", "propietaria"),
        ("nombre", HOSTILE),
        ("primer_apellido", "Ávila"),
        ("sexo", "mujer"),
        ("fecha_nacimiento", "2015-02-30"),
    ];
    let mut values = form.filled(action, &typed);
    values.push(("accion".to_owned(), "revisar".to_owned()));
    let wrong = rita.send_form(action, &values).await.is(422);
    assert_eq!(wrong.value(action, "nombre"), HOSTILE);
    let wrong = wrong.points_at("fecha_nacimiento");
    let mut values = wrong.filled(action, &[("fecha_nacimiento", "1980-05-31")]);
    values.push(("accion".to_owned(), "revisar".to_owned()));
    let review = rita.send_form(action, &values).await.is(200);
    // A formula may stay incomplete while its members are written one after the other.
    let review = review.says(HOSTILE).says("Falta la persona suplente");
    let sent = rita
        .confirm(&review, action, "aplicar", "Acuerdo IEPC/CG45/2024")
        .await;
    let page = rita.follow(sent).await.is(200).says("quedó en el registro");
    assert!(page.text().contains(HOSTILE));
    rita.confirm(&review, action, "aplicar", "Acuerdo IEPC/CG45/2024")
        .await
        .is(303);
    let entries = world.entries(Action::CandidacyRegistered).await;
    assert_eq!(
        entries.len(),
        11,
        "ten that were there and one that was sent twice"
    );
    // The place is taken now.
    let again = rita.send_form(action, &values).await.is(422);
    again.says("Ese lugar ya lo ocupa");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_nothing_to_do_with_the_registry_does_not_see_it() {
    let world = World::of("cdmx").await;
    for role in [
        Role::Auditor,
        Role::Validator,
        Role::Supervisor,
        Role::Candidate,
    ] {
        let person = world.somebody(world.seat(role)).await;
        for path in [
            "/panel/registro",
            "/panel/registro/nueva",
            "/panel/registro/propuestas",
        ] {
            person.get(path).await.is(403);
        }
        person
            .get(&world.registry_path("MC-1"))
            .await
            .is(403)
            .never_says("Itzel");
    }
    let laura = world.registrar().await;
    laura.get("/panel/registro").await.is(200).says("Itzel");
    laura.get("/panel/registro/importar").await.is(403);
    laura.get("/panel/registro/revision").await.is(403);
    world.end().await;
}

/// What was to be corrected is told to the party that captures after the correction, whichever way it was made (R21).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unread_return_goes_along_with_a_candidacy_whose_party_is_corrected() {
    // Without the coalition of pt in district 6.
    let files = Files::of("cdmx").with(
        "agreements.csv",
        "sigamos-haciendo-historia,coalicion_parcial,Sigamos Haciendo Historia en la Ciudad de México,diputacion-mr,distrito-06,morena,morena;pt;pvem\n",
        "",
    );
    for by_file in [false, true] {
        let world = World::with(files.clone(), Engine::Sqlite).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.fill_in("MC-1").await;
        ana.send_it("MC-1").await.is(303);
        let (rosa, vera) = (world.supervisor("mc").await, world.validator().await);
        rosa.decide("MC-1", "supervision", "validar", &[])
            .await
            .is(303);
        let remark = [("causal_motivos", "lemas")];
        for (act, values) in [("tomar", &[][..]), ("devolver", &remark[..])] {
            vera.decide("MC-1", "verificacion", act, values)
                .await
                .is(303);
        }
        rosa.get("/panel").await.says("1 notificación por leer");
        let rita = world.administrator().await;
        // Another correction leaves it where it is.
        rita.corrects("MC-1", &[("sobrenombre", "La profe")]).await;
        rosa.get("/panel").await.says("1 notificación por leer");
        if by_file {
            world
                .import(&[
                    "MC-1,diputacion-mr,distrito-06,,propietaria,pt,,Itzel,O'Dam,Ríos,La profe,mujer,1984-03-21,",
                    "MC-1S,diputacion-mr,distrito-06,,suplente,pt,,Lucía,Peña,,,mujer,1984-03-21,",
                ])
                .await;
        } else {
            rita.corrects("MC-1", &[("postula", "partido:pt")]).await;
        }
        rosa.get("/panel").await.never_says("por leer");
        let paula = world.supervisor("pt").await;
        paula.get("/panel").await.says("1 notificación por leer");
        paula
            .get("/panel/notificaciones?ver=pendientes")
            .await
            .says("Itzel O'Dam Ríos");
        let entries = world.entries(Action::NotificationReaddressed).await;
        assert_eq!(entries.len(), 1, "by file: {by_file}");
        world.end().await;
    }
}
