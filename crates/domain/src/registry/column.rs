//! The columns of registry files: ours, those that other files bring in their stead, and the headings by which they
//! are known.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A column of a registry file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The institute's key of the row, the same from file to file.
    Key,
    /// Office.
    Office,
    /// Territory.
    Territory,
    /// Formula or list number.
    Number,
    /// Holder or substitute.
    Calling,
    /// Party that postulates.
    Party,
    /// Agreement, where there is one.
    Agreement,
    /// Given names.
    GivenNames,
    /// First surname.
    FirstSurname,
    /// Second surname.
    SecondSurname,
    /// Name by which people know the person.
    Nickname,
    /// Gender.
    Gender,
    /// Birth date.
    BirthDate,
    /// Population registry code.
    Curp,
    /// The whole name in one cell, instead of given names and surnames.
    FullName,
    /// Completed years, where there is no birth date.
    Age,
    /// Party, coalition or common candidacy in one cell, instead of party and agreement.
    Contender,
    /// District, one of the columns that stand for the territory.
    District,
    /// Municipality or *alcaldía*, likewise.
    Municipality,
    /// *Circunscripción*, likewise.
    Constituency,
    /// Federal state, likewise.
    State,
}

impl Column {
    /// The columns of the template, in its order.
    pub const ALL: [Self; 14] = [
        Self::Key,
        Self::Office,
        Self::Territory,
        Self::Number,
        Self::Calling,
        Self::Party,
        Self::Agreement,
        Self::GivenNames,
        Self::FirstSurname,
        Self::SecondSurname,
        Self::Nickname,
        Self::Gender,
        Self::BirthDate,
        Self::Curp,
    ];

    /// Every column that is read: those of the template, and those that stand for some of them.
    pub const READ: [Self; 21] = [
        Self::Key,
        Self::Office,
        Self::Territory,
        Self::Number,
        Self::Calling,
        Self::Party,
        Self::Agreement,
        Self::GivenNames,
        Self::FirstSurname,
        Self::SecondSurname,
        Self::Nickname,
        Self::Gender,
        Self::BirthDate,
        Self::Curp,
        Self::FullName,
        Self::Age,
        Self::Contender,
        Self::District,
        Self::Municipality,
        Self::Constituency,
        Self::State,
    ];

