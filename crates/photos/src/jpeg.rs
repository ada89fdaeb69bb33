//! The segments of a JPEG, as far as its size and its end.

use crate::Refused;

/// Most passes over the picture. Cameras and programs make ten or so; each costs time that its bytes do not show.
const MOST_SCANS: usize = 40;

/// Width and height; refused if it is not a whole picture of one or three colours.
pub(crate) fn look(bytes: &[u8]) -> Result<(u32, u32), Refused> {
    let mut at = 2;
    let mut size = None;
    loop {
        let (marker, content, after) = segment(bytes, at)?;
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => size = Some(frame(content)?),
            0xDA => {
                let size = size.ok_or(Refused::Damaged)?;
                return ends_well(&bytes[at..]).map(|()| size);
            }
            0xD9 => return Err(Refused::Damaged),
            _ => {}
        }
        at = after;
    }
}

/// The marker at `at`, its content, and where the next one is.
fn segment(bytes: &[u8], mut at: usize) -> Result<(u8, &[u8], usize), Refused> {
    let byte = |at: usize| bytes.get(at).copied().ok_or(Refused::Truncated);
    if byte(at)? != 0xFF {
        return Err(Refused::Damaged);
    }
    while byte(at)? == 0xFF {
        at += 1;
    }
    let marker = byte(at)?;
    // These stand alone.
    if matches!(marker, 0x01 | 0xD0..=0xD9) {
        return Ok((marker, &[], at + 1));
    }
    let length = usize::from(u16::from_be_bytes([byte(at + 1)?, byte(at + 2)?]));
    let (start, end) = (at + 3, at + 1 + length);
    if length < 2 {
        return Err(Refused::Damaged);
    }
    let content = bytes.get(start..end).ok_or(Refused::Truncated)?;
    Ok((marker, content, end))
}

fn frame(content: &[u8]) -> Result<(u32, u32), Refused> {
    let [_, h1, h0, w1, w0, colours, ..] = *content else {
        return Err(Refused::Damaged);
    };
    let size = |high, low| u32::from(u16::from_be_bytes([high, low]));
    match (colours, size(w1, w0), size(h1, h0)) {
        (4, ..) => Err(Refused::PressColours),
        (1 | 3, width @ 1.., height @ 1..) => Ok((width, height)),
        _ => Err(Refused::Damaged),
    }
}

/// Whether the picture's data have an end. Inside them an end cannot stand by chance: 0xFF is followed by a zero.
fn ends_well(data: &[u8]) -> Result<(), Refused> {
    let mut scans = 0;
    for pair in data.windows(2) {
        match pair {
            [0xFF, 0xDA] => scans += 1,
            [0xFF, 0xD9] => return Ok(()),
            _ => {}
        }
        if scans > MOST_SCANS {
            return Err(Refused::Damaged);
        }
    }
    Err(Refused::Truncated)
}
