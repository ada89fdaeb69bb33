//! Coming in: activation, sign-in, the second factor, the notice, sessions and their limits, getting in again, and what
//! was being written when a session ended.

mod activation;
mod around;
mod crowd;
mod delays;
mod failures;
mod help;
mod own_account;
mod parking;
mod password;
mod phrase;
mod recovery;
mod rescue;
mod seal;
mod second_factor;
mod session;
mod visitor;

pub(crate) use failures::Target as FailedSignIn;
pub(crate) use session::fold_login;

pub(crate) use activation::attempt_with_code;
pub use activation::{ActivationRefusal, Code};
pub use delays::{Attempt, Delays};
pub use help::{HelpCase, HelpRefusal, Helped};
pub use own_account::{OpenSession, OwnAccount, PasswordChangeRefusal};
pub use parking::Parked;
pub use password::{MAX_BYTES, MIN_LENGTH, NewPassword, PasswordFault, Passwords};
pub use phrase::OfferedPhrase;
pub use recovery::{RecoveryRefusal, RecoverySheet, SheetWords};
pub use rescue::RescueRefusal;
pub use second_factor::{Enrolment, SecondFactorRefusal};
pub use session::{IDLE_SECONDS, LONGEST_SECONDS, NewSession, SignInRefusal};
pub use visitor::{SignedIn, Visitor};
