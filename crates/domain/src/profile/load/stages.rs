//! Of `profile.toml`: the stages of validation and the rules among them.

use super::captures::{roles, term};
use super::listing::Listing;
use super::report::Checked;
use super::toml_table::Table;
use crate::account::Role;
use crate::key::StageKey;
use crate::profile::{CaptureRules, Stage};

/// Roles that may decide on a party's candidacy: the party's own and the institute's. The auditor
/// only looks.
const PARTY_DECIDES: &[Role] = &[
    Role::Supervisor,
    Role::PartyRepresentative,
    Role::Candidate,
    Role::Validator,
    Role::Administrator,
];

/// Roles that may decide on an independent's candidacy.
const INDEPENDENT_DECIDES: &[Role] = &[Role::Independent, Role::Validator, Role::Administrator];

/// Most rounds of correction at one stage.
const MOST_ROUNDS: u32 = 20;

/// `[[etapas]]`
pub(crate) fn read(root: &Table<'_>, capture: Option<&CaptureRules>) -> Listing<StageKey, Stage> {
    if !root.has("etapas") {
        root.place().problem(
            "faltan las etapas de validación",
            "agregue al menos una tabla [[etapas]]: sin validación nada se publica",
        );
        return Listing::unreadable();
    }
    let listing = root.listing("etapas", stage);
    if let (true, Some(capture)) = (listing.is_whole(), capture) {
        check_everybody_is_validated(&listing, root, capture);
    }
    listing
}

fn stage(table: &Table<'_>, key: Checked<StageKey>) -> Checked<Stage> {
    let name = table.text("nombre");
    let party = roles(table, "partido", PARTY_DECIDES);
    let independent = roles(table, "independiente", INDEPENDENT_DECIDES);
    let may_edit = table.get::<bool>("puede_editar");
    let may_return = table.get::<bool>("puede_devolver");
    let needs_claim = table.get::<bool>("requiere_toma");
    let rounds = rounds(table);
    let correction = table.optional_table("plazo_correccion", term);
    let stage = Stage {
        key: key?,
        name: name?,
        party_roles: party?,
        independent_roles: independent?,
        may_edit: may_edit?,
        may_return: may_return?,
        needs_claim: needs_claim?,
        rounds: rounds?,
        correction: correction?,
    };
    check(&stage, table)?;
    Ok(stage)
}

fn rounds(table: &Table<'_>) -> Checked<u8> {
    let rounds = table.get::<u32>("rondas")?;
    u8::try_from(rounds)
        .ok()
        .filter(|_| rounds <= MOST_ROUNDS)
        .ok_or_else(|| {
            table.place_of("rondas").problem(
                format!("{rounds} rondas de corrección son demasiadas"),
                format!("use de 0 a {MOST_ROUNDS}"),
            )
        })
}

fn check(stage: &Stage, table: &Table<'_>) -> Checked<()> {
    let somebody = table.place_of("partido").expect(
        !(stage.party_roles.is_empty() && stage.independent_roles.is_empty()),
        format!("nadie decide en la etapa «{}»", stage.key),
        "nombre un papel en «partido» o en «independiente», o borre la etapa",
    );
    let rounds = table.place_of("rondas").expect(
        stage.may_return == (stage.rounds > 0),
        if stage.may_return {
            "la etapa puede devolver pero permite 0 rondas de corrección"
        } else {
            "la etapa no puede devolver pero permite rondas de corrección"
        },
        "con puede_devolver = true ponga rondas = 1 o más; con false, rondas = 0",
    );
    let correction = table.place_of("plazo_correccion").expect(
        stage.may_return == stage.correction.is_some(),
        if stage.may_return {
            "la etapa puede devolver y no dice en cuánto tiempo se corrige"
        } else {
            "la etapa no puede devolver y tiene un plazo de corrección"
        },
        "ponga plazo_correccion = { cantidad = 3, unidad = \"dias_naturales\" } solo si puede_devolver = true",
    );
    somebody.and(rounds).and(correction)
}

/// What nobody validates is never published, so each kind of candidacy must meet a stage.
fn check_everybody_is_validated(
    stages: &Listing<StageKey, Stage>,
    root: &Table<'_>,
    capture: &CaptureRules,
) {
    let meets = |who: fn(&Stage) -> &Vec<Role>| {
        stages
            .items
            .iter()
            .any(|stage| !who(&stage.value).is_empty())
    };
    let remedy = "nombre en alguna etapa quién decide";
    if !meets(|stage| &stage.party_roles) {
        let message = "ninguna etapa valida las candidaturas de partido";
        root.place_of("etapas").problem(message, remedy);
    }
    if !capture.independent_roles.is_empty() && !meets(|stage| &stage.independent_roles) {
        let message = "ninguna etapa valida las candidaturas independientes";
        root.place_of("etapas").problem(message, remedy);
    }
}
