//! Accounts in batches: previewed, made once, within the own party.

use domain::account::{Role, Seat};
use domain::activity::{Action, Author};
use domain::id::AppointmentId;
use domain::party::{SupervisorAppointment, SupervisorContact};

use super::world::{Engine, Files, World};

const PATH: &str = "/panel/cuentas/lote";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_previewed_and_makes_each_account_once() {
    for engine in Engine::at_hand() {
        let world = World::with(Files::of("cdmx"), engine).await;
        let rita = world.administrator().await;
        let parties = world.app.profile.parties.len();
        let before = world.entries(Action::AccountIssued).await.len();
        let asked = "representaciones=si&candidaturas=si&independientes=si";
        let made = parties + 6 + 4;
        let preview = rita
            .get(&format!("{PATH}?{asked}"))
            .await
            .is(200)
            .says(&format!("Se crearían {made} cuentas; 0 cuentas ya existen"));
        let values = preview.form(PATH);
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(world.entries(Action::AccountIssued).await.len(), before);
        let sent = [
            ("representaciones", "si"),
            ("candidaturas", "si"),
            ("independientes", "si"),
        ];
        assert!(!values.is_empty());
        // A second click while the first is under way, or after it, makes no second account.
        let (one, other) = tokio::join!(rita.post(PATH, &sent), rita.post(PATH, &sent));
        one.is(303);
        other.is(303);
        rita.when_ended(PATH).await;
        rita.post(PATH, &sent).await.is(303);
        rita.when_ended(PATH).await.says("Se crearon 0 cuentas");
        let issued = world.entries(Action::AccountIssued).await.len();
        assert_eq!(issued - before, made);
        rita.get(&format!("{PATH}?{asked}"))
            .await
            .says("Ya existen todas");
        rita.get("/panel/cuentas?papel=independiente&q=zuniga")
            .await
            .says("Nayeli Zúñiga")
            .says("1 cuenta")
            .never_says("Ochoa");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coalition_s_batch_is_of_its_members_and_of_what_it_postulates() {
    let world = World::of("cdmx").await;
    let rita = world.administrator().await;
    let pan = world.registered("PAN-1").await;
    let domain::registry::Postulation::Agreement { agreement, .. } = pan.data.postulation else {
        panic!("the coalition postulates it");
    };
    let members = world
        .app
        .current()
        .agreement(&agreement)
        .unwrap()
        .members
        .len();
    rita.get(&format!(
        "{PATH}?representaciones=si&candidaturas=si&de=convenio:{agreement}"
    ))
    .await
    .says(&format!("Se crearían {} cuentas", members + 2));
    rita.get(&format!("{PATH}?candidaturas=si&de=partido:mc"))
        .await
        .says("Se crearían 4 cuentas");
    rita.get(&format!("{PATH}?de=partido:mc"))
        .await
        .says("Elija al menos un tipo");
    rita.post(PATH, &[("de", "convenio:nadie"), ("candidaturas", "si")])
        .await
        .is(422)
        .says("Elija el partido");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institute_makes_accounts_for_the_supervisors_that_parties_named() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let contact = SupervisorContact {
        telephone: String::new(),
        email: "ana@partido.example".into(),
    };
    let id: AppointmentId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let named = SupervisorAppointment::name(
        id,
        "mc".parse().unwrap(),
        "Ana <b>O'Dam</b>",
        contact,
        &world.app.profile,
        Author::System,
        world.app.now(),
    );
    let store = world.beside().await;
    let mut unit = store.write().await.unwrap();
    unit.apply(named.unwrap()).await.unwrap();
    unit.commit().await.unwrap();
    rita.get("/panel/entregas")
        .await
        .says("1 persona supervisora de MC")
        .says("No tiene cuenta");
    rita.post(PATH, &[("supervision", "si")]).await.is(303);
    rita.when_ended(PATH).await.says("Se crearon 1 cuenta");
    let named = store.read().await.unwrap().supervisor(id).await.unwrap();
    let account = named.unwrap().account.expect("it is linked");
    let account = store.read().await.unwrap().account(account).await.unwrap();
    let account = account.unwrap();
    assert_eq!(account.contact.as_deref(), Some("ana@partido.example"));
    assert_eq!(
        account.seat,
        Seat::Supervisor {
            party: "mc".parse().unwrap()
        }
    );
    rita.get(&format!("{PATH}?supervision=si"))
        .await
        .says("Ya existen todas");
    store.close().await;
    // In the other institute the party hands these accounts on, and it alone makes them in batches.
    let other = World::of("cdmx").await;
    let rita = other.administrator().await;
    rita.get(PATH).await.never_says("personas supervisoras");
    let carla = other.representation("mc").await;
    carla.get(PATH).await.says("personas supervisoras");
    other.end().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_party_manages_the_accounts_of_its_own_people_and_no_others() {
    let world = World::of("cdmx").await;
    let carla = world.representation("mc").await;
    let seat = |role: Role| match role {
        Role::Capturer => Seat::Capturer {
            party: "pan".parse().unwrap(),
        },
        _ => Seat::Candidate {
            candidacy: world.candidacy("PAN-1"),
        },
    };
    let (capturer, ..) = world.issued(seat(Role::Capturer), "Vecina Güemes").await;
    let (candidate, ..) = world.issued(seat(Role::Candidate), "Vecino Güemes").await;
    let (auditor, ..) = world.issued(Seat::Auditor, "Comisión Güemes").await;
    for account in [capturer, candidate, auditor] {
        let at = format!("/panel/cuentas/{account}");
        for rest in [
            "",
            "/titular",
            "/entrega",
            "/codigo",
            "/estado?accion=cerrar",
        ] {
            carla
                .get(&format!("{at}{rest}"))
                .await
                .is(404)
                .never_says("Güemes");
        }
        carla.post(&format!("{at}/codigo"), &[]).await.is(404);
        carla.post(&format!("{at}/carta"), &[]).await.is(404);
        let values = [("titular", "Mía"), ("contacto", "")];
        carla.post(&format!("{at}/titular"), &values).await.is(404);
        let close = [("accion", "cerrar")];
        carla.post(&format!("{at}/estado"), &close).await.is(404);
        let told = [("recibida", "2024-04-16T10:00"), ("recibio", "Ana")];
        carla
            .deliver(&account.to_string(), &told, None)
            .await
            .is(404);
    }
    for list in ["/panel/cuentas", "/panel/entregas", "/panel/entregas.csv"] {
        carla.get(list).await.is(200).never_says("Güemes");
    }
    carla
        .get("/panel/cuentas?partido=pan")
        .await
        .never_says("Güemes");
    // Whatever a form says, the account is its own party's; roles of the institute and foreign candidacies are refused.
    let path = "/panel/cuentas/nueva";
    carla
        .post_and_follow(
            path,
            &[
                ("titular", "Beto"),
                ("papel", "capturista"),
                ("partido", "pan"),
            ],
        )
        .await
        .says("capturista.mc");
    for (role, key, status) in [
        ("administradora", "", 422),
        ("representacion", "", 422),
        ("candidatura", "PAN-1", 422),
        ("independiente", "IND-1", 422),
    ] {
        let values = [("titular", "Beto"), ("papel", role), ("candidatura", key)];
        carla.post(path, &values).await.is(status);
    }
    // Its own account is the institute's to administer.
    let own = format!("/panel/cuentas/{}", carla.account);
    carla.get(&own).await.is(200);
    carla.post(&format!("{own}/codigo"), &[]).await.is(409);
    carla
        .post(&format!("{own}/estado"), &[("accion", "cerrar")])
        .await
        .is(409)
        .says("su propia cuenta");
    // In batches it makes those of its own candidacies.
    carla
        .get(&format!("{PATH}?candidaturas=si&representaciones=si"))
        .await
        .says("Se crearían 4 cuentas");
    world.end().await;
}
