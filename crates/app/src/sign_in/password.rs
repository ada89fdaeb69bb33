//! Passwords: how strong, and their Argon2id hashes, a few at a time and never inside a database unit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::AppError;

/// Fewest characters of a password.
pub const MIN_LENGTH: usize = 10;
/// Most bytes of a password: more would only be work for the hash.
pub const MAX_BYTES: usize = 1_000;
/// Least strength by zxcvbn's scale of 0 to 4.
const MIN_SCORE: u8 = 3;
/// Fewest letters of a password that are not words known around its account.
const OWN_LETTERS: usize = 6;
/// Words that people here begin a password with and that zxcvbn's English lists do not have, with and without accents.
const COMMON: &str = "contraseña contrasena contraseñas clave acceso usuario sistema secreto secreta seguridad prueba \
    bienvenido bienvenida conoceles conóceles candidatura candidato candidata candidatos candidatas elecciones eleccion \
    elección partido campaña campana diputada diputado diputación alcaldía alcaldia voto votar durango mexico méxico \
    ciudad capital enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes \
    miercoles jueves viernes sabado domingo primavera verano otoño invierno guadalupe estrella princesa corazon corazón \
    teamo tequiero amor familia america chivas cruzazul pumas tigres dios jesus maria";
/// Hashes that run at once: each takes 19 MiB and one core for some tens of milliseconds.
const AT_ONCE: usize = 2;
/// Hashes that run or wait at most, some seconds of work: who comes after them is asked to come back in a moment, which
/// is better than a queue in which everybody waits too long (decision 24).
const QUEUE: usize = 128;

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
    /// A phrase was offered too long ago.
    #[error("La frase propuesta ya no sirve porque pasó más de una hora. Aquí tiene una nueva.")]
    PhraseOver,
    /// The phrase was chosen and something else was typed.
    #[error(
        "Eligió la frase propuesta y también escribió una contraseña. Deje solo una de las dos: borre lo que escribió o elija «Escribir la mía»."
    )]
    Both,
    /// It is the one that there was.
    #[error("Es la misma contraseña que ya tenía. Elija otra.")]
    Same,
    /// The two boxes differ.
    #[error("Las dos contraseñas no son iguales. Escríbalas de nuevo.")]
    NotRepeated,
}

/// The password that somebody chooses: the phrase that was offered, or one of their own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewPassword<'a> {
    /// The seal of the phrase that was offered, if that was chosen.
    pub offered: Option<&'a str>,
    /// What was typed.
    pub typed: &'a str,
    /// What was typed again.
    pub repeated: &'a str,
}

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    /// Jobs that run or wait.
    queued: Arc<AtomicUsize>,
    longest: usize,
    decoy: Arc<str>,
}

