//! Every route for everybody who may come, which is also the document `docs/rutas-y-papeles.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use axum::http::Method;
use domain::account::Role;
use domain::activity::Action;

use super::browser::Browser;
use super::people::Person;
use super::world::World;
use crate::http::{Access, Declared};

/// Whoever may come.
#[derive(Clone, Copy)]
enum Visitor {
    Nobody,
    Expired,
    Pending,
    In(Role),
}

impl Visitor {
    fn all() -> Vec<Self> {
        let roles = Role::ALL.into_iter().map(Self::In);
        [Self::Nobody, Self::Expired, Self::Pending]
            .into_iter()
            .chain(roles)
            .collect()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "sin sesión",
            Self::Expired => "sesión terminada",
            Self::Pending => "sin aceptar el aviso",
            Self::In(role) => role.key(),
        }
    }

    /// The visitor's browser, with a session as it is.
    async fn come(self, world: &World) -> Person<'_> {
        match self {
            Self::Nobody => {
                let (account, login, _) = world.issued(world.seat(Role::Auditor), "Nadie").await;
                Person {
                    account,
                    login,
                    browser: Browser::new(world),
                }
            }
            Self::Expired => {
                let person = world.somebody(world.seat(Role::Candidate)).await;
                world.clock.advance(31 * 60);
                person
            }
            Self::Pending => world.newcomer(world.seat(Role::Candidate)).await,
            Self::In(role) => world.somebody(world.seat(role)).await,
        }
    }
}

/// The candidacy that this visitor's routes are asked for: its own.
const fn own(visitor: Visitor) -> &'static str {
    match visitor {
        Visitor::In(Role::Independent) => "IND-1",
        _ => "MC-1",
    }
}

/// An identifier that names nothing.
const NOBODYS: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// The path of a route with something in the place of its parameters.
fn filled(world: &World, path: &str, candidacy: &str, account: &str) -> String {
    path.replace("{candidatura}", candidacy)
        .replace("{id}", candidacy)
        .replace("{cuenta}", account)
        .replace("{seccion}", world.app.curricular().sections[0].key.as_str())
        .replace("{campo}", "foto")
        .replace("{ficha}", "nada")
        .replace("{partido}", "mc")
        .replace("{version}", "1")
        .replace("{nombramiento}", NOBODYS)
        .replace("{evidencia}", NOBODYS)
        .replace("{entrega}", NOBODYS)
        .replace("{cartas}", NOBODYS)
        .replace("{enlace}", NOBODYS)
        .replace("{codigo}", "BCDF-GHJK-2345-6789")
        .replace("{numero}", "1")
        .replace("{folio}", "H-99999999")
        .replace("{ocultamiento}", NOBODYS)
        .replace("{propuesta}", NOBODYS)
        .replace("{propuesta}", candidacy)
        .replace("{archivo}", candidacy)
        .replace("{convenio}", "fuerza-y-corazon")
        .replace("{*path}", "nada.css")
}

/// What came back, in a word: a status, or where it sends on to.
fn told(page: &super::browser::Page, world: &World) -> String {
    match page.location() {
        None => page.status.as_u16().to_string(),
        Some(target) => {
            let mut place = target
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_owned();
            for key in ["MC-1", "IND-1"] {
                place = place.replace(&world.candidacy(key).to_string(), "…");
            }
            format!("→ {place}")
        }
    }
}

async fn ask(person: &Browser<'_>, route: &Declared, path: &str) -> super::browser::Page {
    if route.method == Method::POST {
        person.post(path, &[]).await
    } else {
        person.get(path).await
    }
}

