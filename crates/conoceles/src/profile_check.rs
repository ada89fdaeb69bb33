//! Checking a profile whole: what the domain reads, and whether its colours can be read.

use domain::profile::{Colour, Problem, Profile, Source};
use serde::Deserialize;
use toml::Spanned;
use web::ui::contrast::Palette;

/// The file with the colours.
const MAIN_FILE: &str = "profile.toml";
/// A light accent that always can be read, so that the dark one is judged alone.
const BLACK: &str = "#000000";

/// Loads a profile and checks it whole.
///
/// # Errors
/// Every mistake, by file and line; never an empty list.
pub fn checked(source: &dyn Source) -> Result<Profile, Vec<Problem>> {
    let faint = faint_accents(source);
    match Profile::load(source) {
        Ok(profile) if faint.is_empty() => Ok(profile),
        Ok(_) => Err(faint),
        Err(mut problems) => {
            problems.extend(faint);
            problems.sort();
            Err(problems)
        }
    }
}

#[derive(Deserialize)]
struct MainFile {
    marca: Brand,
}

#[derive(Deserialize)]
struct Brand {
    acento: Option<Spanned<String>>,
    acento_oscuro: Option<Spanned<String>>,
}

/// The accents that cannot be read on their grounds. They are read apart from the rest of the file, so that one
/// review tells everything; what is no colour at all the domain tells.
fn faint_accents(source: &dyn Source) -> Vec<Problem> {
    let bytes = source.read(MAIN_FILE).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let Ok(MainFile { marca }) = toml::from_str(&text) else {
        return Vec::new();
    };
    let light = marca.acento.and_then(|accent| {
        let error = Palette::new(colour(&accent)?, None).err()?;
        Some(problem(&text, &accent, &error.to_string()))
    });
    let dark = marca.acento_oscuro.and_then(|accent| {
        let error = Palette::new(BLACK, Some(colour(&accent)?)).err()?;
        Some(problem(&text, &accent, &error.to_string()))
    });
    light.into_iter().chain(dark).collect()
}

fn colour(accent: &Spanned<String>) -> Option<&str> {
    let text = accent.get_ref();
    text.parse::<Colour>().ok().map(|_| text.as_str())
}

/// The palette's message says the remedy after its last full stop.
fn problem(text: &str, accent: &Spanned<String>, message: &str) -> Problem {
    let before = text.get(..accent.span().start).unwrap_or_default();
    let line = u32::try_from(before.matches('\n').count())
        .map_or(u32::MAX, |lines| lines.saturating_add(1));
    let (message, remedy) = message
        .rsplit_once(". ")
        .unwrap_or((message, "use otro tono"));
    let mut remedy = remedy.to_owned();
    if let Some(first) = remedy.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Problem {
        file: MAIN_FILE.to_owned(),
        line,
        message: message.to_owned(),
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile_source::ProfileSource;

    /// Durango's profile with one text of its main file replaced.
    struct Edited(&'static str, &'static str);

    impl Source for Edited {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            let bytes = ProfileSource::Included("dgo".into()).read(path)?;
            if path != MAIN_FILE {
                return Some(bytes);
            }
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(self.0), "the profile has no {}", self.0);
            Some(text.replacen(self.0, self.1, 1).into_bytes())
        }
        fn list(&self) -> Vec<String> {
            ProfileSource::Included("dgo".into()).list()
        }
    }

    #[test]
    fn the_included_profiles_have_no_mistakes() {
        for name in ProfileSource::included() {
            assert_eq!(checked(&ProfileSource::Included(name)).err(), None);
        }
    }

    #[test]
    fn a_pale_accent_is_told_with_its_line_and_remedy() {
        let problems =
            checked(&Edited("acento = \"#6d1a4f\"", "acento = \"#e6a8cf\"")).unwrap_err();
        let [problem] = problems.as_slice() else {
            panic!("{problems:?}")
        };
        assert_eq!(problem.file, MAIN_FILE);
        assert_eq!(problem.line, 14);
        assert!(problem.message.contains("esquema claro"), "{problem}");
        assert_eq!(problem.remedy, "use un tono más oscuro");
    }

    #[test]
    fn a_dark_accent_that_the_night_hides_is_told_beside_other_mistakes() {
        let problems = checked(&Edited(
            "acento_oscuro = \"#e6a8cf\"",
            "acento_oscuro = \"#101010\"\nsobra = 1",
        ))
        .unwrap_err();
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains("esquema oscuro"))
        );
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains("sobra")),
            "{problems:?}"
        );
        assert!(problems.is_sorted());
    }

    #[test]
    fn what_is_no_colour_is_told_once() {
        let problems = checked(&Edited("acento = \"#6d1a4f\"", "acento = \"guinda\"")).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}
