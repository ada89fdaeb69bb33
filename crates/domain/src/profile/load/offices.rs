//! `offices.csv` and `seats.csv`: what is elected, where, and how many.

use std::collections::{BTreeMap, BTreeSet};

use super::csv_rows::{Row, read_rows};
use super::folder::Folder;
use super::listing::{Listing, Placed};
use super::main_file::{self, MainFile};
use super::report::{Checked, Place};
use super::values;
use crate::key::{LevelKey, OfficeKey, TerritoryKey};
use crate::profile::{Office, Principle, Race, Shape, Territory};

/// The offices' file.
const PATH: &str = "offices.csv";
const COLUMNS: &[&str] = &[
    "cargo",
    "nombre",
    "nombre_plural",
    "principio",
    "nivel",
    "forma",
    "publica_desde",
    "orden",
];
/// The races' file.
pub(crate) const SEATS_PATH: &str = "seats.csv";
const SEATS_COLUMNS: &[&str] = &["cargo", "territorio", "lugares"];

const PRINCIPLES: &[(&str, Principle)] = &[
    ("mr", Principle::RelativeMajority),
    ("rp", Principle::ProportionalRepresentation),
];
const SHAPES: &[(&str, Shape)] = &[
    ("formula", Shape::Formula),
    (
        "formula_suplente_opcional",
        Shape::FormulaWithOptionalSubstitute,
    ),
    ("lista", Shape::List),
    ("lista_formulas", Shape::ListOfFormulas),
    ("persona", Shape::Person),
];
/// Most persons that one race elects.
const MOST_SEATS: u16 = 1_000;

/// Reads the offices.
pub(crate) fn read(folder: &Folder<'_>, main: &MainFile) -> Listing<OfficeKey, Office> {
    let Ok(file) = folder.file(PATH) else {
        return Listing::unreadable();
    };
    let mut listing = Listing::empty();
    let mut orders = BTreeMap::new();
    let whole = read_rows(&file, folder.report(), COLUMNS, |row| {
        let key = row.parsed("cargo");
        let office = office(row, key.clone(), main, &mut orders);
        listing.add(key, office, row.place());
    });
    listing.require(whole)
}

/// The offices as they are shown.
pub(crate) fn in_order(listing: Listing<OfficeKey, Office>) -> Vec<Office> {
    let mut offices = listing.into_values();
    offices.sort_by_key(|office| office.order);
    offices
}

fn office(
    row: &Row<'_>,
    key: Checked<OfficeKey>,
    main: &MainFile,
    orders: &mut BTreeMap<u16, u32>,
) -> Checked<Office> {
    let name = row.text("nombre");
    let plural = row.text("nombre_plural");
    let principle = row.word("principio", PRINCIPLES);
    let level = row.parsed::<LevelKey>("nivel").and_then(|level| {
        main.levels.check(&level, "el nivel", row.place())?;
        Ok(level)
    });
    let shape = row.word("forma", SHAPES);
    let publish_from = publish_from(row, main);
    let order = order(row, orders);
    Ok(Office {
        key: key?,
        name: name?,
        plural: plural?,
        principle: principle?,
        level: level?,
        shape: shape?,
        publish_from: publish_from?,
        order: order?,
    })
}

fn order(row: &Row<'_>, orders: &mut BTreeMap<u16, u32>) -> Checked<u16> {
    let order = row.count("orden", 999)?;
    match orders.insert(order, row.place().line) {
        None => Ok(order),
        Some(line) => Err(row.place().problem(
            format!("el orden {order} se repite: ya está en la línea {line}"),
            "dé a cada cargo un número distinto",
        )),
    }
}

fn publish_from(row: &Row<'_>, main: &MainFile) -> Checked<jiff::civil::DateTime> {
    let text = row.text("publica_desde")?;
    let at = values::date_time(&text).ok_or_else(|| {
        row.place().problem(
            format!("«{text}» en la columna «publica_desde» no es una fecha y hora local"),
            "escríbala como 2024-04-10T00:00:00, sin zona",
        )
    })?;
    let process = main.process.as_ref().ok();
    row.place().expect(
        process.is_none_or(|process| process.contains(at.date())),
        format!("«publica_desde» ({at}) está fuera del proceso"),
        format!(
            "use una fecha entre «inicio» y «fin» de {}",
            main_file::PATH
        ),
    )?;
    let retirement = main
        .publication
        .as_ref()
        .ok()
        .and_then(|placed| placed.value.retirement);
    row.place().expect(
        retirement.is_none_or(|retirement| at.date() < retirement),
        format!("«publica_desde» ({at}) no es anterior al retiro"),
        format!("revise «retiro» en {}", main_file::PATH),
    )?;
    Ok(at)
}

