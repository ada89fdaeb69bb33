//! What a party registers about itself: its supervisors, its own privacy notice with the evidence that people were
//! shown it, and who of its people types for which candidacy.

mod assignment;
mod notice;
#[cfg(test)]
mod party_tests;
mod supervisor;

pub use assignment::Assignment;
pub use notice::{
    Disclosure, DisclosureForm, DisclosureRefusal, NoticeText, PartyNotice, PartyNoticeRefusal,
};
pub use supervisor::{
    AppointmentRefusal, CONTACT_MAX, SupervisorAppointment, SupervisorContact, is_contact,
};
