//! The fonts that travel in the program, so that a document looks the same on every machine.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The fonts and what they can draw.
pub(crate) struct Faces {
    fonts: Vec<Font>,
    /// The index by which the typesetter finds them.
    pub(crate) book: LazyHash<FontBook>,
}

/// Noto Sans for text and Noto Sans Mono for codes, under the licence in `fonts/OFL.txt`.
static FACES: LazyLock<Faces> = LazyLock::new(|| {
    let files: [&'static [u8]; 3] = [
        include_bytes!("../fonts/NotoSans-Regular.ttf"),
        include_bytes!("../fonts/NotoSans-Bold.ttf"),
        include_bytes!("../fonts/NotoSansMono-Bold.ttf"),
    ];
    let fonts: Vec<Font> = files
        .into_iter()
        .map(|file| Font::new(Bytes::new(file), 0).expect("the embedded files are fonts"))
        .collect();
    Faces {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// The fonts, read once.
pub(crate) fn faces() -> &'static Faces {
    &FACES
}

impl Faces {
    /// The font at this place of the book.
    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether one and the same family draws all of these signs, in every weight it has here. A letter and its
    /// accent taken from two families would not join.
    pub(crate) fn draw(&self, signs: &str) -> bool {
        let drawn_by = |fonts: &[Font]| {
            fonts.iter().all(|font| {
                let coverage = &font.info().coverage;
                signs.chars().all(|sign| coverage.contains(sign.into()))
            })
        };
        let (text, mono) = self.fonts.split_at(2);
        drawn_by(text) || drawn_by(mono)
    }
}
