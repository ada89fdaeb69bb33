//! Accounts.

use domain::account::{
    Account, ActivationCode, Lock, NoticeAcceptance, Role, Seat, SecondFactor, Standing,
    Undertaking,
};
use domain::id::{AccountId, CandidacyId};
use domain::key::PartyKey;
use domain::time::Instant;

use crate::columns::{code, json};
use crate::engine::{Composition, Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::record::Stored;
use crate::unit::Unit;

macro_rules! account_columns {
    () => {
        "id, login, holder, role, party, candidacy, standing, code, code_expires, password, active_since, \
         notice, notice_at, created, contact, undertaking, undertaking_at, second_factor, second_factor_at, \
         recovery, rescue, rescue_expires, lock_reason, lock_at, closed"
    };
}
pub(crate) use account_columns;

statements! {
    in "account";
    statements {
        BY_ID = concat!("SELECT ", account_columns!(), " FROM account WHERE id = $1");
        BY_LOGIN = concat!("SELECT ", account_columns!(), " FROM account WHERE login = $1");
        BY_CODE = concat!("SELECT ", account_columns!(), " FROM account WHERE code = $1");
        BY_RESCUE = concat!("SELECT ", account_columns!(), " FROM account WHERE rescue = $1");
        ALL = concat!("SELECT ", account_columns!(), " FROM account ORDER BY id");
        LIST = concat!("SELECT ", account_columns!(), " FROM account WHERE TRUE");
        COUNT = "SELECT COUNT(*) AS accounts FROM account WHERE TRUE";
    }
    pieces {
        OF_ROLE = " AND role = ";
        OF_PARTY = " AND party = ";
        OF_CANDIDACY = " AND candidacy = ";
        WITHIN = " AND (party = ";
        WITHIN_CANDIDACIES = " OR candidacy IN (SELECT held.id FROM candidacy held WHERE held.party = ";
        WITHIN_END = "))";
        ACTIVATED = " AND standing = 'active'";
        NOT_ACTIVATED = " AND standing = 'issued'";
        CLOSED = " AND closed IS NOT NULL";
        NOT_CLOSED = " AND closed IS NULL";
        DELIVERED = " AND EXISTS (SELECT 1 FROM delivery WHERE delivery.account = account.id)";
        NOT_DELIVERED = " AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.account = account.id)";
        AFTER = " AND login > (SELECT earlier.login FROM account earlier WHERE earlier.id = ";
        AFTER_END = ")";
        IN_ORDER = " ORDER BY login LIMIT ";
    }
    inserts {
        INSERT_ACCOUNT = Insert {
            table: "account",
            columns: &[
                "id", "login", "holder", "role", "party", "candidacy", "standing", "code", "code_expires",
                "password", "active_since", "notice", "notice_at", "created", "contact", "undertaking",
                "undertaking_at", "second_factor", "second_factor_at", "recovery", "rescue", "rescue_expires",
                "lock_reason", "lock_at", "closed",
            ],
            conflict: "",
        };
    }
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Those of a role.
    pub role: Option<Role>,
    /// Those bound to a party.
    pub party: Option<PartyKey>,
    /// Those bound to a candidacy.
    pub candidacy: Option<CandidacyId>,
    /// Those bound to a party or to a candidacy that it captures.
    pub within: Option<PartyKey>,
    /// Those that were activated, or were not.
    pub activated: Option<bool>,
    /// Those that were closed, or were not.
    pub closed: Option<bool>,
    /// Those that were delivered to somebody, or were not.
    pub delivered: Option<bool>,
}

impl AccountFilter {
    /// Puts the filter's conditions into a query.
    fn narrow(&self, query: &mut Composition) {
        query
            .bind_some(OF_ROLE, self.role.as_ref().map(code))
            .bind_some(OF_PARTY, self.party.as_ref())
            .bind_some(OF_CANDIDACY, self.candidacy);
        if let Some(party) = &self.within {
            query
                .bind(WITHIN, party)
                .bind(WITHIN_CANDIDACIES, party)
                .piece(WITHIN_END);
        }
        let choices = [
            (self.activated, ACTIVATED, NOT_ACTIVATED),
            (self.closed, CLOSED, NOT_CLOSED),
            (self.delivered, DELIVERED, NOT_DELIVERED),
        ];
        for (choice, yes, no) in choices {
            if let Some(choice) = choice {
                query.piece(if choice { yes } else { no });
            }
        }
    }
}

impl Stored for Account {
    const INSERT: Insert = INSERT_ACCOUNT;
    const OVERWRITE: &'static str = "ON CONFLICT (id) DO UPDATE SET login = excluded.login, \
        holder = excluded.holder, role = excluded.role, party = excluded.party, \
        candidacy = excluded.candidacy, standing = excluded.standing, code = excluded.code, \
        code_expires = excluded.code_expires, password = excluded.password, \
        active_since = excluded.active_since, notice = excluded.notice, notice_at = excluded.notice_at, \
        created = excluded.created, contact = excluded.contact, undertaking = excluded.undertaking, \
        undertaking_at = excluded.undertaking_at, second_factor = excluded.second_factor, \
        second_factor_at = excluded.second_factor_at, recovery = excluded.recovery, \
        rescue = excluded.rescue, rescue_expires = excluded.rescue_expires, \
        lock_reason = excluded.lock_reason, lock_at = excluded.lock_at, closed = excluded.closed";
    const SCAN: Statement = ALL;

    fn find(id: &str) -> Option<Query> {
        Some(BY_ID.with(values![id]))
    }

    fn cells(&self) -> Vec<Value> {
        let (standing, code_digest, expires, password, since) = match &self.standing {
            Standing::Issued { code } => (
                "issued",
                Some(code.digest()),
                Some(code.expires()),
                None,
                None,
            ),
            Standing::Active { password, since } => {
                ("active", None, None, Some(password.as_str()), Some(*since))
            }
        };
        values![
            self.id,
            self.login.as_str(),
            self.holder.as_str(),
            code(&self.seat.role()),
            self.seat.party(),
            self.seat.candidacy(),
            standing,
            code_digest,
            expires,
            password,
            since,
            self.notice.as_ref().map(|notice| notice.hash.as_str()),
            self.notice.as_ref().map(|notice| notice.at),
            self.created,
            self.contact.as_deref(),
            self.undertaking.as_ref().map(|signed| signed.hash.as_str()),
            self.undertaking.as_ref().map(|signed| signed.at),
            self.second_factor
                .as_ref()
                .map(|factor| factor.sealed.as_str()),
            self.second_factor.as_ref().map(|factor| factor.since),
            Some(&self.recovery)
                .filter(|codes| !codes.is_empty())
                .map(json),
            self.rescue.as_ref().map(ActivationCode::digest),
            self.rescue.as_ref().map(ActivationCode::expires),
            self.lock.map(|lock| code(&lock.reason)),
            self.lock.map(|lock| lock.at),
            self.closed,
        ]
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.parse("id")?,
            login: row.text("login")?,
            holder: row.text("holder")?,
            seat: read_seat(row)?,
            standing: read_standing(row)?,
            notice: read_notice(row)?,
            created: Instant::from_micros(row.int("created")?),
            contact: row.optional_text("contact")?,
            undertaking: read_undertaking(row)?,
            second_factor: read_second_factor(row)?,
            recovery: match row.optional_text("recovery")? {
                Some(_) => row.json("recovery")?,
                None => Vec::new(),
            },
            rescue: match row.optional_text("rescue")? {
                Some(digest) => Some(ActivationCode::kept(
                    digest,
                    instant(row, "rescue_expires")?,
                )),
                None => None,
            },
            lock: read_lock(row)?,
            closed: row.optional_int("closed")?.map(Instant::from_micros),
        })
    }
}

