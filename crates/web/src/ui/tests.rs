//! The pieces with whatever people write, the colours of the sheet, and the assets as they are served.

mod assets;
mod colours;
mod fields;
mod hostile;
mod lengths;
