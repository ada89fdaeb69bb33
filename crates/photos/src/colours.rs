//! Colours of a camera's own space as those of the web: the profile that explains them does not go along.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The longest profile that is read. Cameras' have some hundreds of bytes; tables of a press have megabytes.
const LONGEST_PROFILE: usize = 32 * 1024;

/// Makes the colours those of the web. A profile that is not understood is as none: the picture is still a picture.
pub(crate) fn to_web(picture: &mut RgbImage, profile: Option<&[u8]>) {
    if let Some(converted) = profile.and_then(|profile| converted(picture, profile)) {
        picture.copy_from_slice(&converted);
    }
}

fn converted(picture: &RgbImage, profile: &[u8]) -> Option<Vec<u8>> {
    if profile.len() > LONGEST_PROFILE {
        return None;
    }
    let from = ColorProfile::new_from_slice(profile).ok()?;
    if from.color_space != DataColorSpace::Rgb {
        return None;
    }
    let web = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let way = from
        .create_transform_8bit(Layout::Rgb, &web, Layout::Rgb, options)
        .ok()?;
    let mut converted = vec![0; picture.as_raw().len()];
    way.transform(picture.as_raw(), &mut converted).ok()?;
    Some(converted)
}
