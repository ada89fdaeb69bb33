//! The frame of a page of the panel: who is here, what the menu offers to that role, when the session ends.

use app::sign_in::SignedIn;
use domain::account::Seat;
use domain::policy::{Right, may_ever};
use domain::registry::TermClock;
use domain::time::Instant;

use crate::Installation;
use crate::ui::{Actor, Due, Frame, Notice, SessionLimit, State};

/// Part of the panel, as the menu has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What waits for me.
    Desk,
    /// Candidacies to capture or to look at.
    Candidacies,
    /// Cases to decide.
    Validation,
    /// The registry of candidacies.
    Registry,
    /// Terms and extensions.
    Terms,
    /// Accounts, letters and deliveries.
    Accounts,
    /// Roles and permissions.
    Roles,
    /// What the own party registers.
    Party,
    /// What protects the own account.
    Security,
    /// The activity history.
    History,
    /// Nothing of the menu.
    None,
}

impl Installation {
    /// The frame of a page for somebody with a session.
    pub fn frame(&self, who: &SignedIn, part: Part, title: impl Into<String>) -> Frame {
        let profile = self.profile();
        let may = |right| may_ever(profile, who.actor.role(), right);
        let mut frame = Frame::new(&self.ui, title).menu("Inicio", "/panel", part == Part::Desk);
        if who.actor.seat().candidacy().is_none() && may(Right::SeeState) {
            frame = frame.menu(
                "Candidaturas",
                "/panel/candidaturas",
                part == Part::Candidacies,
            );
        }
        if who.actor.seat().candidacy().is_none() && may(Right::Decide) {
            frame = frame.menu("Validación", "/panel/validacion", part == Part::Validation);
        }
        let sections = [
            (
                may(Right::ProposeRegistry),
                "Registro",
                "/panel/registro",
                Part::Registry,
            ),
            (
                who.actor.seat().candidacy().is_none() && may(Right::SeeState),
                "Plazos",
                "/panel/plazos",
                Part::Terms,
            ),
            (
                may(Right::ManageAccounts),
                "Cuentas",
                "/panel/cuentas",
                Part::Accounts,
            ),
            (
                may(Right::ManageAccounts),
                "Papeles",
                "/panel/papeles",
                Part::Roles,
            ),
            (
                may(Right::RecordDisclosure),
                "Partido",
                "/panel/partido",
                Part::Party,
            ),
        ];
        for (_, words, address, own) in sections.into_iter().filter(|(shown, ..)| *shown) {
            frame = frame.menu(words, address, part == own);
        }
        if may(Right::ReadHistory) {
            frame = frame.menu("Historial", "/panel/historial", part == Part::History);
        }
        frame = frame.menu("Mi cuenta", "/panel/cuenta", part == Part::Security);
        let now = self.app.now();
        frame
            .actor(Actor {
                name: who.holder.clone(),
                role: who.actor.role().label().to_owned(),
                acts_for: self.acts_for(who),
            })
            .session(SessionLimit {
                seconds: u64::try_from(who.idle_ends.seconds_since(now)).unwrap_or(0),
                hour: self.calendar().hour(who.idle_ends),
            })
    }

    /// The frame of a page without a session.
    pub fn plain(&self, title: impl Into<String>) -> Frame {
        Frame::new(&self.ui, title)
    }

    fn acts_for(&self, who: &SignedIn) -> String {
        match who.actor.seat() {
            Seat::Administrator | Seat::Auditor | Seat::Registrar | Seat::Validator => {
                self.profile().institute.short_name.clone()
            }
            Seat::PartyRepresentative { party }
            | Seat::Supervisor { party }
            | Seat::Capturer { party } => self
                .profile()
                .party(party)
                .map_or_else(|| party.to_string(), |party| party.initials.clone()),
            Seat::Candidate { .. } | Seat::Independent { .. } => "Su candidatura".to_owned(),
        }
    }

    /// The line that says when a term ends; near its end it asks for attention.
    pub fn due(&self, what: &str, ends: Instant) -> Due {
        const NEAR: i64 = 3 * 86_400;
        let now = self.app.now();
        let state = match ends.seconds_since(now) {
            ..0 => State::Closed,
            0..NEAR => State::Attention,
            _ => State::InTerm,
        };
        Due {
            what: what.to_owned(),
            words: self.calendar().term(ends, now),
            machine: ends.to_string(),
            state,
        }
    }

    /// The due line of a candidacy's term, if it runs.
    pub fn capture_due(&self, term: Option<TermClock>) -> Option<Due> {
        term.map(|term| self.due("Captura", term.ends))
    }
}

/// `path` with the answer to what was done before, if it is one of the known ones.
pub fn with_flash(path: &str, answer: Option<&str>) -> String {
    match answer.filter(|answer| flash(Some(answer)).is_some()) {
        Some(answer) => format!("{path}?hecho={answer}"),
        None => path.to_owned(),
    }
}

/// The answer to what was done on the page before, from the address it was sent on to. Only words of this list
/// are shown: an address cannot put text on a page.
pub fn flash(answer: Option<&str>) -> Option<Notice> {
    let notice = match answer? {
        "guardado" => Notice::done("Se guardó lo que escribió."),
        "tomado" => Notice::done("Tomó el caso."),
        "dejado" => Notice::done("Dejó el caso: vuelve a la fila."),
        "validado" => Notice::done("Validó el cuestionario."),
        "devuelto" => Notice::done("Devolvió el cuestionario con observaciones."),
        "recepcion" => Notice::done("Registró la recepción: el plazo ya corre."),
        "sesiones" => Notice::done("Se cerraron todas sus sesiones en otros equipos y en este."),
        "activada" => Notice::done("Su cuenta está activa."),
        "decidido" => {
            Notice::information("Este caso ya se decidió. Aquí puede ver dónde está ahora.")
        }
        "creada" => Notice::information("Esta cuenta ya se había creado: no se creó otra.")
            .text("Si no anotó el código, puede dar uno nuevo aquí abajo."),
        "publicado" => Notice::done("Publicó el perfil."),
        "descartado" => Notice::done("Descartó lo que estaba resguardado."),
        _ => return None,
    };
    Some(notice)
}
