//! What people read on the screen about an import.

use std::io;

use app::registry::ImportOptions;
use domain::registry::{ImportReport, MissingData, RegistryChange, RowProblem};
use web::words::{count, thousands};

use crate::screen::Screen;

/// Mistakes, warnings or candidacies that the screen shows; the report has all of them.
pub(super) const MOST_SHOWN: usize = 100;

/// Tells what an import did, or would do.
///
/// # Errors
/// The screen is gone.
pub(super) fn tell(
    report: &ImportReport,
    options: &ImportOptions,
    screen: &mut Screen,
) -> io::Result<()> {
    for remark in report.remarks.iter().take(MOST_SHOWN) {
        screen.say(format_args!("Nota: {remark}"))?;
    }
    tell_warnings(report, screen)?;
    let refused = !report.errors.is_empty() && !options.write_good_rows;
    tell_errors(report, screen)?;
    if refused || report.rows == 0 && !report.errors.is_empty() {
        return tell_refused(report, screen);
    }
    tell_counts(report, options, screen)
}

/// Lists the candidacies that would be cancelled.
///
/// # Errors
/// The screen is gone.
pub(super) fn tell_removed(
    removed: &[RegistryChange],
    total: usize,
    screen: &mut Screen,
) -> io::Result<()> {
    if removed.is_empty() {
        return Ok(());
    }
    screen.say("Candidaturas registradas que el archivo no trae y se cancelarían:")?;
    for change in removed.iter().take(MOST_SHOWN) {
        let data = &change.data;
        screen.say(format_args!(
            "  {}  {} · {} · {}",
            data.key,
            data.office,
            data.territory,
            data.person.full_name()
        ))?;
    }
    let hidden = total.saturating_sub(removed.len().min(MOST_SHOWN));
    if hidden > 0 {
        screen.say(format_args!("  … y {} más.", thousands(number(hidden))))?;
    }
    Ok(())
}

fn tell_warnings(report: &ImportReport, screen: &mut Screen) -> io::Result<()> {
    for warning in report.warnings.iter().take(MOST_SHOWN) {
        screen.say(format_args!("Advertencia. {}", line(warning)))?;
    }
    let hidden = report.warnings.len().saturating_sub(MOST_SHOWN);
    if hidden > 0 {
        let hidden = count(number(hidden), "advertencia más", "advertencias más");
        screen.say(format_args!(
            "… y {hidden}: para verlas todas agregue --informe informe.json."
        ))?;
    }
    Ok(())
}

fn tell_errors(report: &ImportReport, screen: &mut Screen) -> io::Result<()> {
    for problem in report.errors.iter().take(MOST_SHOWN) {
        screen.say(line(problem))?;
    }
    let hidden = report.errors.len().saturating_sub(MOST_SHOWN);
    if hidden > 0 {
        let hidden = count(number(hidden), "error más", "errores más");
        screen.say(format_args!(
            "… y {hidden}: para verlos todos agregue --informe informe.json."
        ))?;
    }
    Ok(())
}

fn tell_refused(report: &ImportReport, screen: &mut Screen) -> io::Result<()> {
    screen.say(format_args!(
        "\n{} en {}. No se escribió nada: corrija el archivo e impórtelo de nuevo.",
        count(number(report.errors.len()), "error", "errores"),
        count(number(report.rows), "fila", "filas"),
    ))?;
    if report.good_rows > 0 {
        screen.say(format_args!(
            "Para escribir ya {} agregue --parcial.",
            count(
                number(report.good_rows),
                "la fila que está bien",
                "las filas que están bien"
            ),
        ))?;
    }
    Ok(())
}

