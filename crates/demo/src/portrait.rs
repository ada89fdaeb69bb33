//! Drawn portraits: invented people have no face, so each has one of a few drawings of a head and shoulders in plain
//! colours. They are coordinates and nothing else; whoever fills a demonstration writes them as pictures.

/// How many drawings there are.
pub const PORTRAITS: u8 = 10;

/// Pixels across and down of a drawing: the proportion of a published photograph.
pub const PORTRAIT_SIZE: (u32, u32) = (480, 600);

type Colour = [u8; 3];

/// Background, clothes, skin and hair of each drawing.
const COLOURS: [[Colour; 4]; PORTRAITS as usize] = [
    [
        [214, 224, 232],
        [58, 87, 112],
        [198, 149, 112],
        [52, 40, 34],
    ],
    [[229, 221, 208], [122, 74, 62], [163, 111, 78], [30, 26, 26]],
    [[216, 228, 218], [62, 98, 80], [224, 182, 148], [96, 66, 44]],
    [[230, 216, 222], [104, 66, 98], [132, 86, 60], [24, 22, 24]],
    [
        [222, 222, 234],
        [72, 70, 122],
        [208, 164, 130],
        [142, 140, 138],
    ],
    [
        [232, 228, 210],
        [132, 106, 48],
        [178, 126, 92],
        [44, 34, 30],
    ],
    [[212, 230, 230], [44, 102, 108], [146, 98, 70], [62, 44, 34]],
    [
        [228, 218, 212],
        [96, 60, 50],
        [232, 194, 164],
        [176, 172, 168],
    ],
    [[220, 226, 212], [80, 92, 56], [188, 138, 100], [36, 30, 28]],
    [
        [218, 218, 222],
        [76, 80, 90],
        [216, 172, 140],
        [112, 82, 58],
    ],
];

/// The pixels of a drawing, three bytes each (red, green, blue), line by line. Any number gives one.
#[must_use]
pub fn portrait(number: u8) -> Vec<u8> {
    let number = number % PORTRAITS;
    let colours = COLOURS[usize::from(number)];
    let (width, height) = PORTRAIT_SIZE;
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let place = |at: u32, of: u32| (f64::from(at) + 0.5) / f64::from(of);
            pixels.extend(colours[part(number, place(x, width), place(y, height))]);
        }
    }
    pixels
}

/// Which part of the drawing is at a place: 0 background, 1 clothes, 2 skin, 3 hair.
fn part(number: u8, x: f64, y: f64) -> usize {
    let within = |cx: f64, cy: f64, rx: f64, ry: f64| {
        ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) <= 1.0
    };
    let long_hair = number % 2 == 1;
    let face = within(0.5, 0.42, 0.17, 0.19);
    let fringe = within(0.5, 0.26 + 0.01 * f64::from(number % 3), 0.19, 0.11);
    let neck = (0.43..=0.57).contains(&x) && (0.5..=0.7).contains(&y);
    let shoulders = within(0.5, 1.02, 0.42, 0.36);
    let mane = within(0.5, 0.44, 0.23, 0.28) && long_hair;
    match () {
        () if fringe => 3,
        () if face => 2,
        () if neck && !shoulders => 2,
        () if shoulders => 1,
        () if mane => 3,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_drawing_is_its_own_and_the_same_every_time() {
        let drawings: std::collections::BTreeSet<Vec<u8>> = (0..PORTRAITS).map(portrait).collect();
        assert_eq!(drawings.len(), usize::from(PORTRAITS));
        assert!(drawings.iter().all(|pixels| pixels.len() == 480 * 600 * 3));
        assert_eq!(portrait(3), portrait(3 + PORTRAITS));
    }
}
