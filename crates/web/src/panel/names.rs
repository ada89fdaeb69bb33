//! Names of things of the registry as screens say them.

use domain::profile::{Profile, WITHOUT_PARTY};
use domain::registry::{Candidacy, Postulation, RegistryData};

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
    postulation_of(profile, &candidacy.data.postulation)
}

/// The same of any postulation. The profile is the one with the agreements in force; one that ended since is named by
/// its key.
pub fn postulation_of(profile: &Profile, postulation: &Postulation) -> String {
    let short = |key| {
        profile
            .party(key)
            .map_or("", |party| party.initials.as_str())
    };
    match postulation {
        Postulation::Independent => WITHOUT_PARTY.to_owned(),
        Postulation::Party { party } => short(party).to_owned(),
        Postulation::Agreement { agreement, party } => {
            let name = profile
                .agreement(agreement)
                .map_or(agreement.as_str(), |agreement| agreement.name.as_str());
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

/// The name of the office.
pub fn office_of<'a>(profile: &'a Profile, data: &'a RegistryData) -> &'a str {
    profile
        .office(&data.office)
        .map_or(data.office.as_str(), |office| office.name.as_str())
}

/// The name of the territory.
pub fn territory_of<'a>(profile: &'a Profile, data: &'a RegistryData) -> &'a str {
    profile
        .territory(&data.territory)
        .map_or(data.territory.as_str(), |territory| territory.name.as_str())
}
