//! Of `profile.toml`: the stages of validation and the rules among them.

use super::captures::{OF_PARTY, roles, term};
use super::listing::Listing;
use super::report::Checked;
use super::toml_table::{Table, one_of};
use crate::account::Role;
use crate::key::StageKey;
use crate::profile::{CaptureRules, CorrectionFrom, Lapse, Stage, Verdict};

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

/// Most hours for which a case may be held: 30 days.
const MOST_HOURS: u32 = 720;

/// The verdicts that may ask for a second person.
const VERDICTS: &[(&str, Verdict)] = &[
    ("validar", Verdict::Approve),
    ("devolver", Verdict::Return),
    ("cerrar", Verdict::Close),
];

/// What may happen when the days to correct are over.
const LAPSES: &[(&str, Lapse)] = &[
    ("no_publicar", Lapse::DoNotPublish),
    ("publicar_con_marca", Lapse::PublishMarked),
    ("publicar_campos_validos", Lapse::PublishValidFields),
];

/// `[[etapas]]`
pub(crate) fn read(root: &Table<'_>, capture: Option<&CaptureRules>) -> Listing<StageKey, Stage> {
    if !root.has("etapas") {
        root.place().problem(
            "faltan las etapas de validación",
            "agregue al menos una tabla [[etapas]]: sin validación nada se publica",
        );
        return Listing::unreadable();
    }
    let mut listing = root.listing("etapas", stage);
    if listing.is_whole() {
        check_last_stage_alone_publishes(&listing, root);
    }
    // A stage that is switched off is checked like the others and then is as if it were not written.
    listing.items.retain(|stage| stage.value.1);
    let listing = listing.map(|(stage, _)| stage);
    if let (true, Some(capture)) = (listing.is_whole(), capture) {
        check_everybody_is_validated(&listing, root, capture);
    }
    listing
}

/// A stage, and whether it is switched on.
fn stage(table: &Table<'_>, key: Checked<StageKey>) -> Checked<(Stage, bool)> {
    let name = table.text("nombre");
    let party = roles(table, "partido", PARTY_DECIDES);
    let independent = roles(table, "independiente", INDEPENDENT_DECIDES);
    let may_edit = table.get::<bool>("puede_editar");
    let may_return = table.get::<bool>("puede_devolver");
    let needs_claim = table.get::<bool>("requiere_toma");
    let claim_hours = claim_hours(table);
    let own_work = table.optional::<bool>("decide_lo_propio");
    let second_review = second_review(table);
    let rounds = rounds(table);
    let correction = table.optional_table("plazo_correccion", term);
    let correction_from = correction_from(table);
    let corrected_by = match table.has("corrige") {
        true => roles(table, "corrige", OF_PARTY),
        false => Ok(Vec::new()),
    };
    let on_lapse = optional_word(table, "al_vencer", LAPSES);
    let exhausted = &[("validar", false), ("cerrar", true)];
    let may_close = optional_word(table, "al_agotar_rondas", exhausted);
    let active = table.optional::<bool>("activa");
    let stage = Stage {
        key: key?,
        name: name?,
        party_roles: party?,
        independent_roles: independent?,
        may_edit: may_edit?,
        may_return: may_return?,
        needs_claim: needs_claim?,
        claim_hours: claim_hours?,
        own_work: own_work?.unwrap_or(true),
        second_review: second_review?,
        rounds: rounds?,
        correction: correction?,
        correction_from: correction_from?,
        corrected_by: corrected_by?,
        on_lapse: on_lapse?,
        may_close: may_close?.unwrap_or(false),
    };
    check(&stage, table).and(check_finer(&stage, table))?;
    Ok((stage, active?.unwrap_or(true)))
}

/// One of these words, if the key is there.
fn optional_word<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    words: &[(&str, T)],
) -> Checked<Option<T>> {
    match table.has(key) {
        true => table.word(key, words).map(Some),
        false => Ok(None),
    }
}

