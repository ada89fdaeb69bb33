//! A supervisor's data in a form, and the words about when the person was registered.

use app::party::{PartyRefusal, SupervisorForm};
use domain::party::{AppointmentRefusal, CONTACT_MAX, SupervisorAppointment, SupervisorContact};
use domain::profile::Counting;
use domain::time::Instant;
use jiff::civil::Time;

use crate::Installation;
use crate::http::Arrived;
use crate::ui::{Badge, Field, Limits, LineKind, State};

/// The form's answers.
pub fn typed(arrived: &Arrived) -> SupervisorForm {
    SupervisorForm {
        name: arrived.trimmed("nombre").to_owned(),
        contact: SupervisorContact {
            telephone: arrived.trimmed("telefono").to_owned(),
            email: arrived.trimmed("correo").to_owned(),
        },
    }
}

/// The fields with what was typed and what is wrong with it.
pub fn fields(form: &SupervisorForm, refusal: Option<&PartyRefusal>) -> Vec<Field> {
    let told = |wanted: AppointmentRefusal| match refusal {
        Some(PartyRefusal::Appointment(told)) if *told == wanted => Some(told.to_string()),
        _ => None,
    };
    let limits = Limits {
        least: None,
        most: CONTACT_MAX,
        counting: Counting::WithSpaces,
    };
    vec![
        Field::line("nombre", "Nombre completo", &form.name)
            .autocomplete("off")
            .limits(limits)
            .error(told(AppointmentRefusal::Name)),
        Field::line("telefono", "Teléfono", &form.contact.telephone)
            .kind(LineKind::Telephone)
            .autocomplete("off")
            .hint("10 dígitos. Escriba el teléfono, el correo o los dos.")
            .optional()
            .error(told(AppointmentRefusal::Contact)),
        Field::line("correo", "Correo electrónico", &form.contact.email)
            .kind(LineKind::Email)
            .autocomplete("off")
            .optional(),
    ]
}

/// What is wrong with the whole form, if it belongs to no field.
pub fn general(refusal: Option<&PartyRefusal>) -> Option<String> {
    match refusal? {
        PartyRefusal::Appointment(AppointmentRefusal::Name | AppointmentRefusal::Contact) => None,
        other => Some(format!("{other} Lo que escribió sigue abajo.")),
    }
}

/// The day on which campaigns start, in words.
pub fn campaigns(site: &Installation) -> (Instant, String) {
    let profile = site.profile();
    let date = profile.process.campaigns_start;
    let start = Instant::from_civil(date, Time::midnight(), &profile.institute.zone);
    (start, site.calendar().day(start))
}

/// Whether the person was registered in time, as icon and word.
pub fn in_time(appointment: &SupervisorAppointment) -> Badge {
    if appointment.late {
        Badge::new(State::Attention, "Después del inicio de campañas")
    } else {
        Badge::new(State::Done, "Antes de las campañas")
    }
}

/// Telephone and address in one line.
pub fn contact(appointment: &SupervisorAppointment) -> String {
    let SupervisorContact { telephone, email } = &appointment.contact;
    let known: Vec<&str> = [telephone.as_str(), email.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    known.join(", ")
}
