//! The supervisors of a party: named in time or late, corrected, changed with a handover; and the register of all
//! parties for the institute.

use domain::account::Seat;
use domain::activity::Action;

use super::party_evidence::{bare, register_notice};
use super::people::Person;
use super::world::{Engine, Files, World};
use crate::ui::samples::HOSTILE;

const LIST: &str = "/panel/partido/supervision";
const REGISTER: &str = "/panel/partido/registro";

/// Names a supervisor; gives the address of its page.
async fn named(person: &Person<'_>, name: &str) -> String {
    let new = format!("{LIST}/nueva");
    let form = person.get(&new).await.is(200);
    let request = form.value(&new, "solicitud");
    let values = [
        ("solicitud", request.as_str()),
        ("nombre", name),
        ("telefono", "6181234567"),
        ("correo", "super@mc.example"),
    ];
    for _ in 0..2 {
        // A double click names one person.
        person
            .post(&new, &values)
            .await
            .leads_to(&format!("{LIST}?hecho=nombrada"));
    }
    format!("{LIST}/{request}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_party_names_its_supervisor_late_or_in_time_and_corrects() {
    for (at, in_time) in [
        ("2024-04-09T23:59:59", true),
        ("2024-04-10T00:00:00", false),
    ] {
        let world = World::bare(Files::of("dgo"), Engine::Sqlite, at).await;
        let rosa = world.representative("mc").await;
        rosa.get(LIST)
            .await
            .is(200)
            .says("no ha registrado persona supervisora");
        let deadline = if in_time {
            "Las campañas empiezan el 10 de abril de 2024"
        } else {
            "Las campañas empezaron el 10 de abril de 2024"
        };
        rosa.get(&format!("{LIST}/nueva"))
            .await
            .is(200)
            .says(deadline)
            .says("El instituto creará y entregará la cuenta");
        let page = named(&rosa, HOSTILE[1]).await;
        assert_eq!(world.entries(Action::SupervisorNamed).await.len(), 1);
        let list = rosa
            .get(LIST)
            .await
            .is(200)
            .says(HOSTILE[1])
            .says("super@mc.example");
        list.says(if in_time {
            "Antes de las campañas"
        } else {
            "Después del inicio de campañas"
        });
        let one = rosa.get(&page).await.is(200).says("Todavía sin cuenta");
        if in_time {
            one.never_says("Se registró después");
        } else {
            one.says("Se registró después del inicio de campañas")
                .says("debía registrarse antes");
        }
        let wrong = [("nombre", "Luz Ibarra"), ("telefono", "12"), ("correo", "")];
        let again = rosa.post(&page, &wrong).await.is(422).points_at("telefono");
        assert_eq!(again.value(&page, "telefono"), "12");
        let right = [
            ("nombre", "Luz Ibarra"),
            ("telefono", "6181112222"),
            ("correo", ""),
        ];
        rosa.post(&page, &right)
            .await
            .leads_to(&format!("{page}?hecho=corregida"));
        rosa.get(LIST).await.says("Luz Ibarra").says("6181112222");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_parties_rows_do_not_exist() {
    let world = bare("dgo").await;
    let rosa = world.representative("mc").await;
    let page = named(&rosa, "Luz Ibarra").await;
    let other = world.representative("pan").await;
    other.get(LIST).await.is(200).never_says("Luz Ibarra");
    let values = [("nombre", "Intrusa"), ("telefono", "6181112222")];
    other.get(&page).await.is(404);
    other.post(&page, &values).await.is(404);
    other.get(&format!("{page}/relevo")).await.is(404);
    other.post(&format!("{page}/relevo"), &values).await.is(404);
    let account = other.account.to_string();
    other
        .post(&format!("{page}/cuenta"), &[("cuenta", &account)])
        .await
        .is(404);
    for person in [
        world.supervisor("mc").await,
        world.capturer("mc").await,
        world.candidate("MC-1").await,
        world.administrator().await,
    ] {
        person.get(LIST).await.is(403);
        person.get(&page).await.is(403);
        person.post(&page, &values).await.is(403);
    }
    rosa.get(LIST)
        .await
        .says("Luz Ibarra")
        .never_says("Intrusa");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_supervisor_ends_the_old_account_in_the_same_act() {
    for (name, end, gone) in [
        ("dgo", "suspender", Action::AccountSuspended),
        ("cdmx", "cerrar", Action::AccountClosed),
    ] {
        // Cases of its stage are taken from a queue: whoever leaves gives them back.
        let taken = Files::of(name).with(
            "profile.toml",
            "requiere_toma = false",
            "requiere_toma = true",
        );
        let world = World::with(taken, Engine::Sqlite).await;
        world.start_term_of_party("mc").await;
        let rosa = world.representative("mc").await;
        let old = world.supervisor("mc").await;
        let page = named(&rosa, "Luz Ibarra").await;
        rosa.get(&page).await.is(200).says(&old.login);
        let account = old.account.to_string();
        let others = world.supervisor("pan").await.account.to_string();
        let link = format!("{page}/cuenta");
        rosa.post(&link, &[("cuenta", &others)])
            .await
            .is(422)
            .says("Elija una cuenta");
        rosa.post(&link, &[("cuenta", &account)])
            .await
            .leads_to(&format!("{page}?hecho=vinculada"));
        let mine = world.candidacy("MC-2").to_string();
        rosa.post(
            "/panel/partido/tablero",
            &[("candidatura", &mine), ("persona", &account)],
        )
        .await
        .is(303);
        old.fill_in("MC-1").await;
        old.send_it("MC-1").await.is(303);
        old.decide("MC-1", "supervision", "tomar", &[])
            .await
            .is(303);
        let change = format!("{page}/relevo");
        let form = rosa
            .get(&change)
            .await
            .is(200)
            .says("1 caso de su partido por validar")
            .says("1 candidatura asignada")
            .says("1 caso que tomó y no ha decidido: vuelven a la fila")
            .says(&old.login);
        let request = form.value(&change, "solicitud");
        let values = [
            ("solicitud", request.as_str()),
            ("nombre", "Nadia O'Dam"),
            ("telefono", "6181112222"),
            ("cuenta", end),
        ];
        let unreachable = [
            ("solicitud", request.as_str()),
            ("nombre", "Nadia"),
            ("cuenta", end),
        ];
        rosa.post(&change, &unreachable)
            .await
            .is(422)
            .points_at("telefono");
        assert_eq!(
            world.entries(Action::SupervisorEnded).await.len(),
            0,
            "nothing changes by half"
        );
        old.get("/panel").await.is(200);
        rosa.post(&change, &values)
            .await
            .leads_to(&format!("{LIST}?hecho=relevo"));
        rosa.post(&change, &values).await.is(303);
        assert_eq!(world.entries(Action::SupervisorEnded).await.len(), 1);
        assert_eq!(world.entries(gone).await.len(), 1);
        let released = world.entries(Action::CaseReleased).await;
        assert_eq!(released.len(), 1);
        assert_eq!(released[0].entry.fields().actor.as_text(), "system");
        assert_eq!(
            old.get("/panel").await.status.as_u16(),
            303,
            "its session is over"
        );
        old.set_cookie(None);
        let entering = [
            ("usuario", old.login.as_str()),
            ("contrasena", super::people::PASSWORD),
        ];
        assert_ne!(old.post("/entrar", &entering).await.status.as_u16(), 303);
        rosa.get(LIST)
            .await
            .says("Nadia O'Dam")
            .says("Personas que dejaron la supervisión")
            .says("Luz Ibarra");
        rosa.get(&page).await.is(404);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institute_sees_who_is_missing_late_or_without_notice_and_exports_it() {
    let world = bare("dgo").await;
    let rosa = world.representative("mc").await;
    named(&rosa, "=SUMA(A1)").await;
    register_notice(&rosa).await;
    let admin = world.administrator().await;
    let parties = world.app.profile.parties.len();
    let page = admin
        .get(REGISTER)
        .await
        .is(200)
        .says(&format!(
            "Partidos sin persona supervisora: {}",
            parties - 1
        ))
        .says("1 partido lo hicieron después");
    assert_eq!(page.count("tbody tr"), parties);
    admin
        .get(&format!("{REGISTER}?ver=tarde"))
        .await
        .is(200)
        .says("1 partido")
        .says("=SUMA(A1)");
    let missing = admin
        .get(&format!("{REGISTER}?ver=sin_persona"))
        .await
        .is(200);
    assert_eq!(missing.count("tbody tr"), parties - 1);
    missing.never_says("=SUMA(A1)");
    let lacking = admin
        .get(&format!("{REGISTER}?ver=sin_aviso"))
        .await
        .is(200);
    assert_eq!(lacking.count("tbody tr"), parties - 1);
    let file = admin
        .get("/panel/partido/registro.csv?ver=tarde")
        .await
        .is(200);
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[1].starts_with("mc,") && lines[1].contains("'=SUMA(A1)"),
        "{}",
        lines[1]
    );
    for seat in [
        Seat::Auditor,
        Seat::Registrar,
        Seat::PartyRepresentative {
            party: "mc".parse().unwrap(),
        },
    ] {
        let person = world.somebody(seat).await;
        person.get(REGISTER).await.is(403);
        person.get("/panel/partido/registro.csv").await.is(403);
    }
    world.end().await;
}