/// Every route asked by one visitor, whose session is as it was before each of them.
async fn column(name: &str, visitor: Visitor) -> Vec<String> {
    let world = World::of(name).await;
    world.start_term_of_party("mc").await;
    let (issued, ..) = world
        .issued(world.seat(Role::Auditor), "Otra persona")
        .await;
    let person = visitor.come(&world).await;
    let ended = person.cookie();
    let mut answers = Vec::new();
    for route in &world.declared {
        match visitor {
            Visitor::Nobody => person.set_cookie(None),
            Visitor::Expired => person.set_cookie(ended.clone()),
            Visitor::Pending | Visitor::In(_) if person.cookie().is_none() => {
                person.sign_in().await
            }
            Visitor::Pending | Visitor::In(_) => {}
        }
        let candidacy = world.candidacy(own(visitor)).to_string();
        let page = ask(
            &person,
            route,
            &filled(&world, route.path, &candidacy, &issued.to_string()),
        )
        .await;
        answers.push(told(&page, &world));
    }
    world.end().await;
    answers
}

/// The access in words.
fn declared(access: Access) -> String {
    match access {
        Access::Public => "pública".to_owned(),
        Access::Open => "abierta".to_owned(),
        Access::Pending => "sesión, aun sin aceptar el aviso".to_owned(),
        Access::SignedIn => "sesión".to_owned(),
        Access::With(right) => right.label().to_lowercase(),
        Access::WithAny(rights) => {
            let rights: Vec<String> = rights
                .iter()
                .map(|right| right.label().to_lowercase())
                .collect();
            rights.join(" o ")
        }
    }
}