fn instant(row: &Row, column: &'static str) -> Result<Instant, StorageError> {
    row.int(column).map(Instant::from_micros)
}

fn read_undertaking(row: &Row) -> Result<Option<Undertaking>, StorageError> {
    Ok(match row.optional_text("undertaking")? {
        Some(hash) => Some(Undertaking {
            hash,
            at: instant(row, "undertaking_at")?,
        }),
        None => None,
    })
}

fn read_second_factor(row: &Row) -> Result<Option<SecondFactor>, StorageError> {
    Ok(match row.optional_text("second_factor")? {
        Some(sealed) => Some(SecondFactor {
            sealed,
            since: instant(row, "second_factor_at")?,
        }),
        None => None,
    })
}

fn read_lock(row: &Row) -> Result<Option<Lock>, StorageError> {
    Ok(match row.optional_text("lock_reason")? {
        Some(_) => Some(Lock {
            reason: row.code("lock_reason")?,
            at: instant(row, "lock_at")?,
        }),
        None => None,
    })
}

fn read_seat(row: &Row) -> Result<Seat, StorageError> {
    let party = || row.parse("party");
    let candidacy = || row.parse("candidacy");
    Ok(match row.code::<Role>("role")? {
        Role::Administrator => Seat::Administrator,
        Role::Auditor => Seat::Auditor,
        Role::Registrar => Seat::Registrar,
        Role::Validator => Seat::Validator,
        Role::PartyRepresentative => Seat::PartyRepresentative { party: party()? },
        Role::Supervisor => Seat::Supervisor { party: party()? },
        Role::Capturer => Seat::Capturer { party: party()? },
        Role::Candidate => Seat::Candidate {
            candidacy: candidacy()?,
        },
        Role::Independent => Seat::Independent {
            candidacy: candidacy()?,
        },
    })
}

