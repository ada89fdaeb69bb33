//! Why a file could not be read, in words for whoever sent it. Nothing of the file is kept or changed then.

use crate::Place;

/// Why no sheet came out of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is not one byte, or not one cell with data.
    #[error(
        "El archivo está vacío: no tiene ninguna fila con datos. Revise que sea el que quería enviar y que su primera hoja visible tenga los datos."
    )]
    Empty,
    /// More bytes than [`Limits::bytes`](crate::Limits::bytes).
    #[error(
        "El archivo pesa más de {} y no se leyó. Ábralo, copie solo las filas a un libro nuevo y guárdelo, o pártalo en varios archivos.", size(*.0 as u64)
    )]
    TooHeavy(usize),
    /// Its parts weigh more than [`Limits::inflated_bytes`](crate::Limits::inflated_bytes) once inflated.
    #[error(
        "El libro descomprimido pesa más de {} y no se leyó. Ábralo, copie solo las filas a un libro nuevo y guárdelo de nuevo.", size(*.0)
    )]
    InflatesTooMuch(u64),
    /// A part of the package has more pieces than any spreadsheet writes.
    #[error(
        "El libro trae muchísimos más formatos, textos o piezas de lo común y no se leyó. Copie solo los valores de las filas a un libro nuevo y guárdelo."
    )]
    Overloaded,
    /// More rows with data than [`Limits::rows`](crate::Limits::rows).
    #[error("La hoja tiene más de {} filas con datos y no se leyó. Pártala en varios archivos.", grouped(*.0 as u64))]
    TooManyRows(usize),
    /// Data past [`Limits::columns`](crate::Limits::columns).
    #[error(
        "La hoja tiene datos más allá de la columna número {} y no se leyó. Borre las columnas que sobran y guárdela de nuevo.", .0
    )]
    TooManyColumns(u32),
    /// More cells than [`Limits::cells`](crate::Limits::cells).
    #[error(
        "La hoja ocupa más de {} celdas y no se leyó. Borre las columnas que sobran o pártala en varios archivos.", grouped(*.0 as u64)
    )]
    TooManyCells(usize),
    /// A cell longer than [`Limits::cell_characters`](crate::Limits::cell_characters).
    #[error(
        "{place}: el texto tiene más de {} letras y el archivo no se leyó. Acórtelo; si la fila se ve bien, busque unas comillas (\") que quedaron abiertas.", grouped(*.limit as u64)
    )]
    CellTooLong {
        /// Which one.
        place: Place,
        /// The limit, in characters.
        limit: usize,
    },
    /// More text than [`Limits::text_bytes`](crate::Limits::text_bytes).
    #[error("Los textos de la hoja suman más de {} y no se leyó. Pártala en varios archivos.", size(*.0 as u64))]
    TooMuchText(usize),
    /// A password keeps it shut.
    #[error(
        "El libro está protegido con contraseña y no se puede leer. Ábralo, quite la contraseña en «Archivo → Información → Proteger libro → Cifrar con contraseña» y guárdelo de nuevo."
    )]
    Protected,
    /// A web page or another kind of text that spreadsheets open all the same.
    #[error(
        "El archivo es {0}, aunque su nombre diga otra cosa. Ábralo en su hoja de cálculo y guárdelo con «Guardar como → Libro de Excel (.xlsx)»."
    )]
    Disguised(&'static str),
    /// Something that no spreadsheet opens as a table.
    #[error(
        "El archivo es {0}, no una hoja de cálculo. Envíe un libro (XLSX, XLS u ODS) o un CSV."
    )]
    NotASheet(&'static str),
    /// Its bytes break the rules of its own format.
    #[error(
        "El archivo está dañado o incompleto y no se pudo leer. Descárguelo de nuevo, o ábralo en su hoja de cálculo y guárdelo otra vez."
    )]
    Damaged,
    /// UTF-8 text with letters of another encoding in it.
    #[error(
        "La línea {line} tiene letras guardadas en otra codificación que el resto y el archivo no se leyó. Ábralo en su hoja de cálculo, corrija esas letras y guárdelo como «CSV UTF-8» o como libro (.xlsx)."
    )]
    MixedEncodings {
        /// The line of the file, from 1.
        line: usize,
    },
}

/// Bytes in the unit that people know.
fn size(bytes: u64) -> String {
    const MEGA: u64 = 1024 * 1024;
    if bytes >= MEGA {
        format!("{} MB", grouped(bytes / MEGA))
    } else {
        format!("{} bytes", grouped(bytes))
    }
}

/// A number with a comma every three digits, as written in Mexico.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
