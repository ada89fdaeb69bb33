//! Which mark parts the columns of a text file.

/// The marks in use, the likeliest first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of the file is looked at, in bytes and records.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;

/// The separator, and the text without the first line when that only tells it (`sep=;`, as Excel writes it).
pub(super) fn of(text: &str) -> (u8, &str) {
    if let Some(told) = told(text) {
        return told;
    }
    let sample = sample(text);
    let best = CANDIDATES
        .into_iter()
        .rev()
        .max_by_key(|candidate| fitness(sample, *candidate));
    (best.unwrap_or(b','), text)
}

fn told(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = match text.find(['\r', '\n']) {
        Some(end) => text.split_at(end),
        None => (text, ""),
    };
    let line = line.trim_matches('"');
    let mark = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    let mark = mark.and_then(|_| line.as_bytes().get(4..))?;
    let &[mark] = mark else { return None };
    let rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix(['\r', '\n']))
        .unwrap_or(rest);
    // A letter, a digit or a quotation mark cannot part columns.
    (mark.is_ascii_punctuation() && mark != b'"' || mark == b'\t').then_some((mark, rest))
}

fn sample(text: &str) -> &str {
    let end = text.floor_char_boundary(SAMPLE_BYTES);
    let sample = text.get(..end).unwrap_or(text);
    // A line cut in the middle would count as one of another width.
    match sample.rfind(['\r', '\n']) {
        Some(line_end) if end < text.len() => sample.get(..line_end).unwrap_or(sample),
        _ => sample,
    }
}

/// How well the mark parts the sample: rows of the most frequent width in a hundred, then that width. A mark that
/// parts nothing scores least; titles above the header do not weigh more than the rows below.
fn fitness(sample: &str, separator: u8) -> (usize, usize) {
    let widths: Vec<usize> = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(sample.as_bytes())
        .records()
        .take(SAMPLE_RECORDS)
        .filter_map(Result::ok)
        .map(|record| record.len())
        .collect();
    let rows_of = |width: usize| widths.iter().filter(|found| **found == width).count();
    let parted = widths.iter().copied().filter(|width| *width > 1);
    match parted.max_by_key(|width| (rows_of(*width), *width)) {
        Some(width) => (rows_of(width) * 100 / widths.len(), width),
        None => (0, 0),
    }
}
