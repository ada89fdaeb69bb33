//! Agreements that were registered or changed after the process began (DGO 20.1, CDMX 21): they stand in place of the
//! profile's agreement of the same key.

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::key::AgreementKey;
use crate::profile::{Agreement, Profile};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// An agreement as it was registered last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredAgreement {
    /// The agreement.
    pub agreement: Agreement,
    /// Since when it is so.
    pub at: Instant,
    /// Whether it was ended: its parties postulate alone.
    pub ended: bool,
}

impl Record for RegisteredAgreement {
    const KIND: &'static str = "agreement";
    type Facts = ();
    fn id(&self) -> String {
        self.agreement.key.to_string()
    }
}

/// Why an agreement was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementRefusal {
    /// Fewer than two members.
    #[error("Un convenio necesita al menos dos partidos.")]
    Members,
    /// A member takes no part in the process.
    #[error("El partido «{0}» no participa en este proceso.")]
    Party(String),
    /// Nothing is covered.
    #[error(
        "El convenio no cubre ninguna contienda: agregue al menos una fila con cargo, territorio y partido que postula."
    )]
    Nothing,
    /// A race that does not exist.
    #[error("No se elige «{office}» en «{territory}» en este proceso.")]
    Race {
        /// The office.
        office: String,
        /// The territory.
        territory: String,
    },
    /// The party that postulates is no member.
    #[error("En «{territory}» postula «{party}», que no es parte del convenio.")]
    Postulates {
        /// The territory.
        territory: String,
        /// The party.
        party: String,
    },
    /// Two rows for one race.
    #[error("La contienda «{0}» aparece dos veces en el convenio.")]
    Repeated(String),
    /// Another agreement covers a race with one of the same parties.
    #[error(
        "En «{territory}» el convenio «{other}» ya incluye a «{party}»: un partido va en un solo convenio por contienda."
    )]
    Overlap {
        /// The territory.
        territory: String,
        /// The other agreement.
        other: String,
        /// The party in both.
        party: String,
    },
    /// There is no such agreement.
    #[error("No encontramos ese convenio.")]
    Unknown,
    /// No name.
    #[error("Escriba el nombre del convenio (hasta 120 caracteres).")]
    Name,
}

impl RegisteredAgreement {
    /// Registers an agreement, or changes the one of the same key. None if nothing differs. `profile` has the agreements
    /// in force.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn register(
        agreement: Agreement,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Option<Decided<Self>>, AgreementRefusal> {
        check(&agreement, profile)?;
        if profile.agreement(&agreement.key) == Some(&agreement) {
            return Ok(None);
        }
        let registered = Self {
            agreement,
            at,
            ended: false,
        };
        Ok(Some(registered.decided(
            Action::AgreementRegistered,
            by,
            at,
        )))
    }

    /// Registers several at once, each checked against the others as they will be: what one leaves another may take in
    /// the same act. Those that are already in force as they are have no decision.
    ///
    /// # Errors
    /// The first rule that one of them breaks, with its key.
    pub fn register_all(
        agreements: Vec<Agreement>,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Vec<Decided<Self>>, (AgreementKey, AgreementRefusal)> {
        let registered: Vec<Self> = agreements
            .into_iter()
            .map(|agreement| Self {
                agreement,
                at,
                ended: false,
            })
            .collect();
        let afterwards = with_agreements(profile, &registered);
        for Self { agreement, .. } in &registered {
            check(agreement, &afterwards).map_err(|refusal| (agreement.key.clone(), refusal))?;
        }
        Ok(registered
            .into_iter()
            .filter(|new| profile.agreement(&new.agreement.key) != Some(&new.agreement))
            .map(|new| new.decided(Action::AgreementRegistered, by, at))
            .collect())
    }

    /// Ends an agreement in force.
    ///
    /// # Errors
    /// [`AgreementRefusal::Unknown`].
    pub fn end(
        key: &AgreementKey,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AgreementRefusal> {
        let agreement = profile
            .agreement(key)
            .ok_or(AgreementRefusal::Unknown)?
            .clone();
        let ended = Self {
            agreement,
            at,
            ended: true,
        };
        Ok(ended.decided(Action::AgreementEnded, by, at))
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act = Act::new(
            at,
            by,
            action,
            Subject::new(Self::KIND, &self.agreement.key),
        )
        .with("members", self.agreement.members.len())
        .with("races", self.agreement.coverage.len());
        Decided::new(self, act)
    }
}

/// The profile with the agreements in force: its own, with those that were registered in place of or after them.
#[must_use]
pub fn with_agreements(profile: &Profile, registered: &[RegisteredAgreement]) -> Profile {
    let mut current = profile.clone();
    for change in registered {
        let key = &change.agreement.key;
        let place = current
            .agreements
            .iter()
            .position(|known| known.key == *key);
        match (place, change.ended) {
            (Some(place), true) => {
                current.agreements.remove(place);
            }
            (Some(place), false) => current.agreements[place] = change.agreement.clone(),
            (None, true) => {}
            (None, false) => current.agreements.push(change.agreement.clone()),
        }
    }
    current
}

fn check(agreement: &Agreement, profile: &Profile) -> Result<(), AgreementRefusal> {
    if agreement.name.is_empty() || agreement.name.chars().count() > 120 {
        return Err(AgreementRefusal::Name);
    }
    if agreement.members.len() < 2 {
        return Err(AgreementRefusal::Members);
    }
    for party in &agreement.members {
        profile
            .party(party)
            .ok_or_else(|| AgreementRefusal::Party(party.to_string()))?;
    }
    if agreement.coverage.is_empty() {
        return Err(AgreementRefusal::Nothing);
    }
    let mut seen = std::collections::BTreeSet::new();
    for row in &agreement.coverage {
        let place = profile
            .territory(&row.territory)
            .map_or_else(|| row.territory.to_string(), |place| place.name.clone());
        profile
            .race(&row.office, &row.territory)
            .ok_or_else(|| AgreementRefusal::Race {
                office: row.office.to_string(),
                territory: place.clone(),
            })?;
        if !agreement.members.contains(&row.postulates) {
            return Err(AgreementRefusal::Postulates {
                territory: place,
                party: row.postulates.to_string(),
            });
        }
        if !seen.insert((&row.office, &row.territory)) {
            return Err(AgreementRefusal::Repeated(place));
        }
        let others = profile
            .agreements
            .iter()
            .filter(|other| other.key != agreement.key)
            .filter(|other| other.coverage(&row.office, &row.territory).is_some());
        for other in others {
            if let Some(party) = other
                .members
                .iter()
                .find(|party| agreement.members.contains(party))
            {
                return Err(AgreementRefusal::Overlap {
                    territory: place,
                    other: other.name.clone(),
                    party: party.to_string(),
                });
            }
        }
    }
    Ok(())
}
