//! Why a picture is not taken, in words for whoever sent it: what happened and what to do.

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in the file.
    #[error("El archivo está vacío. Elija otra vez la fotografía.")]
    Empty,
    /// More bytes than are taken.
    #[error(
        "La fotografía pesa más de {} MB. Envíela con menos resolución: en su teléfono, al compartirla, elija el tamaño «mediano» o «grande».",
        .0 / (1024 * 1024)
    )]
    TooHeavy(usize),
    /// HEIC or HEIF, as telephones of one maker keep them.
    #[error(
        "La fotografía está en formato HEIC, que no todos los equipos abren. En un iPhone: Ajustes, Cámara, Formatos, «El más compatible», y tómela de nuevo; o envíesela por correo o mensaje, que la convierte a JPEG, y elija esa copia."
    )]
    Heic,
    /// A picture of a kind that is not taken.
    #[error(
        "La imagen está en formato {0}. Guárdela como JPEG o PNG (en la mayoría de los programas: «Guardar como» o «Exportar») y elija esa copia."
    )]
    OtherPicture(&'static str),
    /// A picture that moves.
    #[error("La imagen tiene movimiento. Elija una fotografía fija, en JPEG o PNG.")]
    Animated,
    /// A document, not a picture.
    #[error(
        "El archivo es un documento {0}, no una fotografía. Elija la fotografía en JPEG o PNG; si la tiene dentro del documento, guárdela aparte como imagen."
    )]
    Document(&'static str),
    /// Nothing that is known.
    #[error("El archivo no es una fotografía JPEG ni PNG. Elija otro archivo.")]
    NotAPicture,
    /// Colours of the printing press.
    #[error(
        "La fotografía tiene colores de imprenta (CMYK), que en pantalla se verían falsos. Guárdela como JPEG en colores RGB y elija esa copia."
    )]
    PressColours,
    /// More pixels than are taken.
    #[error(
        "La fotografía mide {width} × {height} puntos, más de lo que se puede recibir. Envíela con menos resolución: en su teléfono, al compartirla, elija el tamaño «mediano» o «grande»."
    )]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Fewer pixels than a face needs.
    #[error(
        "La fotografía mide {width} × {height} puntos y se vería borrosa. Elija una de al menos {short} puntos por lado.",
        short = crate::SHORTEST_SIDE
    )]
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error(
        "La fotografía llegó incompleta: el archivo está cortado. Ábrala en su teléfono o computadora para ver si está bien, y elíjala de nuevo."
    )]
    Truncated,
    /// It cannot be read.
    #[error(
        "La fotografía está dañada y no se puede leer. Ábrala en su teléfono o computadora, guárdela de nuevo como JPEG y elija esa copia."
    )]
    Damaged,
}
