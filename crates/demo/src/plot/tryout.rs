//! What is kept ready for whoever tries the demonstration: a user of each role, and accounts to activate.

use domain::account::{Role, Seat};
use domain::key::PartyKey;
use domain::policy::{Right, agreements_of, may_ever};
use domain::profile::Profile;
use domain::registry::Calling;

use crate::chance::Chance;
use crate::people;
use crate::plot::calendar::Calendar;
use crate::plot::cast::{Cast, Part};
use crate::plot::entrant::Entrant;
use crate::plot::fate::Fate;
use crate::plot::temper::{TEMPERS, Temper};

/// The candidacies that demo users stand for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Chosen {
    /// The party whose team can be tried.
    pub(crate) party: Option<usize>,
    /// Its candidate who is in the middle of the questionnaire.
    pub(crate) candidate: Option<usize>,
    /// The one without party.
    pub(crate) independent: Option<usize>,
    /// A candidate of that party whose account waits to be activated.
    pub(crate) waiting: Option<usize>,
}

/// A user of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoUser {
    /// Its role.
    pub role: Role,
    /// What is typed to sign in.
    pub login: String,
    /// Who holds the account.
    pub holder: String,
    /// What can be seen and tried with it, in words for people.
    pub what_it_shows: String,
}

/// Chooses whom the users stand for and lets them be in the middle of their work.
pub(crate) fn choose(
    profile: &Profile,
    entrants: &mut [Entrant<'_>],
    tempers: &[Temper],
    sections: usize,
    calendar: &Calendar<'_>,
) -> Chosen {
    let running = |entrant: &Entrant<'_>| {
        entrant
            .receipt
            .is_some_and(|receipt| calendar.now() <= receipt.ends)
    };
    let party = party(entrants, tempers, calendar);
    let captures = profile.capture.party_roles.contains(&Role::Candidate);
    let mut of_party: Vec<usize> = (0..entrants.len())
        .filter(|at| {
            captures && party.is_some() && entrants[*at].party == party && running(&entrants[*at])
        })
        .collect();
    // A holder in a formula first: the usual case, and not the office that everybody looks at.
    of_party.sort_by_key(|at| {
        !entrants[*at].formula.substitute || entrants[*at].calling != Calling::Holder
    });
    let (candidate, waiting) = (of_party.first().copied(), of_party.get(1).copied());
    let alone = entrants.iter().position(|entrant| {
        entrant.is_independent() && entrant.calling == Calling::Holder && running(entrant)
    });
    let draft = |sections: usize| Fate::Draft {
        sections: sections.max(1),
        unfinished: true,
    };
    let fates = [
        (candidate, draft(sections / 2)),
        (alone, draft(sections / 3)),
        (waiting, Fate::Untouched),
    ];
    for (at, fate) in fates {
        if let Some(entrant) = at.and_then(|at| entrants.get_mut(at)) {
            entrant.fate = Some(fate);
            entrant.shown = true;
        }
    }
    Chosen {
        party,
        candidate,
        independent: alone,
        waiting,
    }
}

