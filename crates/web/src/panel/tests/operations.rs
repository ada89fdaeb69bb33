//! The operations page: how backups stand, and making one (R27, DGO 32, CDMX 33).

use std::path::Path;
use std::time::Duration;

use app::App;
use app::backup::{BackupPlan, BackupSetup, Shelf, Stage, Warning, default_hour, own_identity};
use domain::account::Role;
use domain::activity::Action;
use storage::Location;

use super::people::Person;
use super::world::{Engine, World};

/// Backups of an institute in a folder for tests. Its recipient is its own key, which serves as well as another.
pub fn setup(app: &App, folder: &Path, location: &Location) -> BackupSetup {
    let keys = folder.join("llaves");
    let shelf = folder.join("respaldos");
    Shelf::found(&shelf, app.origin()).unwrap();
    let recipient = own_identity(&keys).unwrap().to_public().to_string();
    BackupSetup {
        plan: BackupPlan {
            folder: shelf,
            hour: default_hour(),
            recipients: vec![recipient],
            trial: None,
            keep: Default::default(),
        },
        location: location.clone(),
        data: folder.to_owned(),
        keys,
        included: Vec::new(),
    }
}

/// Presses the button and waits until the backup was made and tried.
async fn back_up(world: &World, person: &Person<'_>) {
    let answer = person
        .post("/panel/operaciones/respaldar", &[])
        .await
        .is(303);
    person.follow(answer).await.is(200);
    let mut progress = world.app.backup_progress().unwrap();
    let idle = progress.wait_for(|progress| progress.stage == Stage::Idle);
    tokio::time::timeout(Duration::from_secs(60), idle)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_with_a_click_tried_and_shown_to_administration_and_audit_alone() {
    let world = World::with_backups(Engine::Sqlite).await;
    let rita = world.administrator().await;
    rita.get("/panel/operaciones")
        .await
        .is(200)
        .says("Todavía no hay respaldos")
        .says("Próximo respaldo")
        .says("Respaldar ahora");
    back_up(&world, &rita).await;
    rita.get("/panel/operaciones")
        .await
        .is(200)
        .says("Comprobado")
        .says("A mano, con el botón")
        .never_says("Automático, a su hora")
        .says("Último respaldo comprobado")
        .says("Espacio libre")
        .never_says("Todavía no hay respaldos");
    let made = world.entries(Action::BackupMade).await;
    let verified = world.entries(Action::BackupVerified).await;
    assert_eq!((made.len(), verified.len()), (1, 1));
    let by = made[0]
        .entry
        .fields()
        .actor
        .account_id()
        .unwrap()
        .to_owned();
    assert_eq!(by, rita.account.to_string());
    assert_eq!(verified[0].entry.fields().details["faults"], "0");

    let audit = world.auditor().await;
    audit
        .get("/panel/operaciones")
        .await
        .is(200)
        .says("Comprobado")
        .never_says("Respaldar ahora");
    audit
        .post("/panel/operaciones/respaldar", &[])
        .await
        .is(403);
    for role in [Role::PartyRepresentative, Role::Validator, Role::Candidate] {
        if world.app.is_used(role) {
            let other = world.somebody(world.seat(role)).await;
            other.get("/panel/operaciones").await.is(403);
        }
    }
    assert_eq!(world.entries(Action::BackupMade).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_without_a_verified_backup_is_told_on_the_desk_and_on_the_page() {
    let world = World::with_backups(Engine::Sqlite).await;
    let rita = world.administrator().await;
    rita.get("/panel")
        .await
        .never_says("No hay un respaldo comprobado");
    back_up(&world, &rita).await;
    world.clock.advance(7 * 86_400 + 3_600);
    rita.sign_in().await;
    rita.get("/panel")
        .await
        .says("No hay un respaldo comprobado desde el 16 de abril de 2024");
    rita.get("/panel/operaciones")
        .await
        .is(200)
        .says("Pasó más de una semana");
    back_up(&world, &rita).await;
    rita.get("/panel")
        .await
        .never_says("No hay un respaldo comprobado");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_fails_is_told_in_the_history_and_the_page_says_why() {
    let world = World::with_backups(Engine::Sqlite).await;
    let rita = world.administrator().await;
    world.unmount_backups();
    back_up(&world, &rita).await;
    rita.get("/panel/operaciones")
        .await
        .is(200)
        .says("No se ven los respaldos")
        .says("¿está montado el disco?");
    let failed = world.entries(Action::BackupFailed).await;
    assert_eq!(failed[0].entry.fields().details["reason"], "no-folder");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_institute_without_backups_is_told_so_and_a_demonstration_is_left_in_peace() {
    let earnest = World::in_earnest("dgo").await;
    let warning = earnest.app.backup_warning().await.unwrap();
    assert_eq!(warning, Some(Warning::NotConfigured));
    earnest.end().await;
    let world = World::of("dgo").await;
    assert_eq!(world.app.backup_warning().await.unwrap(), None);
    let rita = world.administrator().await;
    rita.get("/panel/operaciones")
        .await
        .is(200)
        .says("No está programado")
        .never_says("Respaldar ahora");
    rita.post("/panel/operaciones/respaldar", &[])
        .await
        .is(422)
        .says("Los respaldos no están configurados");
    world.end().await;
}
