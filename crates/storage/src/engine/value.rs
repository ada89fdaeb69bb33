//! What goes into a statement: five kinds that both engines keep alike.

/// The kind of a value, needed to send a null with its type to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers of 64 bits; also instants, in microseconds.
    Int,
    /// True or false.
    Bool,
    /// Text in UTF-8.
    Text,
    /// Bytes.
    Bytes,
}

/// A value for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Nothing, of a kind.
    Null(Kind),
}

/// A Rust type that is stored as one kind.
pub trait Keep: Into<Value> {
    /// The kind.
    const KIND: Kind;
}

macro_rules! kept {
    ($($type:ty => $kind:ident($value:ident) $make:expr;)+) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::$kind($make)
            }
        }
        impl Keep for $type {
            const KIND: Kind = Kind::$kind;
        }
    )+};
}
pub(crate) use kept;

kept! {
    i64 => Int(value) value;
    u8 => Int(value) i64::from(value);
    u16 => Int(value) i64::from(value);
    u32 => Int(value) i64::from(value);
    bool => Bool(value) value;
    String => Text(value) value;
    &str => Text(value) value.to_owned();
    Vec<u8> => Bytes(value) value;
    &[u8] => Bytes(value) value.to_vec();
    [u8; 32] => Bytes(value) value.to_vec();
    &[u8; 32] => Bytes(value) value.to_vec();
}

// Positions and sizes end at 2^53 - 1 (`activity_log::MAX_NUMBER`); a larger number meets no row.
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl Keep for u64 {
    const KIND: Kind = Kind::Int;
}

impl<T: Keep> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null(T::KIND), Into::into)
    }
}

/// Values in the order of their placeholders.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Value::from($value)),*] };
}
pub(crate) use values;