fn tell_counts(
    report: &ImportReport,
    options: &ImportOptions,
    screen: &mut Screen,
) -> io::Result<()> {
    let heading = match (options.rehearse, report.errors.is_empty()) {
        (true, _) => "Ensayo: no se escribió nada. El archivo haría esto:",
        (false, true) => "Registro importado.",
        (false, false) => {
            "Se escribieron las filas que están bien; las demás tienen errores, que se dicen arriba."
        }
    };
    screen.say(format_args!(
        "{heading}\n  \
           Filas:       {}\n  \
           Altas:       {}\n  \
           Cambios:     {}\n  \
           Sin cambio:  {}",
        thousands(number(report.rows)),
        thousands(number(report.added)),
        thousands(number(report.changed)),
        thousands(number(report.unchanged)),
    ))?;
    if options.complete {
        let removed = thousands(number(report.removed));
        screen.say(format_args!("  Bajas:       {removed}"))?;
    }
    let left_out = report.rows.saturating_sub(report.good_rows);
    if left_out > 0 {
        let left_out = thousands(number(left_out));
        screen.say(format_args!("  Con errores: {left_out}"))?;
    }
    if report.absent > 0 {
        screen.say(format_args!(
            "  {} que este archivo no menciona: se quedan como están.",
            count(
                number(report.absent),
                "candidatura del registro",
                "candidaturas del registro"
            )
        ))?;
    }
    tell_missing(report.missing, screen)?;
    if options.rehearse && report.needs_second_answer {
        screen.say(
            "  Son más de la décima parte de las candidaturas vigentes: al importar habrá que agregar --confirmar-bajas.",
        )?;
    }
    Ok(())
}

fn tell_missing(missing: MissingData, screen: &mut Screen) -> io::Result<()> {
    let counts = [
        (missing.birth_date, "sin fecha de nacimiento"),
        (missing.age, "sin edad"),
        (missing.curp, "sin CURP"),
        (missing.surnames, "con el nombre en una sola pieza"),
    ];
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", thousands(number(count))))
        .collect();
    if !told.is_empty() {
        screen.say(format_args!(
            "  Filas a las que les falta un dato: {}.",
            told.join(", ")
        ))?;
    }
    Ok(())
}

fn line(problem: &RowProblem) -> String {
    let RowProblem {
        row,
        column,
        message,
        ..
    } = problem;
    match (row, column.as_str()) {
        (0, _) => message.clone(),
        (row, "") => format!("Fila {row}: {message}"),
        (row, column) => format!("Fila {row}, columna {column}: {message}"),
    }
}

/// A count as the screen takes it.
pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use domain::registry::ProblemCode;

    use super::*;

    fn problem(row: u32, column: &str) -> RowProblem {
        RowProblem {
            row,
            column: column.into(),
            code: ProblemCode::EmptyCell,
            message: "Escriba la clave.".into(),
        }
    }

    #[test]
    fn a_mistake_is_placed_as_far_as_it_has_a_place() {
        assert_eq!(
            line(&problem(3, "clave")),
            "Fila 3, columna clave: Escriba la clave."
        );
        assert_eq!(line(&problem(3, "")), "Fila 3: Escriba la clave.");
        assert_eq!(line(&problem(0, "")), "Escriba la clave.");
    }

    #[test]
    fn a_screen_full_of_mistakes_says_how_many_more_there_are() {
        let (mut screen, read) = Screen::in_memory();
        let errors = (0..103).map(|row| problem(row, "clave")).collect();
        let report = ImportReport {
            rows: 2_000,
            good_rows: 1_897,
            errors,
            ..ImportReport::default()
        };
        tell(&report, &ImportOptions::default(), &mut screen).unwrap();
        assert!(read.out().contains("… y 3 errores más"), "{}", read.out());
        assert!(
            read.out()
                .contains("103 errores en 2,000 filas. No se escribió nada")
        );
        assert!(read.out().contains("agregue --parcial"), "{}", read.out());
    }

    #[test]
    fn good_rows_that_were_written_are_told_as_such() {
        let (mut screen, read) = Screen::in_memory();
        let report = ImportReport {
            rows: 3,
            good_rows: 2,
            added: 2,
            errors: vec![problem(4, "clave")],
            ..ImportReport::default()
        };
        let options = ImportOptions {
            write_good_rows: true,
            ..ImportOptions::default()
        };
        tell(&report, &options, &mut screen).unwrap();
        assert!(
            read.out()
                .contains("Se escribieron las filas que están bien")
        );
        assert!(read.out().contains("Con errores: 1"), "{}", read.out());
    }
}
