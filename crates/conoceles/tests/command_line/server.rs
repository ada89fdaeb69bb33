//! A process whose database is on a PostgreSQL server.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::place::{Place, Ran};
use crate::site::Site;

/// Where the tests find a server: a URL with rights to create databases.
const VARIABLE: &str = "CONOCELES_TEST_POSTGRES";
/// The role as which the program works.
const ROLE: &str = "conoceles_operacion";

/// An empty database of its own: its address as the owner, and as the role of the program.
fn database(name: &str) -> (String, String) {
    let server = std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: run `cargo xtask postgres -- cargo test -p conoceles`")
    });
    let name = format!("{name}_{}", std::process::id());
    run_as(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0"),
    );
    let (address, options) = server.split_once('?').unwrap_or((&server, ""));
    let (scheme, rest) = address.split_once("://").unwrap();
    let (owner, host) = rest.split('/').next().unwrap().rsplit_once('@').unwrap();
    let url = |user: &str| format!("{scheme}://{user}@{host}/{name}?{options}");
    (url(owner), url(ROLE))
}

fn run_as(url: &str, statement: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection
            .execute(AssertSqlSafe(statement.to_owned()))
            .await
            .unwrap();
        connection.close().await.unwrap();
    });
}

fn init(place: &Place, base: &str, owner: &str) -> Ran {
    let fixed = ["init", "--perfil", "dgo", "--datos", "datos"];
    place.run(&[&fixed[..], &["--base", base, "--base-duena", owner]].concat())
}

#[cfg(unix)]
#[test]
fn a_process_on_a_server_goes_the_same_way() {
    let (owner, base) = database("t_way");
    let place = Place::new();
    init(&place, &base, &owner).ends_with(0);
    assert!(!place.file("datos/curricular.sqlite3").exists());
    assert!(
        !place.text("datos/conoceles.toml").contains(&owner),
        "the owner is not kept"
    );
    place
        .run(&[
            "registro",
            "plantilla",
            "--datos",
            "datos",
            "--salida",
            "registro.csv",
        ])
        .ends_with(0);
    let import = ["registro", "importar", "registro.csv", "--datos", "datos"];
    assert_ne!(place.run(&import).ends_with(0).value("Altas"), "0");
    assert_eq!(place.run(&import).ends_with(0).value("Altas"), "0");
    place.sound_counts();
    let site = Site::start(
        &place,
        &["serve", "--datos", "datos", "--direccion", "127.0.0.1:0"],
    );
    assert!(site.get("/candidaturas").1.contains("Muestra"));
    site.stop().ends_with(0);
    run_as(
        &owner,
        "UPDATE candidacy SET first_surname = 'Otro' WHERE registry_key = 'EJEMPLO-001'",
    );
    let ran = place
        .run(&["bitacora", "verificar", "--datos", "datos"])
        .ends_with(1);
    assert!(ran.out.contains("Registro «candidacy»"), "{}", ran.out);
}

#[test]
fn a_database_that_has_a_process_is_not_founded_again_and_nothing_remains_of_the_attempt() {
    let (owner, base) = database("t_again");
    init(&Place::new(), &base, &owner).ends_with(0);
    let second = Place::new();
    let ran = init(&second, &base, &owner).ends_with(2);
    assert!(
        ran.notes.contains("ya tiene un proceso en marcha"),
        "{}",
        ran.notes
    );
    assert_eq!(std::fs::read_dir(second.path()).unwrap().count(), 0);
}

#[test]
fn the_program_does_not_work_as_the_owner_of_its_tables() {
    let (owner, _) = database("t_owner");
    let place = Place::new();
    let ran = init(&place, &owner, &owner).ends_with(2);
    assert!(ran.notes.contains("papel dueño"), "{}", ran.notes);
    assert!(!place.file("datos").exists());
}

#[cfg(unix)]
#[test]
fn a_process_on_a_server_is_backed_up_tried_in_a_database_apart_and_restored_into_a_new_one() {
    let ((owner, base), (trial, _)) = (database("t_backup"), database("t_trial"));
    let (new_owner, new_base) = database("t_restored");
    let place = Place::new();
    init(&place, &base, &owner).ends_with(0);
    let made = place
        .run(&["respaldo", "llaves", "--crear", "instituto.txt"])
        .ends_with(0);
    let public = made
        .out
        .lines()
        .find(|line| line.starts_with("age1"))
        .unwrap();
    let configure = [
        "respaldo",
        "configurar",
        "--datos",
        "datos",
        "--respaldos",
        "respaldos",
        "--destinatario",
        public,
    ];
    place.run(&configure).ends_with(0);
    let create = ["respaldo", "crear", "--datos", "datos"];
    let untried = place.run(&create).ends_with(2);
    assert!(
        untried.notes.contains("falta la base de ensayo"),
        "{}",
        untried.notes
    );
    let real = [&configure[..], &["--base-ensayo", &owner]].concat();
    let refused = place.run(&real).ends_with(2);
    assert!(
        refused.notes.contains("la misma base del proceso"),
        "{}",
        refused.notes
    );
    place
        .run(&[&configure[..], &["--base-ensayo", &trial]].concat())
        .ends_with(0);
    let ran = place.run(&create).ends_with(0);
    assert!(ran.out.contains("y concuerda"), "{}", ran.out);

    // A database with something in it is never emptied, whatever it is called.
    run_as(
        &trial,
        "DROP TABLE conoceles_ensayo; CREATE TABLE tesis (capitulo TEXT)",
    );
    let refused = place.run(&create).ends_with(2);
    assert!(refused.notes.contains("no está vacía"), "{}", refused.notes);
    run_as(&trial, "SELECT capitulo FROM tesis");

    let mut without = place.command(&create);
    without.env("PATH", "/nada");
    let without: Ran = without.output().unwrap().into();
    let without = without.ends_with(2);
    assert!(
        without.notes.contains("no se encontró el programa pg_dump"),
        "{}",
        without.notes
    );

    let restore = [
        "respaldo",
        "restaurar",
        "--respaldos",
        "respaldos",
        "--datos",
        "nuevos",
        "--llaves",
        "datos-llaves",
    ];
    let lacking = place.run(&restore).ends_with(2);
    assert!(
        lacking.notes.contains("una base nueva y vacía"),
        "{}",
        lacking.notes
    );
    let over = [&restore[..], &["--base", &base, "--base-duena", &owner]].concat();
    let over = place.run(&over).ends_with(2);
    assert!(over.notes.contains("no está vacía"), "{}", over.notes);
    let into = [
        &restore[..],
        &["--base", &new_base, "--base-duena", &new_owner],
    ]
    .concat();
    place.run(&into).ends_with(0);
    for data in ["datos", "nuevos"] {
        place
            .run(&["bitacora", "verificar", "--datos", data])
            .ends_with(0);
    }
}
