//! A disk that is really full, under the database and under the uploaded files: told on the page with everything that was
//! typed, nothing half written, and work goes on once there is room.

use domain::activity::Action;

use super::browser::Browser;
use super::typing::text_of;
use super::world::World;

const MOTIVES: &str = "motivos";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_that_finds_the_database_full_keeps_what_was_typed_and_what_was_saved() {
    let world = World::of("dgo").await;
    world.start_term_of_party("mc").await;
    let mut kept = text_of(300);
    let cookie = {
        let ana = world.candidate("MC-1").await;
        ana.save("MC-1", MOTIVES, &[(MOTIVES, &kept)]).await.is(303);
        ana.cookie()
    };
    let world = world.started_again(Some(1)).await;
    let ana = Browser::new(&world);
    ana.set_cookie(cookie.clone());
    let path = format!("{}/{MOTIVES}", world.capture_path("MC-1"));
    let mut saved = 1;
    // What is free in the pages that there are is filled first.
    let refused = loop {
        let text = text_of(600 + saved);
        let answer = ana.save("MC-1", MOTIVES, &[(MOTIVES, &text)]).await;
        if answer.status.is_redirection() {
            saved += 1;
            assert!(saved < 1_000, "the ceiling was never met");
            kept = text;
            continue;
        }
        let answer = answer.is(503).says("Lo que escribió sigue abajo");
        assert_eq!(answer.value(&path, MOTIVES), text);
        break answer;
    };
    let typed = refused.value(&path, MOTIVES);
    assert_eq!(ana.get(&path).await.is(200).value(&path, MOTIVES), kept);
    assert_eq!(world.entries(Action::AnswersSaved).await.len(), saved);
    // With room again, the same text is saved from the page that kept it.
    let world = world.started_again(None).await;
    let ana = Browser::new(&world);
    ana.set_cookie(cookie);
    ana.press(&refused, &path, &[], "guardar").await.is(303);
    assert_eq!(ana.get(&path).await.is(200).value(&path, MOTIVES), typed);
    assert_eq!(world.entries(Action::AnswersSaved).await.len(), saved + 1);
    world.end().await;
}

/// Linux gives whoever asks a file system of its own, as small as they like.
#[cfg(target_os = "linux")]
mod files {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use app::files::Files;

    use super::super::photographs::{saved, section};
    use super::super::world::{Engine, World};

    /// A picture that no compression makes small.
    fn heavy(first: u32) -> Vec<u8> {
        let noise = (first..first + 300 * 400 * 3).map(|n| {
            let mixed = n.wrapping_mul(2_654_435_761);
            (mixed ^ (mixed >> 15))
                .wrapping_mul(2_246_822_519)
                .to_be_bytes()[0]
        });
        photos::drawn(300, 400, noise.collect()).unwrap().jpeg
    }

    fn run(program: &str, arguments: &[&str], place: &Path) {
        let mut command = Command::new(program);
        let output = command.args(arguments).arg(place).output().unwrap();
        let notes = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {notes}");
    }

    /// The files under a folder that are not what their name says: those that were written by half.
    fn half_written(folder: &Path) -> Vec<PathBuf> {
        let (mut folders, mut half) = (vec![folder.to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with(Files::hash_of(&std::fs::read(&path).unwrap())) {
                    half.push(path);
                }
            }
        }
        half
    }

    /// A process with threads is given no file systems of its own, so the story is told by another one.
    #[test]
    fn a_photograph_that_fills_the_disk_leaves_no_half_file_and_keeps_what_was_typed() {
        let (_, module) = module_path!().split_once("::").unwrap();
        let story = format!("{module}::told_on_a_disk_of_its_own");
        let output = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &story, "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        let notes = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{out}\n{notes}");
        assert!(out.contains("1 passed"), "{out}\n{notes}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "needs file systems of its own: the test above runs it with them"]
    async fn told_on_a_disk_of_its_own() {
        let world = World::with_backups(Engine::Sqlite).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        ana.send_photograph("MC-1", &[], &heavy(0)).await.is(303);
        let before = saved(&world, "MC-1").await;
        let (path, folder) = (section(&world, "MC-1"), world.folder_of_files());
        let mount = ["-t", "tmpfs", "-o", "size=16k", "disco"];
        run("mount", &mount, &folder);
        let typed = [("foto__descripcion", "Retrato en Súchil")];
        let page = ana
            .send_photograph("MC-1", &typed, &heavy(9))
            .await
            .is(503)
            .says("Lo que escribió sigue abajo")
            .never_says("os error");
        assert_eq!(page.value(&path, "foto__descripcion"), "Retrato en Súchil");
        assert_eq!(half_written(&folder), Vec::<PathBuf>::new());
        assert_eq!(saved(&world, "MC-1").await, before);
        run("umount", &[], &folder);
        ana.send_photograph("MC-1", &typed, &heavy(9)).await.is(303);
        assert_eq!(half_written(&folder), Vec::<PathBuf>::new());
        world.end().await;
    }
}
