//! What happens to accounts and to the history beside candidacies: activations, sessions, imports, refusals.

use domain::account::{Account, ActivationCode, CODE_ALPHABET, CODE_LENGTH, Entry, Opening, Role};
use domain::activity::{Act, Action, Author, Subject};
use domain::id::{AccountId, Entropy, ImportId, SessionId};
use domain::policy::{Right, Target};
use domain::profile::ContentHash;
use domain::record::Decided;
use domain::time::Instant;

use super::{Fault, Holder, Teller, index};
use crate::chance::{Chance, Ids, mixed};
use crate::plot::{Deed, Event, Part};
use crate::story::Told;

impl Teller<'_> {
    pub(super) fn tell_of_account(
        &mut self,
        event: Event,
        password_hash: &str,
    ) -> Result<Told, Fault> {
        let Event { at, by, to, deed } = event;
        match deed {
            Deed::Issue => self.issue(at, by, to),
            Deed::Activate => {
                let account = self.account(to)?;
                let typed = code(self.seed, index(to));
                self.change_account(
                    to,
                    account.activate(&typed, password_hash.to_owned(), &self.undertaking, at)?,
                )
            }
            Deed::AcceptNotice => {
                let account = self.account(to)?;
                let decided = account.accept_notice(&self.notice, at)?;
                let entry = Entry {
                    notice: &self.notice,
                    undertaking: &self.undertaking,
                    // Nobody is asked for a second factor in a demonstration.
                    second_factor: &[],
                    proven: false,
                };
                let actor = decided.record().actor(&entry).ok_or(Fault::Missing)?;
                let account = Box::new(decided.record().clone());
                self.holders[index(to)] = Holder::Ready(actor, account);
                Ok(Told::Account(decided))
            }
            Deed::SignIn => {
                let session = SessionId::new(at, &self.ids);
                self.sessions[index(to)] = Some(session);
                self.session_act(at, to, session, Action::SignedIn)
            }
            Deed::SignOut => {
                let session = self.sessions[index(to)].take().ok_or(Fault::Missing)?;
                self.session_act(at, to, session, Action::SignedOut)
            }
            Deed::Expire => {
                let session = self.sessions[index(to)].take().ok_or(Fault::Missing)?;
                let subject = Subject::new("session", session);
                let act = Act::new(at, Author::System, Action::SessionExpired, subject);
                Ok(Told::Act(act.with("account", self.identity(to)?.0)))
            }
            Deed::BeRefused => {
                let author = Author::of(self.actor(by)?, self.sessions[index(by)]);
                let subject = Subject::new("route", "/panel/historial");
                Ok(Told::Act(Act::new(
                    at,
                    author,
                    Action::AttemptRefused,
                    subject,
                )))
            }
            Deed::ExportHistory => {
                let permit = self.permit(by, Right::ReadHistory, Target::Process)?;
                let subject = Subject::new("process", &self.profile.process.key);
                Ok(Told::Act(Act::new(
                    at,
                    permit.author(),
                    Action::HistoryExported,
                    subject,
                )))
            }
            Deed::Import { rows } => self.import(at, by, rows),
            Deed::FailToSignIn { times } => Ok(Told::Act(self.failures(at, times))),
            _ => self.tell_of_registers(event),
        }
    }

    fn issue(&mut self, at: Instant, by: Part, to: Part) -> Result<Told, Fault> {
        let author = if by == to || index(by) >= self.holders.len() {
            Author::System
        } else {
            self.permit(by, Right::ManageAccounts, Target::Process)?
                .author()
        };
        let code = ActivationCode::of(&code(self.seed, index(to)), at);
        let id = AccountId::new(at, &self.ids);
        let player = &self.cast.players[index(to)];
        let (login, holder) = (player.login.clone(), player.holder.clone());
        let opening = Opening {
            id,
            login,
            holder,
            contact: None,
            seat: player.seat.clone(),
            code,
        };
        let decided = Account::issue(opening, author, at);
        self.change_account(to, decided)
    }

    fn change_account(&mut self, part: Part, decided: Decided<Account>) -> Result<Told, Fault> {
        self.holders[index(part)] = Holder::Known(Box::new(decided.record().clone()));
        Ok(Told::Account(decided))
    }

    fn session_act(
        &self,
        at: Instant,
        part: Part,
        session: SessionId,
        action: Action,
    ) -> Result<Told, Fault> {
        let (account, role) = self.identity(part)?;
        let author = Author::Account {
            account,
            role,
            session: Some(session),
        };
        Ok(Told::Act(Act::new(
            at,
            author,
            action,
            Subject::new("session", session),
        )))
    }

    fn import(&self, at: Instant, by: Part, rows: u32) -> Result<Told, Fault> {
        let permit = self.permit(by, Right::ManageRegistry, Target::Process)?;
        let subject = Subject::new("import", ImportId::new(at, &self.ids));
        let file = ContentHash::of(format!("demo {} {rows}", self.seed).as_bytes());
        let act = Act::new(at, permit.author(), Action::RegistryImported, subject)
            .with("file", file)
            .with("rows", rows)
            .with("added", rows)
            .with("changed", 0)
            .with("unchanged", 0)
            .with("absent", self.registered.saturating_sub(index(rows)));
        Ok(Told::Act(act))
    }

    /// Wrong passwords, as the history counts them. The network is one that is reserved for examples.
    fn failures(&self, at: Instant, times: u8) -> Act {
        let mut chance = Chance::about(self.seed, &format!("failures {at}"));
        let login = ContentHash::of(format!("login {}", chance.below(20)).as_bytes());
        Act::new(
            at,
            Author::Anonymous,
            Action::SignInsFailed,
            Subject::new("login", login),
        )
        .with("count", times)
        .with("network", format!("203.0.113.{}", 1 + chance.below(250)))
        .with("minute", at.micros().div_euclid(60_000_000) - 1)
    }

    fn account(&self, part: Part) -> Result<Account, Fault> {
        match self.holders.get(index(part)) {
            Some(Holder::Known(account)) => Ok((**account).clone()),
            _ => Err(Fault::Missing),
        }
    }

    pub(super) fn identity(&self, part: Part) -> Result<(AccountId, Role), Fault> {
        match self.holders.get(index(part)) {
            Some(Holder::Known(account)) => Ok((account.id, account.seat.role())),
            Some(Holder::Ready(actor, _)) => Ok((actor.account(), actor.role())),
            _ => Err(Fault::Missing),
        }
    }
}

/// The activation code of an account, in groups of four. It follows from the seed, so only a demonstration may use it.
pub(super) fn code(seed: u64, part: usize) -> String {
    let ids = Ids::new(mixed(seed, &format!("code {part}")));
    let mut bytes = [0_u8; CODE_LENGTH];
    ids.fill(&mut bytes);
    let mut code = String::with_capacity(CODE_LENGTH + 3);
    for (at, byte) in bytes.into_iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(
            CODE_ALPHABET[usize::from(byte) % CODE_ALPHABET.len()],
        ));
    }
    code
}
