//! The tables of `permisos.md`, asked of the policy.

use std::fmt::Write;

use super::{Kind, of_kind, rules, somebody};
use crate::account::{Actor, Role};
use crate::documents::assert_document;
use crate::policy::{Right, Target, may_ever, permit};
use crate::profile::Profile;
use crate::registry::Candidacy;

/// The rights that are asked for a candidacy.
const OVER_A_CANDIDACY: [Right; 6] = [
    Right::SeeState,
    Right::ReadAnswers,
    Right::Capture,
    Right::Decide,
    Right::RecordDisclosure,
    Right::AssignCapturers,
];

/// What the policy answers: the stages where it is about deciding.
fn answer(profile: &Profile, actor: &Actor, right: Right, candidacy: &Candidacy) -> String {
    let ask = |target| permit(profile, actor, None, right, target).is_ok();
    if right == Right::Decide {
        let stages = profile.stages.iter();
        let stages: Vec<&str> = stages
            .filter(|stage| ask(Target::Stage(candidacy, stage)))
            .map(|stage| stage.key.as_str())
            .collect();
        return if stages.is_empty() {
            "no".to_owned()
        } else {
            stages.join(", ")
        };
    }
    if ask(Target::Candidacy(candidacy)) {
        "sí"
    } else {
        "no"
    }
    .to_owned()
}

/// Rights in general: a role has one, has it for some candidacies, or never.
fn rights_table(profile: &Profile) -> String {
    let mut text = String::from("| papel |");
    for right in Right::ALL {
        write!(text, " {} |", right.label()).unwrap();
    }
    write!(text, "\n|---|{}\n", "---|".repeat(Right::ALL.len())).unwrap();
    for role in Role::ALL {
        write!(text, "| {} (`{role}`) |", role.label()).unwrap();
        for right in Right::ALL {
            let whole = permit(
                profile,
                &somebody(profile, role),
                None,
                right,
                Target::Process,
            );
            let cell = match (may_ever(profile, role, right), whole) {
                (false, _) => "no",
                (true, Ok(_)) => "sí",
                (true, Err(_)) => "en las suyas",
            };
            write!(text, " {cell} |").unwrap();
        }
        text.push('\n');
    }
    text
}

/// Rights over each kind of candidacy.
fn kinds_table(profile: &Profile) -> String {
    let mut text = String::from("| papel | candidatura |");
    for right in OVER_A_CANDIDACY {
        write!(text, " {} |", right.label()).unwrap();
    }
    write!(
        text,
        "\n|---|---|{}\n",
        "---|".repeat(OVER_A_CANDIDACY.len())
    )
    .unwrap();
    for role in Role::ALL {
        let actor = somebody(profile, role);
        for kind in Kind::ALL {
            let Some(candidacy) = of_kind(profile, role, kind) else {
                continue;
            };
            write!(text, "| {role} | {} |", kind.label(role)).unwrap();
            for right in OVER_A_CANDIDACY {
                write!(text, " {} |", answer(profile, &actor, right, &candidacy)).unwrap();
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn documents_of_permissions_say_what_the_policy_does() {
    let [durango, mexico_city] = ["dgo", "cdmx"].map(rules);
    assert_document(
        "permisos.md",
        &[
            ("dgo derechos", rights_table(&durango)),
            ("dgo candidaturas", kinds_table(&durango)),
            ("cdmx derechos", rights_table(&mexico_city)),
            ("cdmx candidaturas", kinds_table(&mexico_city)),
        ],
    );
}
