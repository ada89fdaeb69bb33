//! The part of a form in which a new password is chosen: a phrase that is offered ready-made, or one's own. It works
//! without script; the phrase comes back sealed.

use app::sign_in::{MIN_LENGTH, NewPassword, OfferedPhrase, PasswordFault};
use domain::account::Account;

use crate::Installation;
use crate::http::Arrived;
use crate::ui::{Choice, Field};

/// The control that says which of the two. Like all of this form it begins with `contrasena`, so that no form with it is
/// ever kept.
const WHICH: &str = "contrasena_cual";
/// The control with the sealed phrase.
const SEAL: &str = "contrasena_propuesta";
/// The value of the button that asks for another phrase.
const ANOTHER: &str = "otra";

/// The choice as a page shows it.
pub struct PasswordChoice {
    /// The phrase that is offered.
    pub phrase: String,
    /// The same, sealed.
    pub sealed: String,
    /// Which of the two, and the boxes for one's own.
    pub fields: Vec<Field>,
}

impl PasswordChoice {
    /// A new choice for the person of `account`, with what was wrong before.
    pub fn new(site: &Installation, account: &Account, fault: Option<&PasswordFault>) -> Self {
        Self::of(site.app.offer_phrase(account), "", fault)
    }

    /// The choice of a form that comes back. Its phrase stays the same while it serves, because somebody may have noted
    /// it; the button for another one brings another.
    pub fn again(
        site: &Installation,
        account: &Account,
        form: &Arrived,
        fault: Option<&PasswordFault>,
    ) -> Self {
        let sealed = form.value(SEAL);
        let kept = (!asks_another(form))
            .then(|| site.app.offered_again(account, sealed))
            .flatten();
        let offered = kept.unwrap_or_else(|| site.app.offer_phrase(account));
        Self::of(offered, form.value(WHICH), fault)
    }

    fn of(offered: OfferedPhrase, which: &str, fault: Option<&PasswordFault>) -> Self {
        let told = fault.map(ToString::to_string);
        let (mut of_which, mut of_first, mut of_second) = (None, None, None);
        match fault {
            Some(PasswordFault::NotRepeated) => of_second = told,
            Some(PasswordFault::PhraseOver | PasswordFault::Both) => of_which = told,
            _ => of_first = told,
        }
        let choices = vec![
            Choice::new("propuesta", "Usar la frase propuesta").hint(
                "Anótela antes de continuar y guárdela en un lugar seguro: no se vuelve a mostrar.",
            ),
            Choice::new("mia", "Escribir la mía").hint("Escríbala en las dos casillas de abajo."),
        ];
        let fields = vec![
            Field::radios(WHICH, "¿Qué contraseña quiere usar?", which, choices)
                .error(of_which),
            Field::password("contrasena", "Elija una contraseña", "new-password")
                .hint(format!("Solo si escribe la suya. Al menos {MIN_LENGTH} caracteres; una frase de cuatro palabras es fácil de recordar."))
                .error(of_first),
            Field::password("contrasena_otra_vez", "Escríbala otra vez", "new-password")
                .error(of_second),
        ];
        Self {
            phrase: offered.words,
            sealed: offered.sealed,
            fields,
        }
    }
}

/// Whether the button for another phrase was pressed.
pub fn asks_another(form: &Arrived) -> bool {
    form.value("accion") == ANOTHER
}

/// What was chosen in the form.
pub fn chosen(form: &Arrived) -> NewPassword<'_> {
    NewPassword {
        offered: (form.value(WHICH) == "propuesta").then(|| form.value(SEAL)),
        typed: form.value("contrasena"),
        repeated: form.value("contrasena_otra_vez"),
    }
}
