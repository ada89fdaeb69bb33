//! Of `profile.toml`: who the institute is, its process, its days, its levels, its legal grounds.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::listing::{Listing, Placed};
use super::report::{Checked, Place};
use super::suggestion::nearest;
use super::toml_table::Table;
use super::values::is_email;
use crate::key::{InstituteKey, LevelKey, is_key};
use crate::profile::{Brand, BusinessDays, DayRule, Institute, Level, Process};

/// `[instituto]`
pub(crate) fn institute(table: &Table<'_>) -> Checked<Institute> {
    let key = institute_key(table);
    let name = table.text("nombre");
    let short_name = table.text("siglas");
    let state = table.text("entidad");
    let zone = zone(table);
    let email = email(table);
    let administrator = table.text("administradora");
    Ok(Institute {
        key: key?,
        name: name?,
        short_name: short_name?,
        state: state?,
        zone: zone?,
        email: email?,
        administrator: administrator?,
    })
}

fn institute_key(table: &Table<'_>) -> Checked<InstituteKey> {
    let key: InstituteKey = table.parsed("clave")?;
    let text = key.as_str();
    table.place_of("clave").expect(
        (2..=20).contains(&text.len()) && !text.contains('_'),
        format!("la clave del instituto «{text}» no sirve"),
        "use de 2 a 20 letras minúsculas sin acento, números o guiones, por ejemplo «dgo»",
    )?;
    Ok(key)
}

/// The zone comes out of the tables in the binary, so that a term does not end at another instant
/// on a machine with old tables.
fn zone(table: &Table<'_>) -> Checked<TimeZone> {
    let name = table.text("zona_horaria")?;
    let zones = TimeZoneDatabase::bundled();
    zones.get(&name).map_err(|_| {
        let known: Vec<String> = zones.available().map(|zone| zone.as_str().to_owned()).collect();
        let remedy = match nearest(&name, known.iter().map(String::as_str)) {
            Some(zone) => format!("¿quiso escribir «{zone}»?"),
            None => "use un nombre de la base IANA, por ejemplo «America/Mexico_City», «America/Tijuana» o «America/Cancun»".to_owned(),
        };
        table.place_of("zona_horaria").problem(format!("no existe la zona horaria «{name}»"), remedy)
    })
}

fn email(table: &Table<'_>) -> Checked<String> {
    let email = table.text("correo")?;
    table.place_of("correo").expect(
        is_email(&email),
        format!("«{email}» no es una dirección de correo"),
        "escriba una como contacto@instituto.mx",
    )?;
    Ok(email)
}

/// `[marca]`
pub(crate) fn brand(table: &Table<'_>) -> Checked<Brand> {
    let accent = table.parsed("acento");
    let accent_dark = table.parsed("acento_oscuro");
    Ok(Brand {
        accent: accent?,
        accent_dark: accent_dark?,
    })
}

/// `[proceso]`, and the seats that it fills.
pub(crate) fn process(root: &Table<'_>) -> (Checked<Process>, Checked<Placed<u32>>) {
    let read = root.table("proceso", |table| {
        let place = table.place_of("lugares");
        let seats = table.get::<u32>("lugares").map(|value| Placed {
            value,
            line: place.line,
        });
        Ok((process_dates(table), seats))
    });
    read.unwrap_or_else(|reported| (Err(reported), Err(reported)))
}

fn process_dates(table: &Table<'_>) -> Checked<Process> {
    let key = table.parsed("clave");
    let name = table.text("nombre");
    let start = table.get::<Date>("inicio");
    let campaigns_start = table.get::<Date>("inicio_campanas");
    let election_day = table.get::<Date>("jornada");
    let end = table.get::<Date>("fin");
    let demo_start = table.get::<DateTime>("fecha_demostracion");
    let process = Process {
        key: key?,
        name: name?,
        start: start?,
        campaigns_start: campaigns_start?,
        election_day: election_day?,
        end: end?,
        demo_start: demo_start?,
    };
    check_dates(&process, table)?;
    Ok(process)
}

fn check_dates(process: &Process, table: &Table<'_>) -> Checked<()> {
    let Process {
        start,
        campaigns_start,
        election_day,
        end,
        demo_start,
        ..
    } = process;
    let day = table.place_of("jornada").expect(
        start < election_day,
        format!("la jornada ({election_day}) no es posterior al inicio del proceso ({start})"),
        "revise «inicio» y «jornada»",
    );
    let campaigns = table.place_of("inicio_campanas").expect(
        // An election day before the start is told above; the campaigns have no place to be then.
        start >= election_day || (start <= campaigns_start && campaigns_start < election_day),
        format!("el inicio de las campañas ({campaigns_start}) no está entre el inicio del proceso y la jornada"),
        format!("use una fecha desde {start} y antes de {election_day}"),
    );
    let last = table.place_of("fin").expect(
        election_day <= end,
        format!("el fin del proceso ({end}) es anterior a la jornada ({election_day})"),
        "revise «jornada» y «fin»",
    );
    let demo = table.place_of("fecha_demostracion").expect(
        process.contains(demo_start.date()),
        format!("la fecha de la demostración ({demo_start}) está fuera del proceso"),
        format!("use una entre {start} y {end}"),
    );
    day.and(campaigns).and(last).and(demo)
}

/// `[dias_habiles]`
pub(crate) fn business_days(table: &Table<'_>) -> Checked<BusinessDays> {
    let words = &[
        ("todos", DayRule::EveryDay),
        ("lunes_a_viernes", DayRule::MondayToFriday),
    ];
    let during = table.word("en_proceso", words);
    let outside = table.word("fuera_de_proceso", words);
    let holidays = table.array::<Date>("inhabiles").and_then(distinct);
    Ok(BusinessDays {
        during: during?,
        outside: outside?,
        holidays: holidays?,
    })
}

fn distinct(days: Vec<(Date, Place<'_>)>) -> Checked<Vec<Date>> {
    let mut seen: Vec<Date> = Vec::new();
    let mut result = Ok(());
    for (day, place) in days {
        let fresh = place.expect(
            !seen.contains(&day),
            format!("el día inhábil {day} se repite"),
            "déjelo una sola vez",
        );
        result = result.and(fresh);
        seen.push(day);
    }
    seen.sort();
    result.map(|()| seen)
}

/// `[[niveles]]`
pub(crate) fn levels(root: &Table<'_>) -> Listing<LevelKey, Level> {
    if !root.has("niveles") {
        root.place().problem(
            "faltan los niveles de territorio",
            "agregue al menos una tabla [[niveles]] con clave, nombre y nombre_plural",
        );
        return Listing::unreadable();
    }
    root.listing("niveles", |table, key| {
        let name = table.text("nombre");
        let plural = table.text("nombre_plural");
        Ok(Level {
            key: key?,
            name: name?,
            plural: plural?,
        })
    })
}

/// The grounds that the program itself cites.
const CITED: &[&str] = &["captura", "publicacion"];

/// `[fundamentos]`
pub(crate) fn legal_basis(table: &Table<'_>) -> Checked<BTreeMap<String, String>> {
    let mut result = Ok(());
    for key in CITED {
        result = result.and(table.text(key).map(|_| ()));
    }
    let texts = table.texts()?;
    for key in texts.keys().filter(|key| !is_key(key)) {
        result = result.and(table.place_of(key).expect(
            false,
            format!("«{key}» no sirve como clave de un fundamento"),
            "use letras minúsculas sin acento, números, guion o guion bajo",
        ));
    }
    result.map(|()| texts)
}
