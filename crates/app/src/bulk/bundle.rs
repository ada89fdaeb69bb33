//! Photographs in a ZIP file: their names tell whose they are, and nothing of them is believed.

use std::io::{Cursor, Read as _};

use super::{LotRefusal, MOST_PHOTOGRAPHS};

/// Most entries of a ZIP file, folders and what systems add to it included.
const MOST_ENTRIES: usize = 4 * MOST_PHOTOGRAPHS;
/// Most bytes of all photographs together: twice what an upload takes, since pictures hardly shrink.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What each entry of a ZIP file's directory begins with.
const ENTRY: &[u8] = b"PK\x01\x02";

/// A photograph as it came.
pub(super) struct Packed {
    /// The last part of its name.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

impl Packed {
    /// Its name without the ending.
    pub(super) fn stem(&self) -> &str {
        self.name
            .rsplit_once('.')
            .map_or(&*self.name, |(stem, _)| stem)
    }
}

/// The photographs of a ZIP file. Where a name says that they lie is not looked at: nothing is written anywhere.
///
/// # Errors
/// [`LotRefusal::NotAZip`], [`LotRefusal::TooManyPhotographs`].
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Packed>, LotRefusal> {
    // Read, a directory weighs many times what it does in the file: its entries are counted before.
    let entries = bytes.windows(ENTRY.len()).filter(|some| *some == ENTRY);
    if entries.count() > MOST_ENTRIES {
        return Err(LotRefusal::TooManyPhotographs);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| LotRefusal::NotAZip)?;
    if archive.len() > MOST_ENTRIES {
        return Err(LotRefusal::TooManyPhotographs);
    }
    let mut photographs = Vec::new();
    let mut left = MOST_BYTES;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| LotRefusal::NotAZip)?;
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let Some(name) = own_name(&path).filter(|_| !entry.is_dir()) else {
            continue;
        };
        if photographs.len() == MOST_PHOTOGRAPHS {
            return Err(LotRefusal::TooManyPhotographs);
        }
        // What an entry says of its size may be a lie: it is read up to what is left, and one byte more.
        let mut bytes = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut bytes);
        read.map_err(|_| LotRefusal::NotAZip)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left
            .checked_sub(length)
            .ok_or(LotRefusal::TooManyPhotographs)?;
        photographs.push(Packed { name, bytes });
    }
    Ok(photographs)
}

/// The last part of a path; none of what systems add beside people's files.
fn own_name(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let name = parts.last()?.trim();
    let added = name.is_empty()
        || name.starts_with('.')
        || parts.contains(&"__MACOSX")
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini");
    (!added).then(|| name.chars().filter(|c| !c.is_control()).take(200).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn names(entries: &[(&str, &[u8])]) -> Vec<String> {
        let read = read(&packed(entries)).unwrap();
        read.iter().map(|one| one.stem().to_owned()).collect()
    }

    #[test]
    fn a_name_is_its_last_part_wherever_it_says_that_it_lies() {
        let entries: [(&str, &[u8]); 6] = [
            ("fotos/MC-1.jpg", b"a"),
            ("../../etc/MC-2.JPG", b"b"),
            ("C:\\fotos\\MC-3.png", b"c"),
            ("__MACOSX/._MC-1.jpg", b"d"),
            ("fotos/.DS_Store", b"e"),
            ("Thumbs.db", b"f"),
        ];
        assert_eq!(names(&entries), ["MC-1", "MC-2", "MC-3"]);
    }

    #[test]
    fn a_bomb_and_a_crowd_are_refused() {
        let bomb = vec![0; usize::try_from(MOST_BYTES).unwrap() + 1];
        let bomb = packed(&[("a.jpg", bomb.as_slice())]);
        assert!(bomb.len() < 200_000, "it is small outside");
        assert!(matches!(read(&bomb), Err(LotRefusal::TooManyPhotographs)));
        let crowd: Vec<String> = (0..=MOST_PHOTOGRAPHS).map(|n| format!("{n}.jpg")).collect();
        let crowd: Vec<(&str, &[u8])> = crowd.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
        assert!(matches!(
            read(&packed(&crowd)),
            Err(LotRefusal::TooManyPhotographs)
        ));
        assert!(matches!(read(b"no es un zip"), Err(LotRefusal::NotAZip)));
        let whole = packed(&crowd[..3]);
        assert!(read(&whole[..whole.len() / 2]).is_err());
    }

    #[test]
    fn a_directory_of_very_many_entries_is_not_even_read() {
        let names: Vec<String> = (0..=MOST_ENTRIES).map(|n| format!("{n}/")).collect();
        let entries: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        let whole = packed(&entries);
        // Without its end, which is 22 bytes, it could not be: what is told was told before.
        let cut = read(&whole[..whole.len() - 22]);
        assert!(matches!(cut, Err(LotRefusal::TooManyPhotographs)));
        let fewer = packed(&entries[1..]);
        assert!(read(&fewer).unwrap().is_empty());
    }
}
