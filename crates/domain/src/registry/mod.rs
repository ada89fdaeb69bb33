//! The registry of candidacies: who stands for what, and the term that runs for each.

mod candidacy;

pub use candidacy::{
    Calling, Candidacy, CandidacyStatus, Gender, Person, Postulation, RegistryData,
    RegistryRefusal, TermClock,
};