    /// Its name in the header, in reports and in a column map.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "clave",
            Self::Office => "cargo",
            Self::Territory => "territorio",
            Self::Number => "numero",
            Self::Calling => "calidad",
            Self::Party => "partido",
            Self::Agreement => "convenio",
            Self::GivenNames => "nombre",
            Self::FirstSurname => "primer_apellido",
            Self::SecondSurname => "segundo_apellido",
            Self::Nickname => "sobrenombre",
            Self::Gender => "sexo",
            Self::BirthDate => "fecha_nacimiento",
            Self::Curp => "curp",
            Self::FullName => "nombre_completo",
            Self::Age => "edad",
            Self::Contender => "partido_o_coalicion",
            Self::District => "distrito",
            Self::Municipality => "municipio",
            Self::Constituency => "circunscripcion",
            Self::State => "entidad",
        }
    }

    /// What it holds, in a few words for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Key => "Clave de la candidatura",
            Self::Office => "Cargo",
            Self::Territory => "Territorio",
            Self::Number => "Número de fórmula o de lista",
            Self::Calling => "Calidad (propietaria o suplente)",
            Self::Party => "Partido",
            Self::Agreement => "Convenio",
            Self::GivenNames => "Nombre",
            Self::FirstSurname => "Primer apellido",
            Self::SecondSurname => "Segundo apellido",
            Self::Nickname => "Sobrenombre",
            Self::Gender => "Sexo o género",
            Self::BirthDate => "Fecha de nacimiento",
            Self::Curp => "CURP",
            Self::FullName => "Nombre completo",
            Self::Age => "Edad",
            Self::Contender => "Partido o coalición",
            Self::District => "Distrito",
            Self::Municipality => "Municipio o alcaldía",
            Self::Constituency => "Circunscripción",
            Self::State => "Entidad",
        }
    }

    /// Headings by which it is known besides its name, folded and without spaces.
    pub(super) const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Key => &[
                "claveunica",
                "clavecandidatura",
                "clavedelacandidatura",
                "clavederegistro",
                "clavedelregistro",
                "folio",
                "id",
                "idcandidatura",
                "idcandidato",
                "identificador",
                "claveregistro",
            ],
            Self::Office => &[
                "cargodeeleccion",
                "cargodeeleccionpopular",
                "cargoalquesepostula",
                "cargoqueaspira",
                "cargoalqueaspira",
                "tipodecargo",
                "tipocargo",
                "puesto",
                "eleccion",
                "tipodeeleccion",
                "tipoeleccion",
            ],
            Self::Territory => &[
                "distritoomunicipio",
                "distritomunicipio",
                "distritooalcaldia",
                "distritoalcaldia",
                "distritomunicipiooalcaldia",
                "demarcacion",
                "demarcacionterritorial",
                "ambito",
                "ambitoterritorial",
                "claveterritorio",
                "territorioelectoral",
            ],
            Self::Number => &[
                "num",
                "no",
                "nodelista",
                "nolista",
                "numerodelista",
                "numerolista",
                "numlista",
                "lugarenlalista",
                "lugarlista",
                "posicion",
                "posicionenlalista",
                "prelacion",
                "ordendeprelacion",
                "numerodeformula",
                "nodeformula",
                "noformula",
                "numformula",
                "formula",
                "numlistaoformula",
                "numerodelistaoformula",
                "numerodeformulaolista",
                "nodelistaoformula",
                "nodeformulaolista",
            ],
            Self::Calling => &[
                "propietariosuplente",
                "propietariasuplente",
                "propietarioosuplente",
                "propietariaosuplente",
                "propietariooriasuplente",
                "tipocandidato",
                "tipocandidata",
                "tipodecandidato",
                "tipocandidatura",
                "tipodecandidatura",
                "caracter",
                "caracterdelacandidatura",
                "calidaddelacandidatura",
                "calidadcandidatura",
                "propsup",
            ],
            Self::Party => &[
                "partidopolitico",
                "siglas",
                "siglasdelpartido",
                "partidopostulante",
                "partidoquepostula",
                "partidopoliticopostulante",
                "partidopoliticoquepostula",
                "postulante",
            ],
            Self::Agreement => &[
                "coalicion",
                "coalicionocandidaturacomun",
                "coalicioncandidaturacomun",
                "candidaturacomun",
                "conveniodecoalicion",
                "nombredelacoalicion",
                "alianza",
            ],
            Self::GivenNames => &[
                "nombres",
                "nombredepila",
                "nombrespropios",
                "nombreonombres",
                "primernombre",
            ],
            Self::FirstSurname => &[
                "apellidopaterno",
                "paterno",
                "apaterno",
                "appaterno",
                "apellido1",
                "1erapellido",
                "1apellido",
                "primerap",
                "apellidos",
                "apellido",
            ],
            Self::SecondSurname => &[
                "apellidomaterno",
                "materno",
                "amaterno",
                "apmaterno",
                "apellido2",
                "2doapellido",
                "2oapellido",
                "2apellido",
                "segundoap",
            ],
            Self::Nickname => &[
                "apodo",
                "alias",
                "sobrenombreoapodo",
                "mote",
                "nombreenlaboleta",
                "nombreenboleta",
                "seudonimo",
                "nombrecorto",
            ],
            Self::Gender => &[
                "genero",
                "sexogenero",
                "sexoogenero",
                "generosexo",
                "sexodelapersona",
                "identidaddegenero",
            ],
            Self::BirthDate => &[
                "fechadenacimiento",
                "fechanac",
                "fecnac",
                "fnacimiento",
                "fdenacimiento",
                "nacimiento",
                "fechanacimientoaaaammdd",
                "fechadenacimientoddmmaaaa",
            ],
            Self::Curp => &[
                "claveunicaderegistrodepoblacion",
                "clavecurp",
                "curpdelapersona",
            ],
            Self::FullName => &[
                "nombrecandidato",
                "nombrecandidata",
                "nombredelcandidato",
                "nombredelacandidata",
                "nombredelacandidatura",
                "nombredelapersona",
                "nombredelapersonacandidata",
                "nombreyapellidos",
                "nombreyapellido",
                "nombredecandidato",
                "candidato",
                "candidata",
                "personacandidata",
            ],
            Self::Age => &["anos", "edadenanos", "edadcumplida", "anoscumplidos"],
            Self::Contender => &[
                "partidocoalicion",
                "partidopoliticoocoalicion",
                "partidopoliticocoalicion",
                "partidocoalicionocandidaturacomun",
                "partidopoliticocoalicionocandidaturacomun",
                "partidocoalicioncandidaturacomun",
                "actorpolitico",
                "fuerzapolitica",
            ],
            Self::District => &[
                "distritolocal",
                "distritoelectoral",
                "distritoelectorallocal",
                "dto",
                "dttolocal",
                "nodedistrito",
                "numerodedistrito",
                "nodistrito",
                "numdistrito",
            ],
            Self::Municipality => &[
                "alcaldia",
                "municipiooalcaldia",
                "municipioalcaldia",
                "mpio",
                "ayuntamiento",
                "nombredelmunicipio",
            ],
            Self::Constituency => &["circunscripcionelectoral", "circunscripcionplurinominal"],
            Self::State => &["entidadfederativa", "nombredelaentidad"],
        }
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The text names no column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{name}» no es una columna del registro; las columnas son: {}",
    names()
)]
pub struct UnknownColumn {
    /// What was written.
    pub name: String,
}

fn names() -> String {
    Column::READ.map(Column::name).join(", ")
}

impl std::str::FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(text: &str) -> Result<Self, UnknownColumn> {
        Self::READ
            .into_iter()
            .find(|column| column.name() == text)
            .ok_or_else(|| UnknownColumn {
                name: text.to_owned(),
            })
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::folding::squeezed;
    use super::*;

    #[test]
    fn no_heading_stands_for_two_columns() {
        let mut seen = std::collections::BTreeMap::new();
        for column in Column::READ {
            let own = squeezed(column.name());
            for heading in column.synonyms().iter().copied().chain([own.as_str()]) {
                assert_eq!(heading, squeezed(heading), "written as it is compared");
                let before = seen.insert(heading.to_owned(), column);
                assert_eq!(before, None, "{heading}");
            }
        }
    }

    #[test]
    fn the_template_comes_first_among_the_columns_that_are_read() {
        assert_eq!(Column::READ[..Column::ALL.len()], Column::ALL);
        for (place, column) in Column::READ.into_iter().enumerate() {
            assert_eq!(column as usize, place);
            assert_eq!(column.name().parse(), Ok(column));
        }
    }
}