/// A place in the queue, given back when it is dropped, also by who went away while waiting.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Passwords {
    /// Ready to hash. Makes the decoy hash that is checked when a login does not exist, so that the time of the
    /// answer does not tell.
    pub fn new() -> Self {
        Self::with_queue(QUEUE)
    }

    fn with_queue(longest: usize) -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            queued: Arc::default(),
            longest,
            decoy: hash("ninguna cuenta tiene esta contraseña").into(),
        }
    }

    /// The Argon2id hash of `password` in PHC form.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        self.work(move || hash(&password)).await
    }

    /// Whether `password` is the one behind `stored`; with none stored it takes as long and is false. A telephone that
    /// began with a capital or put an accent does not keep anybody out: without them it is tried as well, which
    /// depends on what was typed alone and so tells nothing about the account.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, AppError> {
        let decoy = Arc::clone(&self.decoy);
        self.work(move || {
            let exists = stored.is_some();
            let phc = stored.unwrap_or_else(|| decoy.as_ref().to_owned());
            let plain = as_phrase(&password);
            let typed = [
                Some(&password),
                Some(&plain).filter(|plain| **plain != password),
            ];
            let matches = typed
                .into_iter()
                .flatten()
                .any(|typed| is_behind(typed, &phc));
            exists && matches
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let place = Place(Arc::clone(&self.queued));
        if self.queued.fetch_add(1, Ordering::SeqCst) >= self.longest {
            return Err(AppError::Busy);
        }
        let turn = Arc::clone(&self.at_once)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        // The job keeps its turn and place until it ends, also when nobody waits for it any more.
        let done = tokio::task::spawn_blocking(move || {
            let done = job();
            drop((turn, place));
            done
        });
        Ok(done.await.expect("hashing does not panic"))
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

fn is_behind(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|parsed| {
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
    })
}

/// `typed` as a phrase is written: lower case, without accents, one space between words.
fn as_phrase(typed: &str) -> String {
    let plain = without_accents(&typed.to_lowercase());
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without the accents of Spanish; its ñ stays, which every keyboard here has.
pub(super) fn without_accents(text: &str) -> String {
    const TILDE: char = '\u{303}';
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            'á' | 'Á' => plain.push('a'),
            'é' | 'É' => plain.push('e'),
            'í' | 'Í' => plain.push('i'),
            'ó' | 'Ó' => plain.push('o'),
            'ú' | 'ü' | 'Ú' | 'Ü' => plain.push('u'),
            // Accents that stand after their letter, as some keyboards and lists of words write them.
            '\u{300}' | '\u{301}' | '\u{308}' => {}
            TILDE if plain.ends_with('n') => {
                plain.pop();
                plain.push('ñ');
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Checks a password that somebody chooses; `known` are the words around the account, which anybody would try first.
///
/// # Errors
/// The first rule that it breaks.
pub(super) fn check_strength(
    password: &str,
    repeated: &str,
    known: &[String],
) -> Result<(), PasswordFault> {
    if password.chars().count() < MIN_LENGTH {
        return Err(PasswordFault::TooShort);
    }
    if password.len() > MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    let known: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .chain(COMMON.split_whitespace())
        .collect();
    // zxcvbn is quadratic: the first hundred characters tell enough.
    let start: String = password.chars().take(100).collect();
    let plain = without_accents(&start);
    let weak = [&start, &plain]
        .into_iter()
        .any(|text| u8::from(zxcvbn::zxcvbn(text, &known).score()) < MIN_SCORE);
    if weak || own_letters(&start, &known) < OWN_LETTERS {
        return Err(PasswordFault::Weak);
    }
    if password != repeated {
        return Err(PasswordFault::NotRepeated);
    }
    Ok(())
}

/// Letters of a password that are left without the words of `known`: names in a row are long and yet the first guess.
fn own_letters(password: &str, known: &[&str]) -> usize {
    let mut words: Vec<String> = known
        .iter()
        .map(|word| without_accents(&word.to_lowercase()))
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut left: String = without_accents(&password.to_lowercase())
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .collect();
    for word in words.iter().filter(|word| word.len() > 2) {
        left = left.replace(word.as_str(), " ");
    }
    left.chars().filter(|sign| sign.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_asks_to_come_back_and_a_place_is_given_back() {
        let passwords = Passwords::with_queue(1);
        let stored = passwords.hash("girasol plomo".into()).await.unwrap();
        let (one, other) = tokio::join!(
            passwords.verify("girasol plomo".into(), Some(stored.clone())),
            passwords.verify("girasol plomo".into(), Some(stored.clone())),
        );
        assert!(one.unwrap(), "who came first is served");
        assert!(matches!(other, Err(AppError::Busy)));
        let later = passwords.verify("girasol plomo".into(), Some(stored)).await;
        assert!(later.unwrap(), "the place is free again");
    }

    #[tokio::test]
    async fn a_capital_or_an_accent_keeps_nobody_out() {
        let passwords = Passwords::new();
        let stored = passwords.hash("celebre mañana pez".into()).await.unwrap();
        for typed in [
            "celebre mañana pez",
            "Célebre mañana  pez ",
            "CELEBRE MAÑANA PEZ",
            "célebre man\u{303}ana pez",
        ] {
            let right = passwords.verify(typed.into(), Some(stored.clone())).await;
            assert!(right.unwrap(), "{typed}");
        }
        for typed in ["celebre manana pez", "celebremañanapez"] {
            let right = passwords.verify(typed.into(), Some(stored.clone())).await;
            assert!(!right.unwrap(), "{typed}");
        }
        let with_capital = passwords.hash("Celebre mañana pez".into()).await.unwrap();
        let right = passwords
            .verify("celebre mañana pez".into(), Some(with_capital))
            .await;
        assert!(!right.unwrap(), "what was chosen is not made weaker");
        assert!(!passwords.verify("x".into(), None).await.unwrap());
    }

    #[test]
    fn names_around_the_account_are_weak() {
        let known = [
            "itzel",
            "o'dam",
            "odam",
            "rios",
            "durango",
            "movimiento",
            "ciudadano",
        ]
        .map(str::to_owned);
        for weak in [
            "itzelodamrios",
            "Durango2024!",
            "MovimientoCiudadano",
            "Ríos.Itzel.24",
        ] {
            assert_eq!(
                check_strength(weak, weak, &known),
                Err(PasswordFault::Weak),
                "{weak}"
            );
        }
        assert_eq!(
            check_strength("girasol plomo vereda", "girasol plomo vereda", &known),
            Ok(())
        );
    }
}