fn read_standing(row: &Row) -> Result<Standing, StorageError> {
    match row.text("standing")?.as_str() {
        "issued" => {
            let code = ActivationCode::kept(row.text("code")?, instant(row, "code_expires")?);
            Ok(Standing::Issued { code })
        }
        "active" => Ok(Standing::Active {
            password: row.text("password")?,
            since: Instant::from_micros(row.int("active_since")?),
        }),
        _ => Err(row.inconsistent("standing")),
    }
}

fn read_notice(row: &Row) -> Result<Option<NoticeAcceptance>, StorageError> {
    let Some(hash) = row.optional_text("notice")? else {
        return Ok(None);
    };
    Ok(Some(NoticeAcceptance {
        hash,
        at: Instant::from_micros(row.int("notice_at")?),
    }))
}

impl Unit {
    /// The account with this identifier.
    ///
    /// # Errors
    /// As every read: no connection, or [`StorageError::Inconsistent`].
    pub async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StorageError> {
        self.record(BY_ID.with(values![id])).await
    }

    /// The account that signs in with `login`, in lower case.
    ///
    /// # Errors
    /// As every read.
    pub async fn account_by_login(&mut self, login: &str) -> Result<Option<Account>, StorageError> {
        self.record(BY_LOGIN.with(values![login])).await
    }

    /// The account that an activation code belongs to, by the code's digest.
    ///
    /// # Errors
    /// As every read.
    pub async fn account_by_code(&mut self, digest: &str) -> Result<Option<Account>, StorageError> {
        self.record(BY_CODE.with(values![digest])).await
    }

    /// The account that a code to get in again was given for, by the code's digest.
    ///
    /// # Errors
    /// As every read.
    pub async fn account_by_rescue(
        &mut self,
        digest: &str,
    ) -> Result<Option<Account>, StorageError> {
        self.record(BY_RESCUE.with(values![digest])).await
    }

    /// A page of accounts in the order of their logins: those after `after`, at most `limit`.
    ///
    /// # Errors
    /// As every read.
    pub async fn accounts(
        &mut self,
        filter: &AccountFilter,
        after: Option<AccountId>,
        limit: u32,
    ) -> Result<Vec<Account>, StorageError> {
        let mut query = LIST.begin(Vec::new());
        filter.narrow(&mut query);
        if let Some(after) = after {
            query.bind(AFTER, after).piece(AFTER_END);
        }
        query.bind(IN_ORDER, limit);
        self.records(query.finish()).await
    }

    /// How many accounts a filter leaves.
    ///
    /// # Errors
    /// As every read.
    pub async fn count_accounts(&mut self, filter: &AccountFilter) -> Result<u64, StorageError> {
        let mut query = COUNT.begin(Vec::new());
        filter.narrow(&mut query);
        let row = self.tx.optional(query.finish()).await?;
        row.map_or(Ok(0), |row| row.number("accounts"))
    }
}
