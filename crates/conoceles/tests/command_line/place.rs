//! A folder to run the program in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder of its own, gone with the test.
pub struct Place(TempDir);

/// What a run left.
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// What was asked for.
    pub out: String,
    /// Notes and errors.
    pub notes: String,
}

impl Ran {
    /// The run, which must have ended with `code`.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nnotes: {}", self.out, self.notes);
        self
    }

    /// The value of a line `label: value`.
    #[track_caller]
    pub fn value(&self, label: &str) -> String {
        let line = self
            .out
            .lines()
            .find_map(|line| line.trim().strip_prefix(label)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {label} in {}", self.out))
            .trim()
            .to_owned()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            notes: text(output.stderr),
        }
    }
}

impl Place {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a process founded in `datos`.
    pub fn founded(profile: &str) -> Self {
        let place = Self::new();
        place
            .run(&["init", "--perfil", profile, "--datos", "datos"])
            .ends_with(0);
        place
    }

    /// A founded process with the registry of its profile's template.
    pub fn registered(profile: &str) -> Self {
        let place = Self::founded(profile);
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
        place
            .run(&["registro", "importar", "registro.csv", "--datos", "datos"])
            .ends_with(0);
        place
    }

    /// The program with these arguments, in this folder, untouched by the variables of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_conoceles"));
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        for name in [
            "CONOCELES_BASE",
            "CONOCELES_BASE_DUENA",
            "CONOCELES_DIRECCION_PUBLICA",
            "CONOCELES_LOG",
            "CONOCELES_LOG_FORMATO",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.file(name), bytes).unwrap();
    }

    /// Copies a folder with everything in it.
    pub fn copy_folder(&self, from: &str, to: &str) {
        copy_folder(&self.file(from), &self.file(to));
    }

    /// What `bitacora verificar` says are the number of entries and of records.
    pub fn sound_counts(&self) -> String {
        let ran = self
            .run(&["bitacora", "verificar", "--datos", "datos"])
            .ends_with(0);
        ran.out.lines().next().unwrap().to_owned()
    }

    /// Changes the database behind the program's back, its triggers taken away.
    pub fn tamper(&self, statement: &str) {
        self.tamper_in("datos/curricular.sqlite3", statement);
    }

    fn tamper_in(&self, file: &str, statement: &str) {
        use sqlx::{Connection as _, Row as _};
        let url = format!("sqlite://{}", self.file(file).display());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut base = sqlx::SqliteConnection::connect(&url).await.unwrap();
            let triggers = sqlx::query("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                .fetch_all(&mut base)
                .await
                .unwrap();
            for trigger in triggers {
                let drop = format!("DROP TRIGGER {}", trigger.get::<String, _>(0));
                sqlx::raw_sql(sqlx::AssertSqlSafe(drop))
                    .execute(&mut base)
                    .await
                    .unwrap();
            }
            let done = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()))
                .execute(&mut base)
                .await
                .unwrap();
            assert!(done.rows_affected() > 0, "{statement} changed nothing");
            base.close().await.unwrap();
        });
    }
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
