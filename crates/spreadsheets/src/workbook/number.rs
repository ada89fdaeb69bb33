//! Numbers and serial dates as people write them.

use calamine::ExcelDateTime;
use jiff::civil::Date;

/// A number as typed: whole ones without point or exponent, others with the 15 digits that spreadsheets show.
pub(super) fn plain(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 && number.abs() < EXACT {
        return format!("{number:.0}");
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    shown.to_string()
}

/// From here on a spreadsheet no longer keeps every digit of a whole number.
const EXACT: f64 = 1e15;

/// Whether the whole number has more digits than spreadsheets keep.
pub(super) fn is_too_long(number: f64) -> bool {
    number.abs() >= EXACT
}

/// Days between the two systems' first days.
const FROM_1900_TO_1904: f64 = 1_462.0;

/// The day after 9999-12-31 in the 1900 system.
const END: f64 = 2_958_466.0;

/// A serial date as `AAAA-MM-DD`, with `THH:MM:SS` after it when it has a time; a time alone as `HH:MM:SS`.
/// `None` when it is no date: negative, past the year 9999, or 29 February 1900, which never was.
pub(super) fn serial(serial: ExcelDateTime, is_1904: bool) -> Option<String> {
    let value = serial.as_f64();
    let end = if is_1904 {
        END - FROM_1900_TO_1904
    } else {
        END
    };
    if !(0.0..end).contains(&value) {
        return None;
    }
    let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    // Serial 0 of the 1904 system is a date, 1904-01-01; in the 1900 one it is the day before the first.
    if value < 1.0 && (!is_1904 || value > 0.0) {
        return Some(time);
    }
    let date = Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()?;
    Some(with_time(date, &time))
}

fn with_time(date: Date, time: &str) -> String {
    if time == "00:00:00" {
        date.to_string()
    } else {
        format!("{date}T{time}")
    }
}

/// An ISO date or date-time of a cell, in the same form as [`serial`] gives; `None` when it is none.
pub(super) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::civil::DateTime>() {
        return Some(with_time(
            moment.date(),
            &moment.time().strftime("%H:%M:%S").to_string(),
        ));
    }
    let time: jiff::civil::Time = text.parse().ok()?;
    Some(time.strftime("%H:%M:%S").to_string())
}
