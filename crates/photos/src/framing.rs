//! Which part of a picture is shown, and which way up.

/// Most times that a picture is brought nearer, in percent.
pub const MOST_ZOOM: u16 = 400;

/// How far a picture is turned to the right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// Not at all.
    #[default]
    None,
    /// A quarter to the right.
    Right,
    /// Upside down.
    Half,
    /// A quarter to the left.
    Left,
}

impl Turn {
    /// By quarters to the right.
    #[must_use]
    pub const fn of_quarters(quarters: u8) -> Self {
        match quarters % 4 {
            0 => Self::None,
            1 => Self::Right,
            2 => Self::Half,
            _ => Self::Left,
        }
    }
}

/// Which part of a picture is shown. Whatever its numbers, it is within the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    /// How far it is turned first.
    pub turn: Turn,
    /// How near, in percent: 100 shows as much as fits; at most [`MOST_ZOOM`].
    pub zoom: u16,
    /// Where across, of what does not fit: 0 is the left, 1,000 the right.
    pub x: u16,
    /// Where down, of what does not fit: 0 is the top, 1,000 the bottom.
    pub y: u16,
}

/// A part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Framing {
    /// The part of a turned picture of `width` × `height` pixels, in the proportion of photographs (4 to 5).
    pub(crate) fn window(&self, width: u32, height: u32) -> Window {
        let (across, down) = (f64::from(width), f64::from(height));
        let fits = (across / 4.0).min(down / 5.0);
        let unit = fits * 100.0 / f64::from(self.zoom.clamp(100, MOST_ZOOM));
        let (shown_across, shown_down) = (unit * 4.0, unit * 5.0);
        let place = |free: f64, part: u16| free.max(0.0) * f64::from(part.min(1000)) / 1000.0;
        Window {
            left: place(across - shown_across, self.x),
            top: place(down - shown_down, self.y),
            width: shown_across,
            height: shown_down,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(400, 500, 100, 0, 0, [0.0, 0.0, 400.0, 500.0])]
    #[case(800, 500, 100, 500, 900, [200.0, 0.0, 400.0, 500.0])]
    #[case(400, 1000, 100, 9, 1000, [0.0, 500.0, 400.0, 500.0])]
    #[case(400, 500, 200, 1000, 1000, [200.0, 250.0, 200.0, 250.0])]
    #[case(400, 500, 0, 5000, 9000, [0.0, 0.0, 400.0, 500.0])]
    #[case(400, 500, 60_000, 0, 0, [0.0, 0.0, 100.0, 125.0])]
    fn a_framing_is_within_the_picture(
        #[case] width: u32,
        #[case] height: u32,
        #[case] zoom: u16,
        #[case] x: u16,
        #[case] y: u16,
        #[case] expected: [f64; 4],
    ) {
        let turn = Turn::None;
        let window = Framing { turn, zoom, x, y }.window(width, height);
        assert_eq!(
            [window.left, window.top, window.width, window.height],
            expected
        );
    }

    proptest::proptest! {
        #[test]
        fn no_framing_leaves_the_picture(width in 240_u32..12_000, height in 240_u32..12_000, zoom: u16, x: u16, y: u16) {
            let window = Framing { turn: Turn::None, zoom, x, y }.window(width, height);
            proptest::prop_assert!(window.left >= 0.0 && window.top >= 0.0);
            proptest::prop_assert!(window.left + window.width <= f64::from(width) + 1e-6);
            proptest::prop_assert!(window.top + window.height <= f64::from(height) + 1e-6);
            proptest::prop_assert!(window.width >= 1.0);
        }
    }
}
