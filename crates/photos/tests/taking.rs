//! What is taken, how it comes out, and what is refused with which words.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests are named by what they prove, and a panic is their failure's message"
)]

mod samples;

use image::{DynamicImage, GenericImageView as _, Rgba, RgbaImage};
use photos::{Framing, Limits, Refused, Size, Turn, develop, print, print_one};
use samples::{
    animated, grey_png, jpeg, jpeg_with_exif, picture, png, png_of_size, with_colours,
    with_segment, with_size,
};

const LIMITS: Limits = Limits::of_bytes(5 * 1024 * 1024);

const WHOLE: Framing = Framing {
    turn: Turn::None,
    zoom: 100,
    x: 500,
    y: 500,
};

fn refused(bytes: &[u8]) -> Refused {
    develop(bytes, &LIMITS).expect_err("it was taken")
}

/// Which colour is at a place, in tenths of the picture.
fn colour(jpeg: &[u8], x: u32, y: u32) -> &'static str {
    let picture = image::load_from_memory(jpeg).unwrap();
    let pixel = picture.get_pixel(picture.width() * x / 10, picture.height() * y / 10);
    match pixel.0 {
        [red, green, blue, _] if red > 150 && green < 100 && blue < 100 => "red",
        [red, green, blue, _] if green > 130 && red < 100 && blue < 100 => "green",
        [red, green, blue, _] if blue > 150 && red < 100 && green < 100 => "blue",
        [red, green, blue, _] if red > 230 && green > 230 && blue > 230 => "white",
        _ => "another",
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn a_photograph_has_three_sizes_of_one_proportion() {
    let negative = develop(&jpeg(&picture(1000, 1250)), &LIMITS).unwrap();
    assert_eq!((negative.width, negative.height), (1000, 1250));
    let prints = print(&negative.jpeg, WHOLE).unwrap();
    for (size, bytes) in Size::ALL
        .into_iter()
        .zip([&prints.small, &prints.medium, &prints.large])
    {
        let shown = image::load_from_memory(bytes).unwrap();
        assert_eq!(shown.dimensions(), (size.width(), size.height()));
        assert_eq!(colour(bytes, 1, 1), "green");
        assert_eq!(colour(bytes, 8, 2), "red");
        assert_eq!(colour(bytes, 5, 8), "blue");
    }
    assert_eq!(print(&negative.jpeg, WHOLE).unwrap(), prints);
}

#[test]
fn a_large_picture_becomes_a_smaller_negative() {
    let negative = develop(&jpeg(&picture(3000, 2000)), &LIMITS).unwrap();
    assert_eq!((negative.width, negative.height), (2000, 1333));
}

/// The eight ways in which a camera may have been held: the picture stands upright in each.
#[rstest::rstest]
#[case(1, "green", "red")]
#[case(2, "red", "green")]
#[case(3, "blue", "blue")]
#[case(6, "blue", "green")]
#[case(8, "red", "blue")]
fn a_picture_is_turned_as_the_camera_says(
    #[case] orientation: u16,
    #[case] left_top: &str,
    #[case] right_top: &str,
) {
    let bytes = jpeg_with_exif(&picture(400, 400), orientation, "x");
    let negative = develop(&bytes, &LIMITS).unwrap().jpeg;
    assert_eq!(colour(&negative, 1, 1), left_top);
    assert_eq!(colour(&negative, 8, 1), right_top);
}

#[test]
fn nothing_of_the_file_goes_along() {
    let place = "GPS 24.0277,-104.6532 camara-de-Xochitl";
    let mut bytes = jpeg_with_exif(&picture(400, 500), 1, place);
    bytes = with_segment(&bytes, 0xFE, b"comentario-secreto");
    bytes = with_segment(&bytes, 0xED, b"Photoshop 3.0 iptc-secreto");
    // What a polyglot hides after the picture: another document.
    bytes.extend(b"%PDF-1.7 <script>alert(1)</script> PK\x03\x04");
    assert!(contains(&bytes, place.as_bytes()));
    let negative = develop(&bytes, &LIMITS).unwrap().jpeg;
    let prints = print(&negative, WHOLE).unwrap();
    for made in [&negative, &prints.small, &prints.medium, &prints.large] {
        for hidden in [
            place.as_bytes(),
            b"Exif",
            b"secreto",
            b"Photoshop",
            b"%PDF",
            b"<script",
            b"PK\x03\x04",
        ] {
            assert!(
                !contains(made, hidden),
                "{:?}",
                String::from_utf8_lossy(hidden)
            );
        }
        assert!(made.ends_with(b"\xFF\xD9"));
    }
}

#[test]
fn what_is_transparent_is_white_and_sixteen_bits_are_eight() {
    let clear = RgbaImage::from_pixel(300, 300, Rgba([0, 0, 0, 0]));
    let negative = develop(&png(&DynamicImage::ImageRgba8(clear)), &LIMITS).unwrap();
    assert_eq!(colour(&negative.jpeg, 5, 5), "white");
    assert!(develop(&grey_png(300, 300), &LIMITS).is_ok());
}

#[rstest::rstest]
#[case(b"", Refused::Empty)]
#[case(b"hola", Refused::NotAPicture)]
#[case(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Refused::Heic)]
#[case(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Refused::Heic)]
#[case(b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1", Refused::OtherPicture("AVIF"))]
#[case(b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0", Refused::OtherPicture("WebP"))]
#[case(b"GIF89a\x01\0\x01\0", Refused::OtherPicture("GIF"))]
#[case(b"%PDF-1.7\n1 0 obj", Refused::Document("PDF"))]
#[case(
    b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    Refused::OtherPicture("SVG")
)]
#[case(b"  <SVG onload=alert(1)>", Refused::OtherPicture("SVG"))]
#[case(b"\xFF\xD8\xFF", Refused::Truncated)]
#[case(b"\x89PNG\r\n\x1A\n", Refused::Truncated)]
fn what_is_no_photograph_is_refused_by_its_content(#[case] bytes: &[u8], #[case] why: Refused) {
    assert_eq!(refused(bytes), why);
}

