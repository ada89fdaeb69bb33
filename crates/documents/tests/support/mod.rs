//! Invented letters, and the programs that read a PDF back.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;
use std::process::Command;

use documents::{
    AccountLetter, BlankQuestion, BlankQuestionnaire, BlankSection, Brand, Candidacy, Delivery,
    DeliveryLedger, Letters, Receipt, ReceiptFact, Received, RecoverySheet,
};
use jiff::Zoned;
use tempfile::TempDir;

pub fn brand() -> Brand {
    Brand {
        institute: "Instituto Electoral y de Participación Ciudadana del Estado de Durango"
            .to_owned(),
        process: "Proceso Electoral Local Ordinario 2023-2024".to_owned(),
        accent: "#5b2d8e".parse().expect("a colour"),
    }
}

pub fn created() -> Zoned {
    "2024-04-04T10:00:00-06:00[America/Mexico_City]"
        .parse()
        .expect("an instant")
}

pub fn letter() -> AccountLetter {
    AccountLetter {
        created: created(),
        folio: "CTA-2024-000147".to_owned(),
        place_and_date: "Victoria de Durango, Durango, a 4 de abril de 2024".to_owned(),
        holder: "María Ñáñez Güereca".to_owned(),
        role: "Persona capturista".to_owned(),
        party: Some("Movimiento Regeneración Vecinal".to_owned()),
        candidacy: Some(Candidacy {
            name: "Ximena Araujo Peñúñuri".to_owned(),
            office: "Diputación de mayoría relativa".to_owned(),
            place: "Distrito 4, General Simón Bolívar".to_owned(),
        }),
        login: "dgo-147".to_owned(),
        code: "2345-6789-BCDF-GHJK".to_owned(),
        address: "https://conoceles.ejemplo.mx/activar".to_owned(),
        serves_until: "el sábado 4 de mayo de 2024 a las 12:00 (hora del centro)".to_owned(),
        term: "Son 15 días naturales desde que se recibe esta cuenta. El plazo termina a las 23:59 del último día \
               (hora del centro); quien capture después aparecerá en el portal con la nota «Capturada después del plazo»."
            .to_owned(),
        undertaking: "Me comprometo a usar la cuenta solo para los fines del sistema, a no compartir la contraseña ni \
                      los códigos con nadie, y a avisar de inmediato al instituto si se pierden o si sospecho que \
                      otra persona los conoce.\nRespondo de lo que se capture con esta cuenta mientras esté a mi cargo."
            .to_owned(),
        contact: "Dirección de Organización Electoral, teléfono 618 000 0000, conoceles@ejemplo.mx, de lunes a domingo \
                  de 9:00 a 20:00."
            .to_owned(),
    }
}

pub fn batch(count: usize) -> Letters {
    let parties = [
        "Movimiento Regeneración Vecinal",
        "Partido del Río",
        "Alianza Serrana",
    ];
    let letters = (0..count)
        .map(|number| AccountLetter {
            folio: format!("CTA-2024-{number:06}"),
            login: format!("dgo-{number}"),
            holder: format!("Persona Titular {number} Ñáñez Güereca"),
            party: parties.get(number % 4).map(|party| (*party).to_owned()),
            code: code(number),
            ..letter()
        })
        .collect();
    Letters {
        created: created(),
        folio: "TANDA-07".to_owned(),
        place_and_date: letter().place_and_date,
        letters,
    }
}

pub fn recovery_sheet() -> RecoverySheet {
    RecoverySheet {
        created: created(),
        folio: "HR-2024-000012".to_owned(),
        place_and_date: letter().place_and_date,
        holder: "Julián Ibáñez Quiñones".to_owned(),
        login: "validacion-3".to_owned(),
        codes: (0..8).map(code).collect(),
        address: "https://conoceles.ejemplo.mx/entrar".to_owned(),
        contact: letter().contact,
    }
}

