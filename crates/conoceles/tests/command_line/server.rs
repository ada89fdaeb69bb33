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
