//! Of `profile.toml`: terms, capture and publication.

use jiff::civil::Date;

use super::listing::Placed;
use super::report::Checked;
use super::toml_table::Table;
use super::values::{self, TERM_UNITS};
use crate::account::Role;
use crate::confirmation::ConfirmationRule;
use crate::profile::{
    AccountRules, CaptureRules, ContentHash, Counting, CountsFrom, LateRegistration, Process,
    Publication, PublicationMode, SupervisorDelivery, Term, Terms,
};

/// `{ cantidad = 15, unidad = "dias_naturales" }`
pub(crate) fn term(table: &Table<'_>) -> Checked<Term> {
    let amount = table.get::<u32>("cantidad");
    let unit = table.word("unidad", TERM_UNITS);
    let (amount, unit) = (amount?, unit?);
    values::term(amount, unit).ok_or_else(|| {
        table.place_of("cantidad").problem(
            format!("un plazo de {amount} no sirve"),
            "use de 1 a 366 días, o de 1 a 8784 horas",
        )
    })
}

/// `[plazos]`
pub(crate) fn terms(table: &Table<'_>) -> Checked<Terms> {
    let capture = table.table("captura", term);
    let replacement = table.table("sustitucion", term);
    let words = &[
        ("primera_recepcion", CountsFrom::FirstReceipt),
        ("ultima_recepcion", CountsFrom::LastReceipt),
    ];
    let counts_from = table.word("cuenta_desde", words);
    let words = &[
        ("aviso", LateRegistration::Notice),
        ("registro", LateRegistration::Registration),
    ];
    let late_registration = match table.has("registro_posterior") {
        true => table.word("registro_posterior", words),
        false => Ok(LateRegistration::Notice),
    };
    let late_allowed = table.get::<bool>("permitir_extemporanea");
    Ok(Terms {
        capture: capture?,
        counts_from: counts_from?,
        late_registration: late_registration?,
        replacement: replacement?,
        late_allowed: late_allowed?,
    })
}

/// `[captura]`
pub(crate) fn capture(table: &Table<'_>) -> Checked<CaptureRules> {
    let words = &[
        ("sin_espacios", Counting::WithoutSpaces),
        ("con_espacios", Counting::WithSpaces),
    ];
    let counting = table.word("conteo", words);
    let party = roles(table, "partido", OF_PARTY);
    let independent = roles(table, "independiente", &[Role::Independent]);
    let declaration = table.text("declaracion");
    let party_declaration = table.text("declaracion_partido");
    let party_notice = table.get::<bool>("aviso_del_partido");
    let one_per_person = table.get::<bool>("una_por_persona");
    let confirmation = confirmation(table);
    let party = party.and_then(|party| {
        table.place_of("partido").expect(
            !party.is_empty(),
            "nadie puede capturar las candidaturas de partido",
            "nombre al menos un papel, por ejemplo [\"candidatura\"]",
        )?;
        Ok(party)
    });
    Ok(CaptureRules {
        counting: counting?,
        party_roles: party?,
        independent_roles: independent?,
        declaration: declaration?,
        party_declaration: party_declaration?,
        party_notice: party_notice?,
        confirmation: confirmation?,
        one_per_person: one_per_person?,
    })
}

/// Whether a party sends only what the person confirmed; without the key it is advised.
fn confirmation(table: &Table<'_>) -> Checked<ConfirmationRule> {
    let words = &[
        ("recomendada", ConfirmationRule::Advised),
        ("obligatoria", ConfirmationRule::Demanded),
    ];
    if !table.has("confirmacion") {
        return Ok(ConfirmationRule::Advised);
    }
    table.word("confirmacion", words)
}

/// `[cuentas]`
pub(crate) fn accounts(table: &Table<'_>) -> Checked<AccountRules> {
    let words = &[
        ("instituto", SupervisorDelivery::Institute),
        ("partido", SupervisorDelivery::Party),
    ];
    let undertaking = table.text("compromiso");
    let second_factor = roles(table, "segundo_paso", &Role::ALL);
    let supervisor = table.word("entrega_supervisora", words);
    let undertaking = undertaking?;
    Ok(AccountRules {
        undertaking_hash: ContentHash::of(undertaking.as_bytes()),
        undertaking,
        second_factor: second_factor?,
        supervisor: supervisor?,
    })
}

/// Roles that belong to a party, or act for its candidacy.
pub(crate) const OF_PARTY: &[Role] = &[
    Role::PartyRepresentative,
    Role::Supervisor,
    Role::Capturer,
    Role::Candidate,
];

/// An array of roles, all of them among those that may do this.
pub(crate) fn roles(table: &Table<'_>, key: &'static str, allowed: &[Role]) -> Checked<Vec<Role>> {
    let roles = table.parsed_array::<Role>(key)?;
    let mut result = Ok(());
    for role in roles.iter().filter(|role| !allowed.contains(role)) {
        let words: Vec<&str> = allowed.iter().map(|role| role.key()).collect();
        result = Err(table.place_of(key).problem(
            format!("el papel «{role}» no puede estar en «{key}»"),
            format!("aquí caben: {}", words.join(", ")),
        ));
    }
    result.map(|()| roles)
}

/// `[publicacion]`
pub(crate) fn publication(
    table: &Table<'_>,
    process: Option<&Process>,
) -> Checked<Placed<Publication>> {
    let words = &[
        ("automatica", PublicationMode::Automatic),
        ("liberada", PublicationMode::Released),
    ];
    let mode = table.word("modo", words);
    let retirement = table.optional::<Date>("retiro");
    let place = table.place_of("retiro");
    let review = table.optional::<u32>("revision_de_ocultamientos");
    let (mode, retirement, review) = (mode?, retirement?, review?);
    let hiding_review_days = review.unwrap_or(Publication::HIDING_REVIEW_DAYS);
    table.place_of("revision_de_ocultamientos").expect(
        (1..=90).contains(&hiding_review_days),
        format!("{hiding_review_days} días no sirven"),
        "use de 1 a 90 días",
    )?;
    if let (Some(day), Some(process)) = (retirement, process) {
        place.expect(
            day > process.start,
            format!(
                "el retiro ({day}) es anterior al proceso ({})",
                process.start
            ),
            "revise «retiro»",
        )?;
    }
    Ok(Placed {
        value: Publication {
            mode,
            retirement,
            hiding_review_days,
        },
        line: place.line,
    })
}
