//! Roles: the table is the policy's, accounts are suspended and closed, and two persons are needed where it matters.

use domain::account::{Role, Seat};
use domain::activity::Action;
use domain::policy::{Right, may_ever};

use super::account_work::codes_in;
use super::browser::Browser;
use super::world::World;

const PATH: &str = "/panel/papeles";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_permissions_says_what_the_policy_says() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        let rita = world.administrator().await;
        let page = rita.get(PATH).await.is(200);
        let document = scraper::Html::parse_document(&page.body);
        let rows = scraper::Selector::parse("table:has(caption) tbody tr").unwrap();
        let head = scraper::Selector::parse("th").unwrap();
        let cells = scraper::Selector::parse("td").unwrap();
        let mut compared = 0;
        for row in document.select(&rows) {
            let title: String = row.select(&head).next().unwrap().text().collect();
            let Some(right) = Right::ALL
                .iter()
                .find(|right| right.label() == title.trim())
            else {
                continue;
            };
            for (role, cell) in Role::ALL.iter().zip(row.select(&cells)) {
                let says: String = cell.text().collect();
                let column = cell.attr("data-columna").unwrap();
                assert_eq!(column, role.label());
                let may = may_ever(&world.app.profile, *role, *right);
                assert_eq!(says.contains("Sí"), may, "{name} {role} {right:?}: {says}");
                assert_eq!(says.contains("No"), !may);
                compared += 1;
            }
        }
        assert_eq!(compared, Right::ALL.len() * Role::ALL.len());
        for role in [Role::Auditor, Role::PartyRepresentative, Role::Capturer] {
            world
                .somebody(world.seat(role))
                .await
                .get(PATH)
                .await
                .is(403);
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_account_is_out_at_once_and_comes_back() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let beto = world.capturer("mc").await;
    let path = format!("/panel/cuentas/{}/estado", beto.account);
    rita.get(&format!("{path}?accion=suspender"))
        .await
        .is(200)
        .says("sus sesiones abiertas se cierran");
    rita.get(&format!("{path}?accion=quemar")).await.is(404);
    beto.get("/panel").await.is(200);
    rita.post(&path, &[("accion", "suspender")]).await.is(303);
    rita.post(&path, &[("accion", "suspender")]).await.is(303);
    assert_eq!(world.entries(Action::AccountSuspended).await.len(), 1);
    beto.get("/panel").await.is(303);
    // What the institute suspended its party cannot lift.
    let carla = world.representation("mc").await;
    carla
        .post(&path, &[("accion", "reanudar")])
        .await
        .is(409)
        .says("La administración del sistema suspendió");
    rita.post(&path, &[("accion", "reanudar")]).await.is(303);
    beto.sign_in().await;
    beto.get("/panel").await.is(200);
    // The party suspends, resumes and closes its capturers.
    carla.post(&path, &[("accion", "suspender")]).await.is(303);
    carla.post(&path, &[("accion", "reanudar")]).await.is(303);
    carla.post(&path, &[("accion", "cerrar")]).await.is(303);
    carla.post(&path, &[("accion", "cerrar")]).await.is(303);
    carla
        .post(&path, &[("accion", "reanudar")])
        .await
        .is(409)
        .says("se cerró");
    beto.get("/panel").await.is(303);
    let supervisor = world.supervisor("mc").await;
    carla
        .post(
            &format!("/panel/cuentas/{}/estado", supervisor.account),
            &[("accion", "suspender")],
        )
        .await
        .is(409)
        .says("la administra el instituto");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_s_account_is_closed_by_two_others() {
    let world = World::of("dgo").await;
    let (rita, luz, ines) = (
        world.administrator().await,
        world.administrator().await,
        world.administrator().await,
    );
    let of = |account| format!("/panel/cuentas/{account}/estado");
    rita.post(&of(rita.account), &[("accion", "suspender")])
        .await
        .is(409)
        .says("su propia cuenta");
    rita.post(&of(ines.account), &[("accion", "cerrar")])
        .await
        .is(409)
        .says("necesita a dos personas");
    let propose = format!("{PATH}/proponer");
    let target = ines.account.to_string();
    let form = rita
        .get(&format!("{propose}?asunto=cierre&cuenta={target}"))
        .await
        .is(200);
    let request = form.value(&propose, "solicitud");
    let values = |reason: &'static str| {
        [
            ("solicitud", request.clone()),
            ("asunto", "cierre".to_owned()),
            ("cuenta", target.clone()),
            ("motivo", reason.to_owned()),
        ]
    };
    let sent =
        |values: &[(&'static str, String); 4]| -> Vec<(&'static str, String)> { values.to_vec() };
    let post = async |reason: &'static str| {
        let values = sent(&values(reason));
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        rita.post(&propose, &values).await
    };
    post(" ").await.is(422).points_at("motivo");
    post("Oficio <b>12</b>").await.is(303);
    post("Oficio <b>12</b>").await.is(303);
    assert_eq!(world.entries(Action::ChangeProposed).await.len(), 1);
    let list = luz.get(PATH).await.is(200).says("Cierre de una cuenta");
    let link = list
        .body
        .split("href=\"")
        .find(|part| part.starts_with(&format!("{PATH}/propuestas/")))
        .and_then(|part| part.split('"').next())
        .unwrap()
        .to_owned();
    // Who proposed it does not apply it; who did not propose it does not take it back.
    rita.get(&link)
        .await
        .is(200)
        .says("Retirar mi propuesta")
        .never_says("/aplicar");
    rita.post(&format!("{link}/aplicar"), &[])
        .await
        .is(409)
        .says("segunda persona");
    luz.post(&format!("{link}/retirar"), &[]).await.is(409);
    luz.post(&format!("{link}/rechazar"), &[("motivo", "")])
        .await
        .is(422)
        .points_at("motivo");
    ines.get("/panel").await.is(200);
    luz.post_and_follow(&format!("{link}/aplicar"), &[])
        .await
        .says("Aplicó la propuesta");
    ines.get("/panel").await.is(303);
    luz.post(&format!("{link}/aplicar"), &[])
        .await
        .is(409)
        .says("ya se decidió");
    luz.get(&link)
        .await
        .is(200)
        .says("La aplicó")
        .never_says("/aplicar");
    // Two are left: one is suspended, and then the last one stays whatever is tried.
    luz.post(&of(rita.account), &[("accion", "suspender")])
        .await
        .is(303);
    rita.get("/panel").await.is(303);
    luz.get(PATH)
        .await
        .says("Solo hay una cuenta de administración en uso")
        .says("conoceles cuentas crear");
    luz.post(&of(luz.account), &[("accion", "suspender")])
        .await
        .is(409);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_gets_in_again_by_the_word_of_two_others() {
    let world = World::of("cdmx").await;
    let (rita, luz, ines) = (
        world.administrator().await,
        world.administrator().await,
        world.administrator().await,
    );
    let propose = format!("{PATH}/proponer");
    let target = ines.account.to_string();
    let own = rita.account.to_string();
    for (account, said) in [(&own, "su propia cuenta"), (&target, "")] {
        let values = [
            ("asunto", "rescate"),
            ("cuenta", account.as_str()),
            ("motivo", "Perdió su teléfono"),
        ];
        let page = rita.post(&propose, &values).await;
        if said.is_empty() {
            page.is(303);
        } else {
            page.is(422).says(said);
        }
    }
    let auditor = world.auditor().await.account.to_string();
    let values = [
        ("asunto", "cierre"),
        ("cuenta", auditor.as_str()),
        ("motivo", "x"),
    ];
    rita.post(&propose, &values)
        .await
        .is(422)
        .says("Solo las cuentas de la administración");
    let list = luz.get(PATH).await;
    let link = list
        .body
        .split("href=\"")
        .find(|part| part.starts_with(&format!("{PATH}/propuestas/")))
        .and_then(|part| part.split('"').next())
        .unwrap()
        .to_owned();
    let shown = luz
        .post_and_follow(&format!("{link}/aplicar"), &[])
        .await
        .is(200);
    let codes = codes_in(&shown.text());
    assert_eq!(codes.len(), 1, "{}", shown.text());
    let code = format!("/panel/cuentas/{target}/codigo");
    assert!(codes_in(&luz.get(&code).await.text()).is_empty());
    assert_eq!(world.entries(Action::RescueOffered).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_invited_into_a_role_with_a_contact() {
    let world = World::of("dgo").await;
    let rita = world.administrator().await;
    let path = "/panel/cuentas/nueva";
    let form = rita.get(&format!("{path}?papel=auditora")).await.is(200);
    assert_eq!(form.value(path, "papel"), "auditora");
    let wrong = [
        ("titular", "Comisión"),
        ("papel", "auditora"),
        ("contacto", "por ahí"),
    ];
    rita.post(path, &wrong).await.is(422).points_at("contacto");
    let values = [
        ("titular", "Comisión"),
        ("papel", "auditora"),
        ("contacto", "6181234567"),
    ];
    let shown = rita.post_and_follow(path, &values).await.is(200);
    let codes = codes_in(&shown.text());
    Browser::new(&world)
        .post("/activar", &[("codigo", &codes[0])])
        .await
        .is(200);
    rita.get(PATH).await.says("Comisión").says("Sin activar");
    let seats = [Seat::Auditor];
    assert_eq!(seats[0].role(), Role::Auditor);
    world.end().await;
}
