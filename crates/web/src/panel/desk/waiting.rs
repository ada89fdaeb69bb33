//! What waits for somebody: each thing with how much of it there is, by when, and the way to it.

use app::AppError;
use app::backup::Warning;
use app::desk::Desk;
use app::registry::ImportStage;
use app::terms::{EndingKind, TermBoard, TermStep};
use domain::account::Role;
use domain::capture::StateCode;
use domain::policy::{Right, may_ever};
use domain::profile::PublicationMode;
use domain::time::Instant;

use crate::Installation;
use crate::http::Session;
use crate::panel::terms::{of_all_in, of_ending};
use crate::words::{count, thousands};

/// One thing that waits.
pub struct Waiting {
    /// What, with how much.
    pub words: String,
    /// By when, if it has a last instant.
    pub when: Option<String>,
    /// The way to it.
    pub href: String,
}

/// What is being put together.
struct List<'a> {
    site: &'a Installation,
    items: Vec<Waiting>,
}

impl List<'_> {
    /// Adds a thing, unless there is none of it.
    fn add(&mut self, number: u64, words: String, href: impl Into<String>) -> &mut Self {
        self.add_by(number, words, None, href)
    }

    fn add_by(
        &mut self,
        number: u64,
        words: String,
        ends: Option<Instant>,
        href: impl Into<String>,
    ) -> &mut Self {
        if number > 0 {
            let now = self.site.app.now();
            let when = ends.map(|ends| self.site.calendar().term(ends, now));
            self.items.push(Waiting {
                words,
                when,
                href: href.into(),
            });
        }
        self
    }
}

/// Everything that waits for this person, what ends first before the rest.
pub async fn waiting(
    site: &Installation,
    who: &Session,
    board: &TermBoard,
) -> Result<Vec<Waiting>, AppError> {
    let mut list = List {
        site,
        items: Vec::new(),
    };
    ending_today(&mut list, board);
    cases(&mut list, who).await?;
    captures(&mut list, who, board);
    let desk = site.app.desk(who).await?;
    let unread = site.app.unread_notifications(who).await?;
    let words = format!(
        "{} por leer",
        count(unread, "notificación", "notificaciones")
    );
    list.add(unread, words, "/panel/notificaciones?ver=pendientes");
    people(&mut list, &desk);
    proposals(&mut list, who, &desk);
    parties(&mut list, who, &desk);
    administration(&mut list, who, &desk, board);
    backups(&mut list, who).await?;
    Ok(list.items)
}

/// A week without a backup that was found sound, told to whoever can make one.
async fn backups(list: &mut List<'_>, who: &Session) -> Result<(), AppError> {
    if !may_ever(list.site.profile(), who.actor.role(), Right::BackUp) {
        return Ok(());
    }
    let words = match list.site.app.backup_warning().await? {
        None => return Ok(()),
        Some(Warning::NotConfigured) => {
            "Los respaldos automáticos no están configurados".to_owned()
        }
        Some(Warning::Overdue(since)) => format!(
            "No hay un respaldo comprobado desde el {}",
            list.site.calendar().day(since)
        ),
    };
    list.add(1, words, "/panel/operaciones");
    Ok(())
}

/// What ends on this local day and was not sent.
fn ending_today(list: &mut List<'_>, board: &TermBoard) {
    let zone = list.site.profile().institute.zone.clone();
    let day = board.now.in_zone(&zone).date();
    for ending in &board.endings {
        if ending.at.in_zone(&zone).date() != day {
            break;
        }
        let what = match ending.kind {
            EndingKind::Capture => "la captura",
            EndingKind::Correction => "la corrección",
        };
        let number = ending.candidacies();
        let words = format!(
            "Hoy termina {what} de {}",
            count(number, "candidatura", "candidaturas")
        );
        let href = of_ending(ending.kind, ending.at);
        list.add_by(number, words, Some(ending.at), href);
    }
}

/// Cases to decide.
async fn cases(list: &mut List<'_>, who: &Session) -> Result<(), AppError> {
    let site = list.site;
    for stage in site.app.stages_of(who) {
        if stage.needs_claim {
            let held = site.app.held_by(who).await?;
            let number = count(held, "caso", "casos");
            let words = format!("{}: {number} que usted tomó", stage.name);
            let href = format!("/panel/validacion?etapa={}&casos=mios", stage.key);
            list.add(held, words, href);
        }
        let cases = site.app.waiting_in(who, stage).await?;
        let words = format!(
            "{}: {} por decidir",
            stage.name,
            count(cases, "caso", "casos")
        );
        let href = format!("/panel/validacion?etapa={}", stage.key);
        list.add(cases, words, href);
    }
    Ok(())
}

/// Captures to begin, correct or release.
fn captures(list: &mut List<'_>, who: &Session, board: &TermBoard) {
    let profile = list.site.profile();
    let may = |right| may_ever(profile, who.actor.role(), right);
    let released = profile.publication.mode == PublicationMode::Released;
    let next = |kind| {
        let nearest = board.endings.iter().find(|ending| ending.kind == kind);
        nearest.map(|ending| ending.at)
    };
    let (capture, correction) = (next(EndingKind::Capture), next(EndingKind::Correction));
    let states = [
        (
            may(Right::Capture),
            StateCode::Untouched,
            "sin empezar",
            capture,
        ),
        (
            may(Right::Capture),
            StateCode::Returned,
            "con observaciones por corregir",
            correction,
        ),
        (
            may(Right::Publish) && released,
            StateCode::Validated,
            "por publicar",
            None,
        ),
    ];
    for (_, state, words, ends) in states.into_iter().filter(|(mine, ..)| *mine) {
        let number = board.states.get(&state).copied().unwrap_or(0);
        let words = format!("{} {words}", count(number, "candidatura", "candidaturas"));
        let href = format!("/panel/candidaturas?estado={}", state.code());
        list.add_by(number, words, ends, href);
    }
}

