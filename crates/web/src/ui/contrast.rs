//! Colour contrast by WCAG 2.2, and the palette that an institute's accent yields.
//!
//! The accent is data of the institute's profile, so nobody has looked at it before the program starts:
//! [`Palette::new`] refuses one that cannot be read, with the ratio it has and the ratio it needs.

use std::fmt;
use std::str::FromStr;

/// Ratio that text needs against its background (WCAG 2.2, 1.4.3, level AA).
pub const TEXT: f64 = 4.5;
/// Ratio that large text and the edges of controls need (WCAG 2.2, 1.4.3 and 1.4.11).
pub const LARGE: f64 = 3.0;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// What is wrong with a profile's accent. The message is for whoever edits the profile.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AccentError {
    /// The text is not `#` followed by six hexadecimal digits.
    #[error(
        "el color «{0}» no se entiende: escriba # y seis cifras hexadecimales, por ejemplo #6d1a4f"
    )]
    Unreadable(String),
    /// The colour is too close to one of the backgrounds on which it must be read.
    #[error(
        "el color {color} no se distingue lo suficiente sobre {background} ({scheme}): su contraste es {ratio:.2}:1 y necesita al menos {needed}:1. Use un tono más {remedy}"
    )]
    TooFaint {
        /// The accent as written.
        color: Color,
        /// The background it fails on.
        background: Color,
        /// Which scheme it was meant for, in Spanish.
        scheme: &'static str,
        /// Its ratio there, rounded down to hundredths.
        ratio: f64,
        /// The ratio it needs.
        needed: f64,
        /// Which way to move it, in Spanish.
        remedy: &'static str,
    },
}

impl Color {
    /// A colour from its three channels.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Relative luminance, from 0 (black) to 1 (white), as WCAG 2.2 defines it.
    #[must_use]
    pub fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// This colour with `share` (0 to 1) of `other` mixed in, channel by channel.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let channel = |mine: u8, theirs: u8| {
            let value = f64::from(mine) * (1.0 - share) + f64::from(theirs) * share;
            // In 0..=255 by construction: a weighted mean of two u8.
            value.round() as u8
        };
        Self::rgb(
            channel(self.red, other.red),
            channel(self.green, other.green),
            channel(self.blue, other.blue),
        )
    }
}

/// One channel without the sRGB transfer curve.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// Contrast ratio of two colours, from 1 (the same) to 21 (black on white); the order does not matter.
#[must_use]
pub fn contrast(one: Color, other: Color) -> f64 {
    let (a, b) = (one.luminance(), other.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

impl FromStr for Color {
    type Err = AccentError;

    fn from_str(text: &str) -> Result<Self, AccentError> {
        let unreadable = || AccentError::Unreadable(text.to_owned());
        let digits = text.trim().strip_prefix('#').ok_or_else(unreadable)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unreadable());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| unreadable())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self::rgb(red, green, blue))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The surfaces of one colour scheme on which the accent is read; the stylesheet names the same values
/// (a test compares them).
#[derive(Clone, Copy, Debug)]
pub struct Surfaces {
    /// Background of the page.
    pub paper: Color,
    /// Background of forms, cards and tables.
    pub sheet: Color,
    /// Colour of text.
    pub ink: Color,
    scheme: &'static str,
    remedy: &'static str,
}

/// Surfaces of the light scheme.
pub const LIGHT: Surfaces = Surfaces {
    paper: Color::rgb(0xf7, 0xf5, 0xf0),
    sheet: Color::rgb(0xff, 0xff, 0xff),
    ink: Color::rgb(0x1d, 0x1f, 0x23),
    scheme: "esquema claro",
    remedy: "oscuro",
};

/// Surfaces of the dark scheme.
pub const DARK: Surfaces = Surfaces {
    paper: Color::rgb(0x15, 0x17, 0x1a),
    sheet: Color::rgb(0x1f, 0x22, 0x26),
    ink: Color::rgb(0xec, 0xea, 0xe5),
    scheme: "esquema oscuro",
    remedy: "claro",
};

/// The accent in one scheme, with the shades that follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// Links, the brand bar, the primary button.
    pub color: Color,
    /// Text on [`Accent::color`].
    pub on: Color,
    /// The accent under a pointer: nearer to the ink.
    pub strong: Color,
    /// A tint of the sheet for what is selected; text on it is ink.
    pub soft: Color,
}

/// What an institute's accent yields in both schemes. A value of this type has passed the contrast checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// In the light scheme.
    pub light: Accent,
    /// In the dark scheme.
    pub dark: Accent,
}

impl Palette {
    /// Reads and checks the accent of a profile (`[marca] acento`, `acento_oscuro`). Without a dark
    /// accent, one is made by lightening the light one until it can be read.
    ///
    /// # Errors
    /// [`AccentError`] when a colour is not understood, or when its contrast as text on the page, or of
    /// the text on it, is under 4.5:1.
    pub fn new(accent: &str, dark: Option<&str>) -> Result<Self, AccentError> {
        let color: Color = accent.parse()?;
        let light = Accent::checked(color, LIGHT, LIGHT.sheet)?;
        let dark = match dark {
            Some(text) => Accent::checked(text.parse()?, DARK, DARK.paper)?,
            None => Accent::lightened(color),
        };
        Ok(Self { light, dark })
    }