/// The table of one institute.
async fn table(name: &str) -> String {
    let declared_routes = World::of(name).await.declared;
    let visitors = Visitor::all();
    let mut columns = Vec::new();
    for visitor in &visitors {
        columns.push(column(name, *visitor).await);
    }
    let mut text = String::from("| ruta | acceso declarado |");
    for visitor in &visitors {
        write!(text, " {} |", visitor.name()).unwrap();
    }
    write!(text, "\n|---|---|{}\n", "---|".repeat(visitors.len())).unwrap();
    for (index, route) in declared_routes.iter().enumerate() {
        write!(
            text,
            "| `{} {}` | {} |",
            route.method,
            route.path,
            declared(route.access)
        )
        .unwrap();
        for column in &columns {
            write!(text, " {} |", column[index]).unwrap();
        }
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn document_of_routes_says_what_the_site_answers() {
    let parts = [("dgo", table("dgo").await), ("cdmx", table("cdmx").await)];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rutas-y-papeles.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let mut expected = written.clone();
    for (part, text) in &parts {
        let (start, end) = (
            format!("<!-- generado: {part} -->"),
            format!("<!-- fin: {part} -->"),
        );
        let (before, rest) = expected
            .split_once(&start)
            .unwrap_or_else(|| panic!("no part {part}"));
        let (_, after) = rest
            .split_once(&end)
            .unwrap_or_else(|| panic!("{part} does not end"));
        expected = format!("{before}{start}\n\n{}\n\n{end}{after}", text.trim_end());
    }
    if std::env::var_os("ACTUALIZAR").is_some_and(|value| value == "1") {
        std::fs::write(&path, &expected).unwrap();
        return;
    }
    let differs = written
        .lines()
        .zip(expected.lines())
        .find(|(one, other)| one != other);
    assert!(
        written == expected,
        "docs/rutas-y-papeles.md no longer says what the site answers. If the change is meant: \
         ACTUALIZAR=1 cargo test -p web document_of_routes\n{differs:#?}"
    );
}

/// Rights of the roles that reach only their own rows, on rows of others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_others_answer_as_if_they_did_not_exist() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("pan").await;
        world
            .capturer("pan")
            .await
            .save("PAN-1", "motivos", &[("motivos", "Un secreto del vecino")])
            .await
            .is(303);
        let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
        for role in [
            Role::Supervisor,
            Role::Capturer,
            Role::Candidate,
            Role::Independent,
            Role::PartyRepresentative,
        ] {
            let person = world.somebody(world.seat(role)).await;
            let foreign = [
                world.candidacy("PAN-1").to_string(),
                world
                    .candidacy(if role == Role::Independent {
                        "IND-2"
                    } else {
                        "IND-1"
                    })
                    .to_string(),
                nobody.to_owned(),
                "no-es-un-identificador".to_owned(),
                world.candidacy("MC-2").to_string().to_uppercase(),
            ];
            for route in world
                .declared
                .iter()
                .filter(|route| route.path.contains("{candidatura}"))
            {
                let admitted = route.access.admits(&world.app.profile, role);
                for candidacy in &foreign {
                    let path = filled(&world, route.path, candidacy, nobody);
                    let page = match route.path {
                        "/panel/validacion/{candidatura}" if route.method == Method::POST => {
                            person
                                .post(&path, &[("etapa", "supervision"), ("decision", "validar")])
                                .await
                        }
                        _ => ask(&person, route, &path).await,
                    };
                    let expected = if admitted { 404 } else { 403 };
                    assert_eq!(
                        page.status.as_u16(),
                        expected,
                        "{name} {role} {} {path}",
                        route.method
                    );
                    page.never_says("Un secreto del vecino")
                        .never_says("Güemes")
                        .never_says("Zúñiga");
                }
            }
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_attempts_are_entries_of_the_history() {
    let world = World::of("dgo").await;
    let person = world.capturer("mc").await;
    let before = world.entries(Action::AttemptRefused).await.len();
    person.get("/panel/cuentas").await.is(403);
    person.get(&world.capture_path("PAN-1")).await.is(404);
    person
        .post(
            &format!("{}/enviar", world.capture_path("PAN-1")),
            &[("declara", "on")],
        )
        .await
        .is(404);
    person.get(&world.capture_path("MC-1")).await.is(200);
    let entries = world.entries(Action::AttemptRefused).await;
    assert_eq!(
        entries.len(),
        before + 3,
        "one for each, none for what is allowed"
    );
    let told: Vec<String> = entries
        .iter()
        .map(|row| row.entry.fields().subject_id.clone())
        .collect();
    let expected = [
        "POST:/panel/captura/{candidatura}/enviar",
        "GET:/panel/captura/{candidatura}",
        "GET:/panel/cuentas",
    ];
    assert_eq!(told, expected, "newest first");
    let about = entries[1].entry.fields().details.get("candidacy").cloned();
    assert_eq!(about, Some(world.candidacy("PAN-1").to_string()));
    assert!(
        entries
            .iter()
            .all(|row| row.entry.fields().actor.account_id()
                == Some(person.account.to_string().as_str()))
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_declared_route_exists_and_no_other() {
    let world = World::of("dgo").await;
    let visitor = Browser::new(&world);
    let unknown = visitor.get("/esta/no/existe").await.is(404);
    for route in &world.declared {
        let path = filled(
            &world,
            route.path,
            &world.candidacy("MC-1").to_string(),
            "x",
        );
        let page = ask(&visitor, route, &path).await;
        assert!(
            page.status != 405 && page.body != unknown.body,
            "{} {path} is declared and is not there",
            route.method
        );
        let other = if route.method == Method::POST {
            Method::PUT
        } else {
            Method::DELETE
        };
        let request = axum::http::Request::builder()
            .method(other)
            .uri(&path)
            .body(axum::body::Body::empty())
            .unwrap();
        visitor.send(request).await.is(405);
    }
    let names: BTreeSet<(String, &str)> = world
        .declared
        .iter()
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    assert_eq!(
        names.len(),
        world.declared.len(),
        "a route is declared twice"
    );
    world.end().await;
}

/// Routers are made in three places: the declared routes, the portal, the assets. A fourth would escape every test.
#[test]
fn routes_are_made_only_where_they_are_declared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut places) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let makes = [".route(", ".route_service(", ".nest(", ".nest_service("];
                let count: usize = makes.iter().map(|call| text.matches(call).count()).sum();
                if count > 0 {
                    places.push((
                        path.strip_prefix(&root)
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .to_owned(),
                        count,
                    ));
                }
            }
        }
    }
    places.sort();
    let portal = crate::portal::ROUTES.len();
    let expected = [
        ("http/access.rs", 1),
        ("portal/mod.rs", portal),
        ("ui/assets.rs", 1),
    ]
    .map(|(file, n)| (file.to_owned(), n));
    assert_eq!(places, expected);
}
