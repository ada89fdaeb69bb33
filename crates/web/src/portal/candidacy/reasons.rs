//! Why a candidacy's page has nothing to read, and what may come.

use domain::time::Instant;

use crate::portal::ballot::Ballot;
use crate::portal::row::{Phase, Row, Standing};

/// The explanation, a paragraph each. The line of the head says the fact; this says what it means.
pub(super) fn reasons(ballot: &Ballot, row: &Row, now: Instant) -> Vec<String> {
    let said: &[&str] = match &row.standing {
        Standing::Replaced { .. } => &[
            "El partido, la coalición o la autoridad cambió a la persona que ocupaba esta candidatura. Sus datos personales ya no se muestran.",
            "Quien ocupa ahora el lugar aparece en la lista de candidaturas.",
        ],
        Standing::Cancelled { .. } => &[
            "Esta candidatura ya no contiende. Los datos personales de quien la ocupaba ya no se muestran.",
        ],
        Standing::Active {
            phase: Phase::Withheld,
            ..
        } => &[],
        Standing::Active { .. } if ballot.is_retired(now) => &[
            "La información que las candidaturas declararon solo se publica hasta el fin del periodo que marcan las reglas del proceso.",
        ],
        Standing::Active { phase, .. } => of_phase(ballot, phase, now),
    };
    said.iter().map(ToString::to_string).collect()
}

fn of_phase(ballot: &Ballot, phase: &Phase, now: Instant) -> &'static [&'static str] {
    let late_allowed = ballot.profile().terms.late_allowed;
    let is_over = |ends: &Option<Instant>| ends.is_some_and(|ends| now > ends);
    match phase {
        Phase::Untouched { ends } | Phase::Capturing { ends } if is_over(ends) && late_allowed => {
            &[
                "Cada candidatura escribe su propia información y tiene un plazo para hacerlo. El de esta ya terminó y todavía no la envía.",
                "Aún puede enviarla fuera de plazo: si lo hace y se valida, aparecerá en esta página con esa nota.",
            ]
        }
        Phase::Untouched { ends } | Phase::Capturing { ends } if is_over(ends) => &[
            "Cada candidatura escribe su propia información y tiene un plazo para hacerlo. El de esta terminó sin que la enviara.",
        ],
        Phase::Untouched { .. } => &[
            "Cada candidatura escribe su propia información y tiene un plazo para hacerlo. Cuando la envíe y se valide, aparecerá en esta página.",
        ],
        Phase::Capturing { .. } => &[
            "La candidatura ya empezó a escribir y todavía no envía su cuestionario. Nada de lo que escribe se muestra antes de que se valide y se publique.",
        ],
        Phase::InValidation => &[
            "La candidatura ya envió su cuestionario. Se revisa con las reglas del proceso y, cuando termine la revisión, aparecerá en esta página.",
        ],
        Phase::InCorrection { due } if now > *due && !late_allowed => &[
            "En la revisión se pidió corregir una parte del cuestionario y la corrección no llegó en su plazo.",
        ],
        Phase::InCorrection { .. } => &[
            "En la revisión se pidió corregir una parte del cuestionario. Cuando se corrija y se valide, aparecerá en esta página.",
        ],
        Phase::Closed => &[
            "En la revisión se pidió corregir una parte del cuestionario y lo observado no se corrigió en el plazo, por lo que no se publica.",
        ],
        Phase::Validated => {
            &["La revisión terminó. La información aparecerá en esta página en cuanto se publique."]
        }
        Phase::Published(_) | Phase::Withheld => &[],
    }
}
