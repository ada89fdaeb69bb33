//! Each document is read back by programs that know nothing of how it was made.

mod support;

use rstest::rstest;
use support::{
    Printed, assert_in_order, blank, brand, ledger, letter, receipt, recovery_sheet, squeezed,
};

#[rstest]
#[case::letter(letter().pdf(&brand()), "Carta de entrega de cuenta CTA-2024-000147")]
#[case::sheet(recovery_sheet().pdf(&brand()), "Hoja de recuperación HR-2024-000012")]
#[case::receipt(receipt().pdf(&brand()), "Acuse H-00000042")]
#[case::ledger(ledger(7).pdf(&brand()), "Relación de entregas REL-2024-000003")]
#[case::blank_questionnaire(blank().pdf(&brand()), "Cuestionario curricular")]
#[case::empty_ledger(ledger(0).pdf(&brand()), "Relación de entregas REL-2024-000003")]
fn a_document_is_sound_and_accessible(
    #[case] made: Result<Vec<u8>, documents::DocumentError>,
    #[case] title: &str,
) {
    let printed = Printed::new(&made.expect("a document"));
    let checked = printed.read_by("qpdf", &["--check"], &[]);
    assert!(
        checked.contains("No syntax or stream encoding errors"),
        "{checked}"
    );

    let told = printed.read_by("pdfinfo", &[], &[]);
    for line in ["Tagged:          yes", "JavaScript:      no"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let sheets = ["612 x 792 pts", "792 x 612 pts"];
    assert!(sheets.iter().any(|sheet| told.contains(sheet)), "{told}");
    assert!(
        told.contains(&format!("Title:           {title}")),
        "{told}"
    );
    assert!(told.contains("CreationDate:    Thu Apr  4"), "{told}");

    let metadata = printed.read_by("pdfinfo", &["-meta"], &[]);
    assert!(
        metadata.contains("<pdfuaid:part>1</pdfuaid:part>"),
        "{metadata}"
    );

    let objects = printed.objects();
    assert!(objects.contains("/Lang (es-MX)"), "the document's language");
    assert!(objects.contains("/DisplayDocTitle true"));
    assert!(
        !objects.contains("/URI"),
        "nothing leads out of the paper by itself"
    );
}

#[test]
fn the_blank_questionnaire_asks_in_order_and_leaves_room() {
    let printed = Printed::new(&blank().pdf(&brand()).expect("a questionnaire"));
    assert!(printed.pages() >= 2, "24 lines need room");
    assert_in_order(
        &printed.text(),
        &[
            "Cuestionario curricular",
            "Datos del registro",
            "María Ñáñez Güereca",
            "Último grado",
            "Primaria",
            "Historia profesional",
            "Sin historia",
        ],
    );
    assert!(
        printed.text().contains("#let x"),
        "what people wrote is no markup"
    );
    assert!(
        printed
            .text()
            .contains("Cuestionario curricular, versión 2024.1")
    );
}

#[test]
fn the_letter_says_everything_in_reading_order() {
    let printed = Printed::new(&letter().pdf(&brand()).expect("a letter"));
    assert_eq!(printed.pages(), 1);
    let text = printed.text();
    assert_in_order(
        &text,
        &[
            "Instituto Electoral y de Participación Ciudadana del Estado de Durango",
            "Proceso Electoral Local Ordinario 2023-2024",
            "Victoria de Durango, Durango, a 4 de abril de 2024",
            "Carta de entrega de la cuenta dgo-147",
            "María Ñáñez Güereca",
            "Persona capturista",
            "Movimiento Regeneración Vecinal",
            "Ximena Araujo Peñúñuri",
            "Diputación de mayoría relativa",
            "Distrito 4, General Simón Bolívar",
            "dgo-147",
            "2345-6789-BCDF-GHJK",
            "el sábado 4 de mayo de 2024 a las 12:00 (hora del centro)",
            "Qué hacer",
            "https://conoceles.ejemplo.mx/activar",
            "Plazo",
            "Son 15 días naturales",
            "Compromiso de resguardo",
            "Respondo de lo que se capture",
            "618 000 0000",
            "Acuse de recibo",
            "CTA-2024-000147",
            "Nombre completo de quien recibe",
            "Firma",
            "Cargo o representación",
            "Fecha y hora",
        ],
    );
    assert!(text.contains("Página 1 de 1"));
    assert_eq!(text.matches("2345-6789-BCDF-GHJK").count(), 1);
}

#[test]
fn the_letter_s_qr_leads_to_activation_with_the_code_in_the_fragment() {
    let printed = Printed::new(&letter().pdf(&brand()).expect("a letter"));
    assert_eq!(
        printed.qr_codes(1),
        ["https://conoceles.ejemplo.mx/activar#codigo=2345-6789-BCDF-GHJK"]
    );
    let structure = printed.read_by("pdfinfo", &["-struct"], &[]);
    assert!(structure.contains("Figure"), "{structure}");
    assert!(
        printed.objects().contains("/Alt"),
        "the code is named for who does not see it"
    );
}

#[test]
fn a_letter_without_party_or_candidacy_leaves_no_trace_of_them() {
    let mut plain = letter();
    plain.party = None;
    plain.candidacy = None;
    let text = Printed::new(&plain.pdf(&brand()).expect("a letter")).text();
    assert_in_order(&text, &["Persona capturista", "Esta carta entrega"]);
    assert!(
        !text.contains("Candidatura:") && !text.contains("none"),
        "{text}"
    );
}

#[test]
fn the_recovery_sheet_has_every_code_once() {
    let sheet = recovery_sheet();
    let printed = Printed::new(&sheet.pdf(&brand()).expect("a sheet"));
    assert_eq!(printed.pages(), 1);
    let text = printed.text();
    for code in &sheet.codes {
        assert_eq!(text.matches(code.as_str()).count(), 1, "{code}: {text}");
    }
    assert_in_order(
        &text,
        &[
            "validacion-3",
            "Cómo se usan",
            "/entrar",
            "Cómo se guarda",
            "618 000 0000",
        ],
    );
}

#[test]
fn the_ledger_repeats_its_head_and_adds_up() {
    let printed = Printed::new(&ledger(150).pdf(&brand()).expect("a ledger"));
    let pages = printed.pages();
    assert!(pages >= 3, "{pages}");
    for page in 1..pages {
        let text = printed.text_of(page, page);
        assert_in_order(&text, &["Usuario", "Titular", "Recibió"]);
        assert!(
            text.contains(&format!("Página {page} de {pages}")),
            "{text}"
        );
    }
    assert_in_order(
        &printed.text(),
        &[
            "dgo-0",
            "dgo-149",
            "Totales",
            "Entregadas",
            "100",
            "Sin entregar",
            "50",
            "En total",
            "150",
            "Elaboró",
        ],
    );
    let structure = printed.read_by("pdfinfo", &["-struct"], &[]);
    assert!(
        structure.contains("THead") && structure.contains("TH "),
        "{structure}"
    );
}

#[test]
fn equal_input_gives_equal_bytes() {
    let once = letter().pdf(&brand()).expect("a letter");
    assert!(once == letter().pdf(&brand()).expect("a letter"));
    let mut other = letter();
    other.folio.push('8');
    assert!(once != other.pdf(&brand()).expect("a letter"));
}

/// The paper says what was done and how to check it; programs find the receipt inside, byte for byte.
#[test]
fn a_receipt_shows_its_proof_and_carries_itself() {
    let made = receipt();
    let pdf = made.pdf(&brand()).expect("a receipt");
    let printed = Printed::new(&pdf);
    let text = printed.text();
    assert_in_order(
        &text,
        &[
            "Acuse: Envió el cuestionario",
            "Recibido:",
            "Siobhán O'Dam, <script> &",
            "Declaro bajo protesta",
            "H-00000042",
            "https://conoceles.ejemplo.mx/acuses",
            &"0123456789abcdef".repeat(4),
            "instante 1712246400000000",
            &"QUJD".repeat(11),
        ],
    );
    assert_eq!(printed.qr_codes(1), std::slice::from_ref(&made.check));
    let listed = printed.read_by("pdfdetach", &["-list"], &[]);
    assert!(listed.contains("acuse.json"), "{listed}");
    let inside = documents::attachment(&pdf, documents::ATTACHED_RECEIPT).expect("an attachment");
    assert_eq!(String::from_utf8_lossy(&inside), made.attachment);
    assert!(
        squeezed(&printed.objects()).contains("/Alt"),
        "the QR has words for who does not see it"
    );
}

#[test]
fn equal_receipts_are_equal_bytes() {
    assert!(receipt().pdf(&brand()) == receipt().pdf(&brand()));
}

#[test]
fn what_carries_nothing_gives_nothing() {
    let letter = letter().pdf(&brand()).expect("a letter");
    assert_eq!(documents::attachment(&letter, "acuse.json"), None);
    let pdf = receipt().pdf(&brand()).expect("a receipt");
    assert_eq!(documents::attachment(&pdf, "otro.json"), None);
    for cut in [0, 4, 100, pdf.len() / 2] {
        let _ = documents::attachment(&pdf[..cut], "acuse.json");
    }
    assert_eq!(documents::attachment(b"no es un PDF", "acuse.json"), None);
}