fn people(list: &mut List<'_>, desk: &Desk) {
    let words = match desk.help {
        1 => "1 persona que no puede entrar pidió ayuda".to_owned(),
        number => format!("{number} personas que no pueden entrar pidieron ayuda"),
    };
    list.add(desk.help as u64, words, "/panel/ayuda");
}

fn proposals(list: &mut List<'_>, who: &Session, desk: &Desk) {
    let proposals = |number: usize| count(number as u64, "propuesta", "propuestas");
    let own_page = match who.actor.role() {
        Role::Administrator => "/panel/papeles",
        _ => "/panel/registro/propuestas",
    };
    list.add(
        desk.registry_proposals as u64,
        format!(
            "{} del registro por decidir",
            proposals(desk.registry_proposals)
        ),
        "/panel/registro/propuestas",
    )
    .add(
        desk.term_proposals as u64,
        format!(
            "{} de ampliación de plazos por decidir",
            proposals(desk.term_proposals)
        ),
        "/panel/plazos/ampliaciones",
    )
    .add(
        desk.account_proposals as u64,
        format!(
            "{} sobre cuentas de la administración por decidir",
            proposals(desk.account_proposals)
        ),
        "/panel/papeles",
    )
    .add(
        desk.own_proposals as u64,
        format!(
            "{} de usted en espera de otra persona",
            proposals(desk.own_proposals)
        ),
        own_page,
    );
}

/// What parties owe: to the own party's people what is missing, to the institute which parties miss it.
fn parties(list: &mut List<'_>, who: &Session, desk: &Desk) {
    let (unsupervised, without) = (desk.without_supervisor as u64, desk.without_notice as u64);
    if who.actor.seat().party().is_none() {
        let parties = |number| count(number, "partido", "partidos");
        let words = format!(
            "{} sin persona supervisora registrada",
            parties(unsupervised)
        );
        list.add(
            unsupervised,
            words,
            "/panel/partido/registro?ver=sin_persona",
        );
        let words = format!("{} sin aviso de privacidad registrado", parties(without));
        list.add(without, words, "/panel/partido/registro");
        return;
    }
    let words = "Su partido no tiene registrada a su persona supervisora";
    list.add(unsupervised, words.to_owned(), "/panel/partido/supervision");
    let words = "Su partido no ha registrado su aviso de privacidad";
    list.add(without, words.to_owned(), "/panel/partido/aviso");
    let unshown = desk.without_evidence as u64;
    let words = format!(
        "{} sin constancia de que se les mostró el aviso del partido",
        count(unshown, "candidatura", "candidaturas")
    );
    list.add(unshown, words, "/panel/partido/evidencia");
}

fn administration(list: &mut List<'_>, who: &Session, desk: &Desk, board: &TermBoard) {
    if let Some(progress) = desk.import {
        let words = match progress.stage {
            ImportStage::Writing if progress.total > 0 => format!(
                "Se está importando el registro: van {} de {} cambios",
                progress.written, progress.total
            ),
            _ => "Se está importando el registro".to_owned(),
        };
        list.add(1, words, "/panel/registro/importar");
    }
    let due = desk.hidings_due as u64;
    let words = format!(
        "{} por revisar",
        count(due, "ocultamiento", "ocultamientos")
    );
    list.add(due, words, "/panel/ocultamientos");
    list.add(
        desk.undelivered,
        format!(
            "{} sin entrega registrada",
            count(desk.undelivered, "cuenta", "cuentas")
        ),
        "/panel/cuentas?estado=sin-entregar",
    );
    let words = match desk.untold {
        1 => "1 candidatura registrada después de la entrega: registre el aviso a su partido"
            .to_owned(),
        number => format!(
            "{} candidaturas registradas después de la entrega: registre el aviso a su partido",
            thousands(number)
        ),
    };
    list.add(desk.untold, words, "/panel/plazos#avisos");
    let candidacies = |number| count(number, "candidatura", "candidaturas");
    if may_ever(list.site.profile(), who.actor.role(), Right::ManageAccounts) {
        let without = board.total(TermStep::WithoutAccount);
        let words = format!("{} sin cuenta ni quien la reciba", candidacies(without));
        list.add(without, words, of_all_in(TermStep::WithoutAccount));
    }
    let party = matches!(
        who.actor.role(),
        Role::PartyRepresentative | Role::Supervisor
    );
    if party {
        let idle = board.total(TermStep::NotActivated);
        let words = format!(
            "{} sin nadie que haya activado su cuenta",
            candidacies(idle)
        );
        list.add(idle, words, of_all_in(TermStep::NotActivated));
    }
    // Who captures is told of the same by state; the representation that does not has to see to it all the same.
    if party && !may_ever(list.site.profile(), who.actor.role(), Right::Capture) {
        let ends = board.endings.iter();
        let ends = ends.filter(|ending| ending.kind == EndingKind::Capture);
        let nearest = ends.map(|ending| ending.at).min();
        let idle = board.total(TermStep::NotBegun);
        let words = format!("{} que nadie ha empezado a capturar", candidacies(idle));
        list.add_by(idle, words, nearest, of_all_in(TermStep::NotBegun));
    }
    if party || may_ever(list.site.profile(), who.actor.role(), Right::ExtendTerms) {
        let over = board.total(TermStep::Over);
        let words = format!("{} con el plazo vencido y sin enviar", candidacies(over));
        list.add(over, words, of_all_in(TermStep::Over));
    }
}
