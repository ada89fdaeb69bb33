//! A third institute: the first stage takes cases, edits and returns; the second only approves; the third returns with two
//! people, and publishes without the observed fields what is not corrected in its days.

mod independent;
mod party;
