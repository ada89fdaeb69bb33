//! What keeps accounts from being received, each with what to do.

use app::AppError;
use app::accounts::{Custody, Gap, GapOf, Missing};

use crate::Installation;
use crate::http::Session;
use crate::panel::accounts::initials;
use crate::ui::{Cell, Column, Table};
use crate::words::count;

/// Gaps that the page shows; the rest follows as these are mended.
const SHOWN: usize = 100;

/// The gaps on the screen.
pub struct Gaps {
    /// How many there are.
    pub words: String,
    /// Each with what to do.
    pub table: Table,
}

pub async fn build(site: &Installation, who: &Session) -> Result<Gaps, AppError> {
    let custody = site.app.custody_of(who)?;
    let gaps = site.app.delivery_gaps(who).await?;
    let columns = vec![
        Column::text("De quién"),
        Column::text("Qué falta"),
        Column::text("Qué hacer"),
    ];
    let rows = gaps.iter().take(SHOWN);
    let number = count(gaps.len() as u64, "caso", "casos");
    Ok(Gaps {
        words: if gaps.len() > SHOWN {
            format!("Hay {number}; aquí están los primeros {SHOWN}.")
        } else {
            format!("Hay {number}.")
        },
        table: Table::new("Lo que falta para entregar", columns)
            .hide_caption()
            .rows(rows.map(|gap| row(site, &custody, gap))),
    })
}

fn row(site: &Installation, custody: &Custody, gap: &Gap) -> Vec<Cell> {
    let of = match &gap.of {
        GapOf::Party(party) => format!("Representación de {}", initials(site, party)),
        GapOf::Independent(_, name) => format!("Candidatura independiente de {name}"),
        GapOf::Supervisors(party, number) => format!(
            "{} de {}",
            count(
                *number as u64,
                "persona supervisora",
                "personas supervisoras"
            ),
            initials(site, party)
        ),
        GapOf::Candidacies(party, number) => format!(
            "{} de {}",
            count(*number as u64, "candidatura", "candidaturas"),
            initials(site, party)
        ),
    };
    let todo = action(custody, gap, &of);
    vec![Cell::text(of), Cell::text(missing(gap)), todo]
}

fn missing(gap: &Gap) -> String {
    if let GapOf::Candidacies(..) = gap.of {
        return "Nadie tiene cuenta para capturarlas".to_owned();
    }
    let words: Vec<&str> = gap
        .missing
        .iter()
        .map(|missing| match missing {
            Missing::Account => "No tiene cuenta",
            Missing::Contact => "No hay teléfono ni correo de quien la recibe",
            Missing::Delivery => "No se ha entregado",
        })
        .collect();
    words.join(". ")
}

/// What mends the first thing that is missing.
fn action(custody: &Custody, gap: &Gap, of: &str) -> Cell {
    let batch = |what: &str| format!("/panel/cuentas/lote?{what}");
    let on = |words: &str, href: String| Cell::action(words, format!("para {of}"), href);
    match (gap.missing.first(), gap.account) {
        (Some(Missing::Contact), Some(account)) => on(
            "Registrar su contacto",
            format!("/panel/cuentas/{account}/titular"),
        ),
        (Some(Missing::Delivery), Some(account)) => on(
            "Registrar su entrega",
            format!("/panel/cuentas/{account}/entrega"),
        ),
        _ => match (&gap.of, custody) {
            (GapOf::Party(party), _) => on(
                "Crear su cuenta",
                batch(&format!("representaciones=si&de=partido:{party}")),
            ),
            (GapOf::Independent(..), _) => on("Crear su cuenta", batch("independientes=si")),
            (GapOf::Supervisors(party, _), Custody::Process) => on(
                "Crear sus cuentas",
                batch(&format!("supervision=si&de=partido:{party}")),
            ),
            (GapOf::Candidacies(party, _), Custody::Process) => on(
                "Crear sus cuentas",
                batch(&format!("candidaturas=si&de=partido:{party}")),
            ),
            (GapOf::Supervisors(..), Custody::Party(_)) => {
                on("Crear sus cuentas", batch("supervision=si"))
            }
            (GapOf::Candidacies(..), Custody::Party(_)) => on(
                "Crear una cuenta de captura",
                "/panel/cuentas/nueva?papel=capturista".to_owned(),
            ),
        },
    }
}