/// The party whose term runs for the most offices, so that its whole work can be tried.
fn party(entrants: &[Entrant<'_>], tempers: &[Temper], calendar: &Calendar<'_>) -> Option<usize> {
    let preferred = tempers
        .iter()
        .position(|temper| (temper.first - TEMPERS[1].first).abs() < f64::EPSILON);
    let has_term = |party: usize| {
        entrants.iter().any(|entrant| {
            entrant.party == Some(party)
                && entrant
                    .receipt
                    .is_some_and(|receipt| calendar.now() <= receipt.ends)
        })
    };
    preferred
        .into_iter()
        .chain(0..tempers.len())
        .find(|party| has_term(*party))
        .or_else(|| entrants.iter().find_map(|entrant| entrant.party))
}

/// Enters the accounts of the chosen, and those that wait for somebody to activate them.
pub(crate) fn enter(
    profile: &Profile,
    cast: &mut Cast,
    entrants: &[Entrant<'_>],
    chosen: Chosen,
    calendar: &Calendar<'_>,
    seed: u64,
) {
    let mut chance = Chance::about(seed, "tryout");
    let mut lately = || {
        calendar
            .now()
            .plus_seconds(-calendar.between(0.02, 0.08, &mut chance))
    };
    if let Some(at) = chosen.candidate
        && let Some(receipt) = entrants[at].receipt
    {
        cast.own(
            at,
            &entrants[at],
            (receipt.received.plus_seconds(-60), receipt.received),
        );
    }
    if let Some(at) = chosen.waiting {
        let issued = lately().max(entrants[at].registered);
        // In place of an account that it may have got already.
        if let Some(part) = cast.own.get(&at) {
            cast.players[index(*part)].issued = issued;
        }
        cast.own(at, &entrants[at], (issued, issued));
        if let Some(part) = cast.own.get(&at) {
            cast.players[index(*part)].waits = true;
        }
    }
    let issued = lately();
    if let Some(party) = chosen.party
        && let Some(team) = cast.teams.get(&party)
        && may_ever(profile, Role::Capturer, Right::Capture)
    {
        let key = profile.parties[party].key.clone();
        let login = format!("{}.{key}-{}", Role::Capturer, team.capturers.len() + 1);
        let holder = people::holder(&mut Chance::about(seed, "waiting capturer"));
        let part = cast.enter(Seat::Capturer { party: key }, login, holder, issued, issued);
        cast.players[index(part)].waits = true;
    }
}

fn index(part: Part) -> usize {
    usize::try_from(part).unwrap_or(usize::MAX)
}

/// The users, in the order of the roles.
pub(crate) fn users(profile: &Profile, cast: &Cast, chosen: Chosen) -> Vec<DemoUser> {
    let team = chosen.party.and_then(|party| cast.teams.get(&party));
    let own = |at: Option<usize>| at.and_then(|at| cast.own.get(&at)).copied();
    let initials = chosen.party.map_or("su partido", |party| {
        profile.parties[party].initials.as_str()
    });
    let key = chosen.party.map(|party| &profile.parties[party].key);
    let part = |role| match role {
        Role::Administrator => Some(cast.administrator),
        Role::Auditor => Some(cast.auditor),
        Role::Registrar => Some(cast.registrar),
        Role::Validator => cast.validators.first().copied(),
        Role::PartyRepresentative => team.map(|team| team.representative),
        Role::Supervisor => team.map(|team| team.supervisor),
        Role::Capturer => team.and_then(|team| team.capturers.first()).copied(),
        Role::Candidate => own(chosen.candidate),
        Role::Independent => own(chosen.independent),
    };
    let works = |role: &Role| {
        Right::ALL
            .into_iter()
            .any(|right| may_ever(profile, *role, right))
    };
    let user = |role: Role| {
        let player = &cast.players[index(part(role)?)];
        Some(DemoUser {
            role,
            login: player.login.clone(),
            holder: player.holder.clone(),
            what_it_shows: what_it_shows(profile, role, key, initials),
        })
    };
    Role::ALL
        .into_iter()
        .filter(works)
        .filter_map(user)
        .collect()
}

fn what_it_shows(profile: &Profile, role: Role, key: Option<&PartyKey>, party: &str) -> String {
    let edits = profile
        .stages
        .iter()
        .any(|stage| stage.may_edit && stage.party_roles.contains(&role));
    let decides_alone = profile
        .stages
        .iter()
        .any(|stage| stage.independent_roles.contains(&role));
    match role {
        Role::Administrator => {
            "Registro de candidaturas, cuentas y recepciones, avance de todo el proceso".to_owned()
        }
        Role::Auditor => {
            "Consulta de todo el proceso y del historial de actividad, sin modificar nada"
                .to_owned()
        }
        Role::Registrar => {
            "Proponer altas, correcciones y cancelaciones del registro de candidaturas".to_owned()
        }
        Role::Validator => {
            "Fila de casos por verificar: tomar uno, devolverlo con observaciones o validarlo"
                .to_owned()
        }
        Role::PartyRepresentative => {
            let partner = key.is_some_and(|key| agreements_of(profile, key).next().is_some());
            let others = if partner {
                " y de las coaliciones en las que participa"
            } else {
                ""
            };
            format!(
                "Registros y tablero de {party}, y avance de sus candidaturas{others}, sin leer respuestas"
            )
        }
        Role::Supervisor if edits => {
            format!("Completar, modificar y validar los cuestionarios de {party}")
        }
        Role::Supervisor => format!(
            "Revisar los cuestionarios de {party}: validarlos o devolverlos con observaciones"
        ),
        Role::Capturer => format!(
            "Escribir los cuestionarios de {party}, con el plazo corriendo; a algunas personas falta mostrarles el aviso"
        ),
        Role::Candidate => format!(
            "Un cuestionario propio a medias, candidatura de {party}, con el plazo corriendo"
        ),
        Role::Independent if decides_alone => {
            "Un cuestionario propio a medias, sin partido: se escribe, se envía y se valida"
                .to_owned()
        }
        Role::Independent => {
            "Un cuestionario propio a medias, sin partido, con el plazo corriendo".to_owned()
        }
    }
}
