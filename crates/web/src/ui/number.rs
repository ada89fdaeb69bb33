//! Numbers as people in Mexico write them.

/// A whole number with a comma at every three figures: `5,000`.
#[must_use]
pub fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// A number with the noun it counts: `1 candidatura`, `2,326 candidaturas`.
#[must_use]
pub fn counted(value: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_parts_every_three_figures() {
        let written = [0, 7, 999, 1_000, 28_000, 462_000, 1_234_567].map(number);
        assert_eq!(
            written,
            ["0", "7", "999", "1,000", "28,000", "462,000", "1,234,567"]
        );
    }

    #[test]
    fn one_is_singular_and_zero_is_not() {
        assert_eq!(counted(1, "candidatura", "candidaturas"), "1 candidatura");
        assert_eq!(counted(0, "candidatura", "candidaturas"), "0 candidaturas");
        assert_eq!(
            counted(2_326, "candidatura", "candidaturas"),
            "2,326 candidaturas"
        );
    }
}