#[test]
fn what_would_look_wrong_or_not_at_all_is_refused() {
    let whole = jpeg(&picture(400, 500));
    assert_eq!(refused(&with_colours(&whole, 4)), Refused::PressColours);
    assert_eq!(refused(&whole[..whole.len() / 2]), Refused::Truncated);
    assert_eq!(refused(&whole[..whole.len() - 2]), Refused::Truncated);
    let still = png(&DynamicImage::ImageRgb8(picture(400, 500)));
    assert_eq!(refused(&animated(&still)), Refused::Animated);
    assert_eq!(refused(&still[..still.len() - 20]), Refused::Truncated);
    let (width, height) = (239, 400);
    assert_eq!(
        refused(&jpeg(&picture(width, height))),
        Refused::TooSmall { width, height }
    );
}

/// A few bytes that say they are an enormous picture are not believed so far as to make room for it.
#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let (width, height) = (60_000, 60_000);
    assert_eq!(
        refused(&png_of_size(width, height)),
        Refused::TooLarge { width, height }
    );
    let bomb = with_size(&jpeg(&picture(400, 500)), 60_000, 60_000);
    assert_eq!(refused(&bomb), Refused::TooLarge { width, height });
    // Within the sides, too many in all.
    let (width, height) = (12_000, 12_000);
    assert_eq!(
        refused(&png_of_size(width, height)),
        Refused::TooLarge { width, height }
    );
}

#[test]
fn a_picture_is_decoded_in_few_passes_or_not_at_all() {
    let whole = jpeg(&picture(400, 500));
    let scan = whole
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .unwrap();
    let end = whole.len() - 2;
    let passes = whole[scan..end].repeat(100);
    let bomb = [&whole[..scan], &passes, &whole[end..]].concat();
    assert_eq!(refused(&bomb), Refused::Damaged);
}

#[test]
fn a_heavy_file_is_refused_with_its_limit_in_words() {
    let limits = Limits::of_bytes(2 * 1024 * 1024);
    let mut heavy = jpeg(&picture(400, 500));
    heavy.resize(limits.bytes + 1, 0);
    let refused = develop(&heavy, &limits).unwrap_err();
    assert_eq!(refused, Refused::TooHeavy(limits.bytes));
    assert!(refused.to_string().contains("pesa más de 2 MB"));
}

#[test]
fn each_refusal_says_what_to_do() {
    for refused in [
        Refused::Heic,
        Refused::OtherPicture("WebP"),
        Refused::Document("PDF"),
        Refused::PressColours,
        Refused::TooLarge {
            width: 1,
            height: 1,
        },
        Refused::Truncated,
        Refused::Damaged,
    ] {
        let said = refused.to_string();
        assert!(
            ["elija", "Elija", "elíjala", "Envíela"]
                .iter()
                .any(|what| said.contains(what)),
            "{said}"
        );
    }
    assert!(Refused::Heic.to_string().contains("El más compatible"));
}

#[test]
fn a_photograph_shows_the_part_that_was_asked() {
    // Wider than the proportion: the left shows the green corner, the right does not.
    let negative = develop(&jpeg(&picture(1000, 500)), &LIMITS).unwrap().jpeg;
    let at = |framing: Framing| print_one(&negative, framing, Size::Medium).unwrap();
    let left = at(Framing { x: 0, ..WHOLE });
    assert_eq!(colour(&left, 1, 1), "green");
    let right = at(Framing { x: 1000, ..WHOLE });
    assert_eq!(colour(&right, 1, 1), "red");
    let below = at(Framing {
        zoom: 200,
        y: 1000,
        ..WHOLE
    });
    assert_eq!(colour(&below, 5, 1), "blue");
    let upside_down = at(Framing {
        turn: Turn::Half,
        ..WHOLE
    });
    assert_eq!(colour(&upside_down, 5, 1), "blue");
    assert_eq!(colour(&upside_down, 5, 8), "red");
    let turned = at(Framing {
        turn: Turn::Right,
        x: 1000,
        y: 0,
        ..WHOLE
    });
    assert_eq!(colour(&turned, 9, 0), "green");
}
