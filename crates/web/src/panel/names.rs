//! Names of things of the registry as screens say them.

use domain::profile::{Profile, WITHOUT_PARTY};
use domain::registry::{Candidacy, Postulation};

/// "Diputación por mayoría relativa, Distrito 7".
pub fn office_and_place(profile: &Profile, candidacy: &Candidacy) -> String {
    let office = profile
        .office(&candidacy.data.office)
        .map_or("", |office| office.name.as_str());
    match place(profile, candidacy) {
        "" => office.to_owned(),
        place => format!("{office}, {place}"),
    }
}

/// The name of the place.
pub fn place<'a>(profile: &'a Profile, candidacy: &Candidacy) -> &'a str {
    profile
        .territory(&candidacy.data.territory)
        .map_or("", |territory| territory.name.as_str())
}

/// "PAN", "PVEM (coalición Sigamos Haciendo Historia)", "SIN PARTIDO".
pub fn postulation(profile: &Profile, candidacy: &Candidacy) -> String {
    let short = |key| {
        profile
            .party(key)
            .map_or("", |party| party.initials.as_str())
    };
    match &candidacy.data.postulation {
        Postulation::Independent => WITHOUT_PARTY.to_owned(),
        Postulation::Party { party } => short(party).to_owned(),
        Postulation::Agreement { agreement, party } => {
            let name = profile
                .agreement(agreement)
                .map_or("", |agreement| agreement.name.as_str());
            format!("{} ({name})", short(party))
        }
    }
}

/// "Fórmula 3, propietaria".
pub fn position(candidacy: &Candidacy) -> String {
    let calling = candidacy.data.calling.label();
    match candidacy.data.number {
        Some(number) => format!("Número {number}, {}", calling.to_lowercase()),
        None => calling.to_owned(),
    }
}