fn claim_hours(table: &Table<'_>) -> Checked<Option<u16>> {
    let Some(hours) = table.optional::<u32>("toma_caduca_horas")? else {
        return Ok(None);
    };
    match u16::try_from(hours) {
        Ok(known) if (1..=MOST_HOURS).contains(&hours) => Ok(Some(known)),
        _ => Err(table.place_of("toma_caduca_horas").problem(
            format!("un caso no puede caducar a las {hours} horas de tomarse"),
            format!("use de 1 a {MOST_HOURS} horas, o borre la clave para que no caduque"),
        )),
    }
}

fn second_review(table: &Table<'_>) -> Checked<Vec<Verdict>> {
    if !table.has("segunda_revision") {
        return Ok(Vec::new());
    }
    let mut verdicts = Vec::new();
    for (word, place) in table.array::<String>("segunda_revision")? {
        let verdict = one_of("segunda_revision", &word, VERDICTS, place)?;
        if !verdicts.contains(&verdict) {
            verdicts.push(verdict);
        }
    }
    Ok(verdicts)
}

fn correction_from(table: &Table<'_>) -> Checked<CorrectionFrom> {
    let words = &[("devolucion", false), ("lectura", true)];
    let from_reading = optional_word(table, "correccion_desde", words);
    let presumed = table.optional_table("lectura_presunta", term);
    match (from_reading?.unwrap_or(false), presumed?) {
        (false, None) => Ok(CorrectionFrom::Return),
        (true, Some(presumed)) => Ok(CorrectionFrom::Reading(presumed)),
        (true, None) => Err(table.place_of("correccion_desde").problem(
            "los días corren desde la lectura y no se dice qué pasa si nadie lee",
            "agregue lectura_presunta = { cantidad = 2, unidad = \"dias_naturales\" }",
        )),
        (false, Some(_)) => Err(table.place_of("lectura_presunta").problem(
            "los días corren desde la devolución, así que ninguna lectura se presume",
            "borre «lectura_presunta» o ponga correccion_desde = \"lectura\"",
        )),
    }
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

/// The rules that only some stages have.
fn check_finer(stage: &Stage, table: &Table<'_>) -> Checked<()> {
    let claims = table.place_of("toma_caduca_horas").expect(
        stage.needs_claim || stage.claim_hours.is_none(),
        "los casos de esta etapa no se toman, así que ninguno caduca",
        "borre «toma_caduca_horas» o ponga requiere_toma = true",
    );
    let returns = table.place_of("puede_devolver").expect(
        stage.may_return
            || stage.on_lapse.is_none()
                && stage.corrected_by.is_empty()
                && stage.correction_from == CorrectionFrom::Return,
        "la etapa no puede devolver y dice cómo se corrige o qué pasa al vencer",
        "borre «al_vencer», «corrige» y «correccion_desde», o ponga puede_devolver = true",
    );
    let closes = table.place_of("al_agotar_rondas").expect(
        !stage.may_close || stage.on_lapse.is_some(),
        "la etapa puede cerrar un caso y no dice qué pasa con él",
        "agregue al_vencer = \"no_publicar\", \"publicar_con_marca\" o \"publicar_campos_validos\"",
    );
    claims.and(returns).and(closes)
}

/// What lapses in a stage and is published does not pass the stages after it, so only the last one may.
fn check_last_stage_alone_publishes(stages: &Listing<StageKey, (Stage, bool)>, root: &Table<'_>) {
    let active: Vec<&Stage> = stages
        .items
        .iter()
        .filter(|stage| stage.value.1)
        .map(|stage| &stage.value.0)
        .collect();
    let Some((_, earlier)) = active.split_last() else {
        return;
    };
    for stage in earlier {
        let publishes = !matches!(stage.on_lapse, None | Some(Lapse::DoNotPublish));
        if publishes {
            root.place_of("etapas").problem(
                format!(
                    "al vencer la corrección en la etapa «{}» se publicaría sin pasar por las siguientes",
                    stage.key
                ),
                "ahí use al_vencer = \"no_publicar\", o borre la clave",
            );
        }
    }
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