pub fn receipt() -> Receipt {
    let fact = |name: &str, value: &str| ReceiptFact {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let page = "https://conoceles.ejemplo.mx/acuses";
    Receipt {
        created: created(),
        folio: "H-00000042".to_owned(),
        place_and_date: letter().place_and_date,
        act: "Envió el cuestionario".to_owned(),
        statement: "El instituto recibió este cuestionario y lo asentó en su historial.".to_owned(),
        facts: vec![
            fact("Recibido", "el jueves 4 de abril de 2024 a las 10:00:00 (hora del centro)"),
            fact("Candidatura", "Siobhán O'Dam, <script> & «Distrito 4»"),
        ],
        declaration: "Declaro bajo protesta de decir verdad.\nSegundo párrafo.".to_owned(),
        hashes: vec![fact("Asiento", &"0123456789abcdef".repeat(4))],
        checkpoint: format!("conoceles/dgo\n42\n{}\ninstante 1712246400000000\nepoca 0\n\n— conoceles/dgo {}", "A".repeat(44), "b".repeat(100)),
        proof: vec!["QUJD".repeat(11); 5],
        page: page.to_owned(),
        check: format!("{page}?folio=H-00000042&huella={}", "0123456789abcdef".repeat(4)),
        contact: letter().contact,
        attachment: "{\"checkpoint\":\"conoceles/dgo\\n42\\n\\n— conoceles/dgo AB==\\n\",\"entry\":\"{}  {}\"}".to_owned(),
    }
}

pub fn blank() -> BlankQuestionnaire {
    let question = |label: &str, options: &[&str], lines| BlankQuestion {
        label: label.to_owned(),
        help: "Por ejemplo: <b>algo</b> #let x".to_owned(),
        rule: "Obligatoria. Entre 280 y 5,000 caracteres, sin contar espacios.".to_owned(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        lines,
    };
    BlankQuestionnaire {
        created: created(),
        title: "Cuestionario curricular".to_owned(),
        version: "2024.1".to_owned(),
        introduction: vec!["Esta hoja sirve para preparar las respuestas.".to_owned()],
        registered: vec![("Nombre".to_owned(), "María Ñáñez Güereca".to_owned())],
        sections: vec![BlankSection {
            title: "Historia".to_owned(),
            help: String::new(),
            questions: vec![
                question("Último grado", &["Primaria", "Secundaria"], 0),
                question("Historia profesional", &["Sin historia"], 24),
            ],
        }],
    }
}

pub fn ledger(count: usize) -> DeliveryLedger {
    let rows = (0..count)
        .map(|number| Delivery {
            login: format!("dgo-{number}"),
            holder: format!("Persona Titular {number} Ñáñez Güereca"),
            role: "Persona capturista".to_owned(),
            received: (number % 3 != 2).then(|| Received {
                at: "6 de abril de 2024, 12:40".to_owned(),
                by: "Octavio Lerma Ávila".to_owned(),
            }),
        })
        .collect();
    DeliveryLedger {
        created: created(),
        folio: "REL-2024-000003".to_owned(),
        place_and_date: letter().place_and_date,
        scope: "Cuentas del Partido del Río, con corte al 6 de abril de 2024 a las 18:00."
            .to_owned(),
        rows,
    }
}

/// A code of its own for each number, with the alphabet of the real ones.
pub fn code(number: usize) -> String {
    let alphabet = b"23456789BCDFGHJKMNPQRSTVX";
    let mut left = number;
    let mut signs = String::from("BCDFGHJKMNPQ");
    for _ in 0..4 {
        signs.push(alphabet[left % 25].into());
        left /= 25;
    }
    format!(
        "{}-{}-{}-{}",
        &signs[..4],
        &signs[4..8],
        &signs[8..12],
        &signs[12..]
    )
}

/// A PDF on disk, where the programs can read it.
pub struct Printed {
    folder: TempDir,
}

impl Printed {
    pub fn new(pdf: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        std::fs::write(folder.path().join("document.pdf"), pdf).expect("room on disk");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("document.pdf")
    }

    /// What `program ARGUMENTS FILE REST` says; it must succeed.
    pub fn read_by(&self, program: &str, arguments: &[&str], rest: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .arg(self.path())
            .args(rest)
            .output()
            .unwrap_or_else(|fault| panic!("{program}: {fault}; `cargo xtask setup` installs it"));
        assert!(
            output.status.success(),
            "{program}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// All its text in reading order.
    pub fn text(&self) -> String {
        self.read_by("pdftotext", &["-raw"], &["-"])
    }

    /// The text of these pages, counted from 1.
    pub fn text_of(&self, first: usize, last: usize) -> String {
        let (first, last) = (first.to_string(), last.to_string());
        self.read_by("pdftotext", &["-raw", "-f", &first, "-l", &last], &["-"])
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        let told = self.read_by("pdfinfo", &[], &[]);
        let pages = told.lines().find_map(|line| line.strip_prefix("Pages:"));
        pages
            .and_then(|pages| pages.trim().parse().ok())
            .expect("a number of pages")
    }

    /// Its objects in the clear.
    pub fn objects(&self) -> String {
        let bare = self.folder.path().join("bare.pdf");
        let target = bare.to_str().expect("a plain path");
        self.read_by("qpdf", &["--qdf", "--object-streams=disable"], &[target]);
        String::from_utf8_lossy(&std::fs::read(bare).expect("qpdf wrote it")).into_owned()
    }

    /// What the QR codes on this page say.
    pub fn qr_codes(&self, page: usize) -> Vec<String> {
        let number = page.to_string();
        let root = self.folder.path().join("page");
        let root = root.to_str().expect("a plain path");
        self.read_by(
            "pdftoppm",
            &["-r", "150", "-gray", "-singlefile", "-f", &number],
            &[root],
        );
        let (width, pixels) =
            grey_map(&std::fs::read(format!("{root}.pgm")).expect("pdftoppm wrote it"));
        let height = pixels.len() / width;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            pixels[y * width + x]
        });
        image
            .detect_grids()
            .iter()
            .map(|grid| grid.decode().expect("a legible code").1)
            .collect()
    }
}

/// Width and pixels of a binary PGM: three words of head, one blank, the pixels.
fn grey_map(bytes: &[u8]) -> (usize, Vec<u8>) {
    let mut parts = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(parts.next(), Some(&b"P5"[..]));
    let mut number = || {
        let digits = std::str::from_utf8(parts.next().expect("a whole head")).expect("digits");
        digits.parse::<usize>().expect("digits")
    };
    let (width, height) = (number(), number());
    let rest = parts.next().expect("pixels");
    (width, rest[rest.len() - width * height..].to_vec())
}

/// Without white space, which depends on where lines end.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// All of these stand in the text, one after the other.
pub fn assert_in_order(text: &str, parts: &[&str]) {
    let text = squeezed(text);
    let mut from = 0;
    for part in parts {
        let place = text[from..].find(&squeezed(part));
        let place =
            place.unwrap_or_else(|| panic!("\"{part}\" is missing or too early in: {text}"));
        from += place + squeezed(part).len();
    }
}
