//! The chunks of a PNG, as far as its size, whether it moves, and its end.

use crate::Refused;

/// Most chunks: a picture has some hundreds.
const MOST_CHUNKS: usize = 20_000;

/// Width and height; refused if it moves or is not whole.
pub(crate) fn look(bytes: &[u8]) -> Result<(u32, u32), Refused> {
    let mut rest = bytes.get(8..).ok_or(Refused::Truncated)?;
    let mut size = None;
    for _ in 0..MOST_CHUNKS {
        let (kind, content, after) = chunk(rest)?;
        match (kind, size) {
            (b"IHDR", None) => size = Some(header(content)?),
            (b"IEND", Some(size)) => return Ok(size),
            (b"acTL", Some(_)) => return Err(Refused::Animated),
            (_, Some(_)) => {}
            (_, None) => return Err(Refused::Damaged),
        }
        rest = after;
    }
    Err(Refused::Damaged)
}

/// The kind of the first chunk, its content, and what follows it.
type Chunk<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn chunk(rest: &[u8]) -> Result<Chunk<'_>, Refused> {
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(Refused::Truncated)?;
    let (kind, rest) = rest.split_at_checked(4).ok_or(Refused::Truncated)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Refused::Damaged)?;
    let (content, rest) = rest.split_at_checked(length).ok_or(Refused::Truncated)?;
    let (_sum, rest) = rest.split_at_checked(4).ok_or(Refused::Truncated)?;
    Ok((kind, content, rest))
}

fn header(content: &[u8]) -> Result<(u32, u32), Refused> {
    let (width, rest) = content.split_first_chunk::<4>().ok_or(Refused::Damaged)?;
    let (height, _) = rest.split_first_chunk::<4>().ok_or(Refused::Damaged)?;
    match (u32::from_be_bytes(*width), u32::from_be_bytes(*height)) {
        (0, _) | (_, 0) => Err(Refused::Damaged),
        size => Ok(size),
    }
}
