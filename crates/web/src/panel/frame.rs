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
    /// What validation told party and candidate.
    Notifications,
    /// Cases that the administration frees or reopens.
    Cases,
    /// The catalogue of grounds.
    Grounds,
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
    /// How the installation runs.
    Operations,
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
                may(Right::ManageAccounts) || may(Right::ManagePartyAccounts),
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
                may(Right::ReadNotifications),
                "Notificaciones",
                "/panel/notificaciones",
                Part::Notifications,
            ),
            (
                may(Right::ManageValidation),
                "Casos",
                "/panel/casos",
                Part::Cases,
            ),
            (
                may(Right::ManageValidation),
                "Causales",
                "/panel/causales",
                Part::Grounds,
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
        if may(Right::SeeOperations) {
            frame = frame.menu("Operación", "/panel/operaciones", part == Part::Operations);
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

    /// The due line of a candidacy's term, if it runs: also what can still be done when it is over.
    pub fn capture_due(&self, term: Option<TermClock>) -> Option<Due> {
        let term = term?;
        let what = match term.extension {
            Some(_) => "Captura, plazo ampliado",
            None => "Captura",
        };
        Some(self.late_told(self.due(what, term.ends), term.ends))
    }

    /// The due line of a correction: also what can still be done when its term is over.
    pub fn correction_due(&self, ends: Instant) -> Due {
        self.late_told(self.due("Corrección", ends), ends)
    }

    fn late_told(&self, mut due: Due, ends: Instant) -> Due {
        if self.app.now() > ends {
            due.words += if self.profile().terms.late_allowed {
                ". Todavía puede enviarse: quedará marcado como «extemporáneo»"
            } else {
                ". Ya no se puede enviar"
            };
        }
        due
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
        "foto" => Notice::done("Se guardó la fotografía."),
        "tomado" => Notice::done("Tomó el caso."),
        "dejado" => Notice::done("Dejó el caso: vuelve a la fila."),
        "validado" => Notice::done("Validó el cuestionario."),
        "devuelto" => Notice::done("Devolvió el cuestionario con observaciones."),
        "caso-cerrado" => Notice::done("Cerró el caso por no cumplir, y se notificó al partido y a la candidatura."),
        "decision-propuesta" => Notice::done("Propuso la decisión. Surte efecto cuando otra persona la confirme."),
        "decision-no-confirmada" => Notice::done("No confirmó la decisión: el caso vuelve a la fila con su motivo."),
        "caso-liberado" => Notice::done("Liberó el caso: volvió a la fila."),
        "caso-reabierto" => Notice::done("Reabrió el caso y se notificó al partido y a la candidatura."),
        "leida" => Notice::done("Confirmó que la leyó. Queda su nombre y la hora."),
        "causal-agregada" => Notice::done("Agregó la causal: ya puede elegirse."),
        "causal-cambiada" => Notice::done("Cambió la causal. Lo que ya se observó conserva su texto."),
        "recepcion" => Notice::done("Registró la recepción: el plazo ya corre."),
        "avisado" => Notice::done("Registró el aviso al partido: el plazo de esas candidaturas ya corre."),
        "entregada" => Notice::done("Registró la entrega. Ningún plazo empezó ni cambió con ella."),
        "entrega-repetida" => Notice::information("Esta entrega ya estaba registrada: no se registró dos veces."),
        "suspendida" => Notice::done("Suspendió la cuenta. Sus sesiones se cerraron."),
        "reanudada" => Notice::done("Reanudó la cuenta: ya puede volver a usarse."),
        "cerrada" => Notice::done("Cerró la cuenta. Sus sesiones se cerraron."),
        "cuenta-corregida" => Notice::done("Guardó el titular y el contacto de la cuenta."),
        "cartas" => Notice::information("Las cartas se están preparando. Puede dejar esta página y volver."),
        "cartas-borradas" => Notice::done("Borró los archivos de cartas. Los códigos que ya entregó siguen sirviendo."),
        "lote" => Notice::information("Las cuentas se están creando. Puede dejar esta página y volver."),
        "propuesta" => Notice::done("Quedó propuesto. Otra persona de la administración debe aplicarlo."),
        "propuesta-aplicada" => Notice::done("Aplicó la propuesta."),
        "propuesta-rechazada" => Notice::done("Rechazó la propuesta, con su motivo."),
        "propuesta-retirada" => Notice::done("Retiró su propuesta."),
        "propuesta-repetida" => Notice::information("Esto ya estaba propuesto: no se propuso dos veces."),
        "sesiones" => Notice::done("Se cerraron todas sus sesiones en otros equipos y en este."),
        "activada" => Notice::done("Su cuenta está activa.")
            .text("Para no quedarse fuera si un día olvida su contraseña, haga ahora su hoja de recuperación: toma un minuto.")
            .link("Hacer mi hoja de recuperación", "/panel/cuenta/hoja"),
        "recuperada" => Notice::done("Ya tiene una contraseña nueva. Sus otras sesiones se cerraron.")
            .text("Su plazo y lo que había guardado siguen igual."),
        "rescatada" => Notice::done("Volvió a entrar. Sus otras sesiones se cerraron.")
            .text("Su segundo paso y su hoja de recuperación anteriores ya no sirven: hágalos de nuevo. Su plazo sigue igual.")
            .link("Ir a Mi cuenta", "/panel/cuenta"),
        "sin-segundo-paso" => Notice::attention("Entró con un código de recuperación: su segundo paso anterior ya no sirve.")
            .text("Configúrelo de nuevo en el teléfono que tenga ahora; también recibirá una hoja nueva.")
            .link("Configurar el segundo paso", "/segundo-paso/configurar"),
        "contrasena" => Notice::done("Cambió su contraseña. Sus otras sesiones se cerraron; esta sigue abierta."),
        "quitado" => Notice::done("Quitó el segundo paso. Desde ahora entra solo con su contraseña."),
        "sesion-cerrada" => Notice::done("Cerró esa sesión."),
        "ayuda-descartada" => Notice::done("Descartó la solicitud: la cuenta sigue igual."),
        "decidido" => {
            Notice::information("Este caso ya se decidió. Aquí puede ver dónde está ahora.")
        }
        "creada" => Notice::information("Esta cuenta ya se había creado: no se creó otra.")
            .text("Si no anotó el código, puede dar uno nuevo aquí abajo."),
        "oculto" => Notice::done("Quedó oculto: el portal ya no lo muestra."),
        "ya-oculto" => Notice::information("Ya estaba oculto: no se ocultó dos veces."),
        "mantenido" => Notice::done("Se mantiene oculto hasta la próxima revisión."),
        "levantado" => Notice::done("Levantó el ocultamiento: el portal vuelve a mostrarlo."),
        "publicado" => Notice::done("Publicó el perfil."),
        "nombrada" => Notice::done("Registró a la persona supervisora."),
        "corregida" => Notice::done("Corrigió los datos de la persona supervisora."),
        "relevo" => Notice::done("Cambió a la persona supervisora: quien sale ya no puede entrar."),
        "vinculada" => Notice::done("Anotó con qué cuenta trabaja la persona supervisora."),
        "aviso" => Notice::done("Registró el aviso de privacidad de su partido."),
        "evidencia" => Notice::done("Registró que se mostró el aviso de privacidad."),
        "asignadas" => Notice::done("Repartió las candidaturas que marcó."),
        "registrada" => Notice::done("La candidatura quedó en el registro."),
        "corregido" => Notice::done("Se corrigió el registro; el portal lo muestra en unos segundos."),
        "cancelada" => Notice::done("Se canceló la candidatura: el portal ya no muestra sus datos."),
        "reactivada" => Notice::done("La candidatura vuelve a estar vigente, como estaba antes."),
        "juntadas" => Notice::done("Un solo cuestionario sirve ahora para las dos candidaturas."),
        "separada" => Notice::done("La candidatura tiene otra vez su propio cuestionario, todavía vacío."),
        "compartida" => Notice::information("Un solo cuestionario sirve para las dos candidaturas de esta persona: se captura aquí."),
        "propuesto" => Notice::done("Se envió la propuesta: la administración la revisará."),
        "aplicada" => Notice::done("Se aplicó la propuesta."),
        "rechazada" => Notice::done("Se rechazó la propuesta con su motivo."),
        "retirada" => Notice::done("Retiró su propuesta: nada cambió en el registro."),
        "opciones" => Notice::done("Se revisó otra vez el archivo con lo que eligió."),
        "convenio" => Notice::done("Se registró el convenio; sus candidaturas ya lo siguen."),
        "terminado" => Notice::done("Se dio por terminado el convenio."),
        "calendario" => Notice::done("Su calendario tiene otra dirección: la anterior ya no sirve.")
            .text("Cópiela abajo y cámbiela en su programa de calendario."),
        "ampliado" => Notice::done("Concedió la ampliación.")
            .text("Si alcanza a muchas candidaturas se aplica en unos segundos; aquí ve cuántas faltan."),
        "ampliacion-propuesta" => Notice::done("Propuso la ampliación de todos los plazos.")
            .text("Otra persona de la administración debe aplicarla; hasta entonces ningún plazo cambia."),
        "enlace-cancelado" => Notice::done("Canceló el enlace: ya no muestra nada."),
        "cambios-vistos" => Notice::done("Quedó constancia de que vio esos cambios."),
        "respaldo" => Notice::information("El respaldo está en curso. Puede dejar esta página y volver."),
        "descartado" => Notice::done("Descartó lo que estaba resguardado."),
        _ => return None,
    };
    Some(notice)
}
