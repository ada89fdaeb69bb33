//! Statistics of the queue, as tables and as a file.

use app::validation::{QueueStatistics, StageFigures};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::Installation;
use crate::http::{Session, pages};
use crate::manual::Topic;
use crate::panel::csv_file;
use crate::panel::frame::Part;
use crate::ui::{Cell, Column, Empty, Frame, Link, Table};

#[derive(Template)]
#[template(path = "panel/validation/statistics.html")]
struct Page {
    frame: Frame,
    at: String,
    stages: Table,
    deciders: Table,
    grounds: Table,
    no_deciders: Empty,
    no_grounds: Empty,
    export: Link,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    match site.app.queue_statistics(&who).await {
        Ok(figures) => pages::show(&build(&site, &who, &figures)),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The same figures, one row each: what, of what, figure.
pub async fn file(State(site): State<Installation>, who: Session) -> Response {
    match site.app.queue_statistics(&who).await {
        Ok(figures) => csv_file::answer(
            "estadistica-de-validacion.csv",
            ["tabla", "nombre", "dato", "valor"],
            rows(&site, &figures),
        ),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, figures: &QueueStatistics) -> Page {
    Page {
        frame: site
            .frame(who, Part::Validation, "Estadística de la validación")
            .section("Validación")
            .crumb("Inicio", "/panel")
            .help(Topic::Statistics.help(who.actor.role()))
            .wide(),
        at: site.calendar().moment(figures.at),
        stages: stages(site, figures),
        deciders: deciders(figures),
        grounds: grounds(figures),
        no_deciders: Empty::new(
            "Nadie ha decidido todavía",
            "Cuando alguien valide o devuelva un caso, aparecerá aquí.",
        ),
        no_grounds: Empty::new(
            "No se ha usado ninguna causal",
            "Cuando se devuelva un caso con observaciones, aparecerán aquí.",
        ),
        export: Link::new(
            "Descargar estas tablas (CSV)",
            "/panel/validacion/estadistica.csv",
        ),
    }
}

fn stages(site: &Installation, figures: &QueueStatistics) -> Table {
    let columns = vec![
        Column::text("Etapa"),
        Column::figure("En espera"),
        Column::figure("Tomados"),
        Column::text("El más antiguo, desde"),
        Column::figure("Validados"),
        Column::figure("Devueltos"),
        Column::figure("Cerrados"),
        Column::text("Tiempo mediano"),
        Column::text("De cada 100 decisiones, devoluciones"),
    ];
    Table::new("Por etapa", columns)
        .hide_caption()
        .rows(figures.stages.iter().map(|stage| {
            vec![
                Cell::text(&stage.name),
                figure(stage.waiting),
                figure(stage.held),
                match stage.oldest {
                    Some(at) => Cell::Moment {
                        words: site.calendar().moment(at),
                        machine: at.to_string(),
                    },
                    None => Cell::Missing("Ninguno".to_owned()),
                },
                figure(stage.approved),
                figure(stage.returned),
                figure(stage.closed),
                taken(stage.median_seconds),
                match stage.returned_percent() {
                    Some(percent) => Cell::text(percent.to_string()),
                    None => Cell::Missing("Sin decisiones".to_owned()),
                },
            ]
        }))
}

fn deciders(figures: &QueueStatistics) -> Table {
    let columns = vec![
        Column::text("Persona"),
        Column::figure("Tiene tomados"),
        Column::figure("Validados"),
        Column::figure("Devueltos"),
        Column::figure("Cerrados"),
        Column::text("Tiempo mediano"),
    ];
    Table::new("Por persona", columns)
        .hide_caption()
        .rows(figures.deciders.iter().map(|person| {
            vec![
                Cell::text(&person.name),
                figure(person.held),
                figure(person.approved),
                figure(person.returned),
                figure(person.closed),
                taken(person.median_seconds),
            ]
        }))
}

fn grounds(figures: &QueueStatistics) -> Table {
    let columns = vec![
        Column::text("Causal"),
        Column::figure("Observaciones"),
        Column::figure("Candidaturas"),
    ];
    Table::new("Por causal", columns)
        .hide_caption()
        .rows(figures.grounds.iter().map(|ground| {
            vec![
                Cell::text(&ground.name),
                figure(ground.remarks),
                figure(ground.candidacies),
            ]
        }))
}

fn figure(value: u64) -> Cell {
    Cell::figure(usize::try_from(value).unwrap_or(usize::MAX))
}

fn taken(seconds: Option<i64>) -> Cell {
    seconds.map_or_else(
        || Cell::Missing("Sin decisiones".to_owned()),
        |seconds| Cell::text(duration(seconds)),
    )
}

/// "2 días y 3 horas", "3 horas y 5 minutos", "40 segundos".
fn duration(seconds: i64) -> String {
    let number = |value: i64, one: &str, many: &str| {
        let word = if value == 1 { one } else { many };
        format!("{value} {word}")
    };
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => number(seconds, "segundo", "segundos"),
        (0, 0, minutes) => number(minutes, "minuto", "minutos"),
        (0, hours, 0) => number(hours, "hora", "horas"),
        (0, hours, minutes) => format!(
            "{} y {}",
            number(hours, "hora", "horas"),
            number(minutes, "minuto", "minutos")
        ),
        (days, 0, _) => number(days, "día", "días"),
        (days, hours, _) => format!(
            "{} y {}",
            number(days, "día", "días"),
            number(hours, "hora", "horas")
        ),
    }
}

fn rows(site: &Installation, figures: &QueueStatistics) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    let mut add = |table: &str, name: &str, what: &str, value: String| {
        rows.push([table.to_owned(), name.to_owned(), what.to_owned(), value]);
    };
    let or_empty = |seconds: Option<i64>| seconds.map_or_else(String::new, |of| of.to_string());
    for stage in &figures.stages {
        for (what, value) in of_stage(site, stage) {
            add("etapa", &stage.name, what, value);
        }
    }
    for person in &figures.deciders {
        let name = &person.name;
        add("persona", name, "tomados", person.held.to_string());
        add("persona", name, "validados", person.approved.to_string());
        add("persona", name, "devueltos", person.returned.to_string());
        add("persona", name, "cerrados", person.closed.to_string());
        add(
            "persona",
            name,
            "segundos_mediana",
            or_empty(person.median_seconds),
        );
    }
    for ground in &figures.grounds {
        add(
            "causal",
            &ground.name,
            "observaciones",
            ground.remarks.to_string(),
        );
        add(
            "causal",
            &ground.name,
            "candidaturas",
            ground.candidacies.to_string(),
        );
    }
    rows
}

fn of_stage(site: &Installation, stage: &StageFigures) -> [(&'static str, String); 8] {
    let median = stage.median_seconds;
    [
        ("en_espera", stage.waiting.to_string()),
        ("tomados", stage.held.to_string()),
        (
            "mas_antiguo",
            stage
                .oldest
                .map_or_else(String::new, |at| site.calendar().stamp(at)),
        ),
        ("validados", stage.approved.to_string()),
        ("devueltos", stage.returned.to_string()),
        ("cerrados", stage.closed.to_string()),
        (
            "segundos_mediana",
            median.map_or_else(String::new, |of| of.to_string()),
        ),
        (
            "devoluciones_por_cien",
            stage
                .returned_percent()
                .map_or_else(String::new, |of| of.to_string()),
        ),
    ]
}
