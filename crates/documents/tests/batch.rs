//! Many letters in one file.

mod support;

use std::ops::ControlFlow;
use std::sync::Mutex;

use documents::{DocumentError, Letters};
use support::{Printed, assert_in_order, batch, brand, code};

#[test]
fn fifty_letters_are_fifty_pages_behind_a_cover_without_codes() {
    let told = Mutex::new(Vec::new());
    let made = batch(50)
        .pdf_with_progress(&brand(), &|done, total| {
            told.lock()
                .expect("no test thread panicked")
                .push((done, total));
            ControlFlow::Continue(())
        })
        .expect("a batch");
    let mut told = told.into_inner().expect("no test thread panicked");
    told.sort_unstable();
    assert_eq!(told, (1..=50).map(|done| (done, 50)).collect::<Vec<_>>());

    let printed = Printed::new(&made);
    printed.read_by("qpdf", &["--check"], &[]);
    assert!(
        printed
            .read_by("pdfinfo", &["-meta"], &[])
            .contains("<pdfuaid:part>1</pdfuaid:part>")
    );
    assert_eq!(printed.pages(), 51);
    let cover = printed.text_of(1, 1);
    let text = printed.text();
    assert_in_order(
        &cover,
        &[
            "50",
            "dgo-0",
            "Persona Titular 0",
            "Partido del Río",
            "Sin partido",
            "dgo-49",
        ],
    );
    for number in 0..50 {
        assert_eq!(text.matches(&code(number)).count(), 1, "{number}");
        assert!(!cover.contains(&code(number)), "{number}");
    }
    assert_in_order(
        &printed.text_of(38, 38),
        &["dgo-36", &code(36), "Página 1 de 1"],
    );
    assert_eq!(
        printed.qr_codes(51),
        [format!(
            "https://conoceles.ejemplo.mx/activar#codigo={}",
            code(49)
        )]
    );
}

#[test]
fn a_letter_that_needs_more_pages_gets_them_and_counts_its_own() {
    let mut made = batch(3);
    made.letters[1].undertaking = "Me comprometo a cuidar la cuenta.\n".repeat(30);
    let printed = Printed::new(&made.pdf(&brand()).expect("a batch"));
    assert_eq!(printed.pages(), 5);
    let feet = |page, words| {
        assert!(
            printed.text_of(page, page).contains(words),
            "page {page}: {words}"
        )
    };
    feet(2, "Página 1 de 1");
    feet(3, "Consta de 2 páginas");
    feet(4, "Consta de 2 páginas");
    feet(5, "Página 1 de 1");
}

#[test]
fn a_stopped_batch_says_so() {
    let made = batch(5).pdf_with_progress(&brand(), &|_, _| ControlFlow::Break(()));
    assert_eq!(made, Err(DocumentError::Stopped));
}

#[test]
fn equal_batches_are_equal_bytes() {
    assert!(batch(6).pdf(&brand()) == batch(6).pdf(&brand()));
}

#[test]
fn a_batch_is_neither_empty_nor_endless() {
    let refused = |asked| {
        Err(DocumentError::BatchSize {
            asked,
            most: Letters::MOST,
        })
    };
    assert_eq!(batch(0).pdf(&brand()), refused(0));
    assert_eq!(
        batch(Letters::MOST + 1).pdf(&brand()),
        refused(Letters::MOST + 1)
    );
}
