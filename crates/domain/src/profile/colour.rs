//! A colour as people write it: `#6d1a4f`.

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// The text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» no es un color: escriba # y seis cifras hexadecimales, por ejemplo #6d1a4f")]
pub struct NotAColour(pub String);

impl std::str::FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let wrong = || NotAColour(text.to_owned());
        let digits = text.strip_prefix('#').ok_or_else(wrong)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("#6d1a4f", Some("#6d1a4f"))]
    #[case("#6D1A4F", Some("#6d1a4f"))]
    #[case("6d1a4f", None)]
    #[case("#6d1", None)]
    #[case("#+d1a4f", None)]
    #[case("#ñ1a4f", None)]
    fn colour_is_six_digits(#[case] text: &str, #[case] shown: Option<&str>) {
        assert_eq!(
            text.parse::<Colour>()
                .ok()
                .map(|c| c.to_string())
                .as_deref(),
            shown
        );
    }
}