/// Reads the races, and checks that they add up.
pub(crate) fn read_races(
    folder: &Folder<'_>,
    offices: &Listing<OfficeKey, Office>,
    territories: &Listing<TerritoryKey, Territory>,
    seats: &Checked<Placed<u32>>,
) -> Checked<Vec<Race>> {
    let file = folder.file(SEATS_PATH)?;
    let mut races: BTreeMap<(OfficeKey, TerritoryKey), u32> = BTreeMap::new();
    let mut found = Vec::new();
    let mut mistakes = Ok(());
    let whole = read_rows(&file, folder.report(), SEATS_COLUMNS, |row| {
        match race(row, offices, territories).and_then(|race| distinct(row, race, &mut races)) {
            Ok(race) => found.push(race),
            Err(reported) => mistakes = Err(reported),
        }
    });
    whole.and(mistakes)?;
    if offices.is_whole() {
        check_offices_are_contended(folder, offices, &found)?;
        check_sum(folder, seats, &found)?;
    }
    Ok(found)
}

fn race(
    row: &Row<'_>,
    offices: &Listing<OfficeKey, Office>,
    territories: &Listing<TerritoryKey, Territory>,
) -> Checked<Race> {
    let office = row.parsed::<OfficeKey>("cargo").and_then(|key| {
        offices.check(&key, "el cargo", row.place())?;
        Ok(key)
    });
    let territory = row.parsed::<TerritoryKey>("territorio").and_then(|key| {
        territories.check(&key, "el territorio", row.place())?;
        Ok(key)
    });
    let seats = row.count("lugares", MOST_SEATS);
    let race = Race {
        office: office?,
        territory: territory?,
        seats: seats?,
    };
    if let Some(office) = offices
        .items
        .iter()
        .find(|office| office.value.key == race.office)
    {
        check_fits(&race, &office.value, territories, row.place())?;
    }
    Ok(race)
}

fn check_fits(
    race: &Race,
    office: &Office,
    territories: &Listing<TerritoryKey, Territory>,
    place: Place<'_>,
) -> Checked<()> {
    let territory = territories
        .items
        .iter()
        .find(|item| item.value.key == race.territory);
    if let Some(territory) = territory {
        let (level, expected) = (&territory.value.level, &office.level);
        place.expect(
            level == expected,
            format!(
                "«{}» es de nivel «{level}» y el cargo «{}» se elige por «{expected}»",
                race.territory, office.key
            ),
            "corrija el territorio, o el nivel del cargo en offices.csv",
        )?;
    }
    place.expect(
        office.shape.is_list() || race.seats == 1,
        format!(
            "«{}» elige a una sola candidatura y aquí tiene {} lugares",
            office.key, race.seats
        ),
        "ponga 1 lugar, o dé al cargo la forma «lista» o «lista_formulas»",
    )
}

fn distinct(
    row: &Row<'_>,
    race: Race,
    races: &mut BTreeMap<(OfficeKey, TerritoryKey), u32>,
) -> Checked<Race> {
    let line = row.place().line;
    match races.insert((race.office.clone(), race.territory.clone()), line) {
        None => Ok(race),
        Some(first) => Err(row.place().problem(
            format!(
                "la contienda de «{}» en «{}» se repite: ya está en la línea {first}",
                race.office, race.territory
            ),
            "deje una sola fila con la suma de lugares",
        )),
    }
}

fn check_offices_are_contended(
    folder: &Folder<'_>,
    offices: &Listing<OfficeKey, Office>,
    races: &[Race],
) -> Checked<()> {
    let contended: BTreeSet<&OfficeKey> = races.iter().map(|race| &race.office).collect();
    let mut result = Ok(());
    for Placed { value, line } in &offices.items {
        let key = &value.key;
        result = result.and(folder.report().place(PATH, *line).expect(
            contended.contains(key),
            format!("el cargo «{key}» no tiene lugares"),
            format!("agregue sus contiendas a {SEATS_PATH} o borre el cargo"),
        ));
    }
    result
}

fn check_sum(folder: &Folder<'_>, seats: &Checked<Placed<u32>>, races: &[Race]) -> Checked<()> {
    let Ok(expected) = seats else { return Ok(()) };
    let sum: u32 = races.iter().map(|race| u32::from(race.seats)).sum();
    folder
        .report()
        .place(main_file::PATH, expected.line)
        .expect(
            sum == expected.value,
            format!(
                "el proceso dice {} lugares y {SEATS_PATH} suma {sum}",
                expected.value
            ),
            format!("revise «lugares» o las filas de {SEATS_PATH}"),
        )
}
