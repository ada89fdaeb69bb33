//! Coming in: activation, sign-in, the notice, sessions and their limits, and what was being written when one ended.

mod activation;
mod delays;
mod failures;
mod parking;
mod password;
mod session;
mod visitor;

pub(crate) use failures::Target as FailedSignIn;
pub(crate) use session::fold_login;

pub use activation::{ActivationRefusal, Code};
pub use delays::{Attempt, Delays};
pub use parking::Parked;
pub use password::{MAX_BYTES, MIN_LENGTH, PasswordFault, Passwords};
pub use session::{IDLE_SECONDS, LONGEST_SECONDS, NewSession, SignInRefusal};
pub use visitor::{SignedIn, Visitor};
