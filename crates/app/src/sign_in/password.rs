//! Passwords: how strong, and their Argon2id hashes, a few at a time and never inside a database unit.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::account::Account;
use domain::profile::Profile;
use tokio::sync::Semaphore;

/// Fewest characters of a password.
pub const MIN_LENGTH: usize = 10;
/// Most bytes of a password: more would only be work for the hash.
pub const MAX_BYTES: usize = 1_000;
/// Least strength by zxcvbn's scale of 0 to 4.
const MIN_SCORE: u8 = 3;
/// Words that people here begin a password with and that zxcvbn's English lists do not have, with and without accents.
const COMMON: &str = "contraseña contrasena contraseñas clave acceso usuario sistema secreto secreta seguridad prueba \
    bienvenido bienvenida conoceles conóceles candidatura candidato candidata candidatos candidatas elecciones eleccion \
    elección partido campaña campana diputada diputado diputación alcaldía alcaldia voto votar durango mexico méxico \
    ciudad capital enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes \
    miercoles jueves viernes sabado domingo primavera verano otoño invierno guadalupe estrella princesa corazon corazón \
    teamo tequiero amor familia america chivas cruzazul pumas tigres dios jesus maria";
/// Hashes that run at once: each takes 19 MiB and one core for some tens of milliseconds.
const AT_ONCE: usize = 2;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too few characters.
    #[error(
        "La contraseña necesita al menos {MIN_LENGTH} caracteres. Una frase de cuatro palabras funciona muy bien."
    )]
    TooShort,
    /// Too long to hash.
    #[error("La contraseña es demasiado larga: use menos de {MAX_BYTES} caracteres.")]
    TooLong,
    /// Easy to guess.
    #[error(
        "Esta contraseña es fácil de adivinar. Pruebe con una frase de cuatro palabras que no vayan juntas normalmente."
    )]
    Weak,
    /// The two boxes differ.
    #[error("Las dos contraseñas no son iguales. Escríbalas de nuevo.")]
    NotRepeated,
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    decoy: Arc<str>,
}

impl Passwords {
    /// Ready to hash. Makes the decoy hash that is checked when a login does not exist, so that the time of the
    /// answer does not tell.
    pub fn new() -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            decoy: hash("ninguna cuenta tiene esta contraseña").into(),
        }
    }

    /// The Argon2id hash of `password` in PHC form.
    pub async fn hash(&self, password: String) -> String {
        self.work(move || hash(&password)).await
    }

    /// Whether `password` is the one behind `stored`; with none stored it takes as long and is false.
    pub async fn verify(&self, password: String, stored: Option<String>) -> bool {
        let decoy = Arc::clone(&self.decoy);
        self.work(move || {
            let exists = stored.is_some();
            let phc = stored.unwrap_or_else(|| decoy.as_ref().to_owned());
            let matches = PasswordHash::new(&phc).is_ok_and(|parsed| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &parsed)
                    .is_ok()
            });
            exists && matches
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self
            .at_once
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(job)
            .await
            .expect("hashing does not panic")
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

fn hash(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the default parameters and a fresh salt are valid")
        .to_string()
}

/// Checks a password that somebody chooses for `account`.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_strength(
    password: &str,
    repeated: &str,
    account: &Account,
    profile: &Profile,
) -> Result<(), PasswordFault> {
    if password.chars().count() < MIN_LENGTH {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    let institute = &profile.institute;
    let here = [
        &account.login,
        &account.holder,
        &institute.short_name,
        &institute.state,
        &profile.process.name,
    ];
    let known: Vec<&str> = here
        .into_iter()
        .map(String::as_str)
        .chain(COMMON.split_whitespace())
        .collect();
    // zxcvbn is quadratic: the first hundred characters tell enough.
    let start: String = password.chars().take(100).collect();
    if u8::from(zxcvbn::zxcvbn(&start, &known).score()) < MIN_SCORE {
        return Err(PasswordFault::Weak);
    }
    if password != repeated {
        return Err(PasswordFault::NotRepeated);
    }
    Ok(())
}