    /// The custom properties of the palette as a stylesheet, which goes before the hand-written one. The
    /// brand bar keeps the light accent in both schemes: a bright band would dazzle at night.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        format!(
            ":root{{{};--bar:{};--on-bar:{}}}@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
            self.light.declarations(),
            self.light.color,
            self.light.on,
            self.dark.declarations()
        )
    }
}

impl Accent {
    fn checked(color: Color, on_page: Surfaces, on: Color) -> Result<Self, AccentError> {
        for background in [on_page.paper, on_page.sheet, on] {
            let ratio = contrast(color, background);
            if ratio < TEXT {
                return Err(AccentError::TooFaint {
                    color,
                    background,
                    scheme: on_page.scheme,
                    ratio: (ratio * 100.0).floor() / 100.0,
                    needed: TEXT,
                    remedy: on_page.remedy,
                });
            }
        }
        Ok(Self::shades(color, on_page, on))
    }

    fn shades(color: Color, on_page: Surfaces, on: Color) -> Self {
        Self {
            color,
            on,
            strong: color.mixed(on_page.ink, 0.25),
            soft: on_page.sheet.mixed(color, 0.1),
        }
    }

    /// The first of the accent's tints, in steps of a twentieth, that can be read on the dark surfaces.
    /// White, the last, always can.
    fn lightened(color: Color) -> Self {
        let white = Color::rgb(255, 255, 255);
        (0..=20_u8)
            .map(|step| color.mixed(white, f64::from(step) / 20.0))
            .find_map(|tint| Self::checked(tint, DARK, DARK.paper).ok())
            .unwrap_or_else(|| Self::shades(white, DARK, DARK.paper))
    }

    fn declarations(&self) -> String {
        format!(
            "--accent:{};--on-accent:{};--accent-strong:{};--accent-soft:{}",
            self.color, self.on, self.strong, self.soft
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().expect("a colour written in a test")
    }

    #[test]
    fn contrast_of_known_pairs_is_as_published() {
        let pairs = [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4.00),
            ("#0000ff", "#000000", 2.44),
            ("#123456", "#123456", 1.0),
        ];
        for (one, other, expected) in pairs {
            let ratio = contrast(color(one), color(other));
            assert!((ratio - expected).abs() < 0.01, "{one} {other}: {ratio}");
            assert_eq!(ratio, contrast(color(other), color(one)));
        }
    }

    #[test]
    fn a_colour_is_read_only_when_it_is_six_digits_after_a_hash() {
        assert_eq!(color("#6D1a4f").to_string(), "#6d1a4f");
        for wrong in [
            "", "#", "6d1a4f", "#6d1a4", "#6d1a4f0", "#gg0000", "#+12345", "rojo", "#ñññ",
        ] {
            assert_eq!(
                wrong.parse::<Color>(),
                Err(AccentError::Unreadable(wrong.to_owned())),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_accent_too_light_for_paper_is_refused_with_its_ratio() {
        let error = Palette::new("#e6a8cf", None).expect_err("a pale pink on paper");
        assert_eq!(
            error.to_string(),
            "el color #e6a8cf no se distingue lo suficiente sobre #f7f5f0 (esquema claro): su contraste \
             es 1.77:1 y necesita al menos 4.5:1. Use un tono más oscuro"
        );
    }

    #[test]
    fn a_dark_accent_too_dark_for_the_night_is_refused() {
        let error = Palette::new("#6d1a4f", Some("#6d1a4f")).expect_err("wine on near black");
        assert!(matches!(
            error,
            AccentError::TooFaint {
                scheme: "esquema oscuro",
                ..
            }
        ));
    }

    #[test]
    fn every_pair_of_an_accepted_palette_can_be_read() {
        for accent in [
            "#6d1a4f", "#5b2a86", "#005c53", "#1a1a1a", "#0000ff", "#7a3b00",
        ] {
            let palette = Palette::new(accent, None).expect("a dark enough accent");
            for (shade, page) in [(palette.light, LIGHT), (palette.dark, DARK)] {
                assert!(
                    contrast(shade.color, page.paper) >= TEXT,
                    "{accent} on paper"
                );
                assert!(
                    contrast(shade.color, page.sheet) >= TEXT,
                    "{accent} on sheet"
                );
                assert!(contrast(shade.color, shade.on) >= TEXT, "text on {accent}");
                assert!(
                    contrast(shade.strong, shade.on) >= TEXT,
                    "text on strong {accent}"
                );
                assert!(
                    contrast(page.ink, shade.soft) >= TEXT,
                    "ink on soft {accent}"
                );
            }
        }
    }

    #[test]
    fn the_stylesheet_of_a_palette_sets_both_schemes() {
        let palette = Palette::new("#6d1a4f", Some("#e6a8cf")).expect("both pass");
        let css = palette.stylesheet();
        assert!(
            css.starts_with(":root{--accent:#6d1a4f;--on-accent:#ffffff;"),
            "{css}"
        );
        assert!(
            css.contains("prefers-color-scheme:dark){:root{--accent:#e6a8cf;--on-accent:#15171a;")
        );
    }
}
