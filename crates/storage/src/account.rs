//! Accounts.

use domain::account::{Account, ActivationCode, NoticeAcceptance, Role, Seat, Standing};
use domain::id::{AccountId, CandidacyId};
use domain::key::PartyKey;
use domain::time::Instant;

use crate::columns::code;
use crate::engine::{Insert, Query, Row, Statement, Value, statements, values};
use crate::error::StorageError;
use crate::record::Stored;
use crate::unit::Unit;

macro_rules! account_columns {
    () => {
        "id, login, holder, role, party, candidacy, standing, code, code_expires, password, active_since, \
         notice, notice_at, created"
    };
}

statements! {
    in "account";
    statements {
        BY_ID = concat!("SELECT ", account_columns!(), " FROM account WHERE id = $1");
        BY_LOGIN = concat!("SELECT ", account_columns!(), " FROM account WHERE login = $1");
        BY_CODE = concat!("SELECT ", account_columns!(), " FROM account WHERE code = $1");
        ALL = concat!("SELECT ", account_columns!(), " FROM account ORDER BY id");
        LIST = concat!("SELECT ", account_columns!(), " FROM account WHERE TRUE");
    }
    pieces {
        OF_ROLE = " AND role = ";
        OF_PARTY = " AND party = ";
        OF_CANDIDACY = " AND candidacy = ";
        AFTER = " AND login > (SELECT earlier.login FROM account earlier WHERE earlier.id = ";
        AFTER_END = ")";
        IN_ORDER = " ORDER BY login LIMIT ";
    }
    inserts {
        INSERT_ACCOUNT = Insert {
            table: "account",
            columns: &[
                "id", "login", "holder", "role", "party", "candidacy", "standing", "code", "code_expires",
                "password", "active_since", "notice", "notice_at", "created",
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
}

impl Stored for Account {
    const INSERT: Insert = INSERT_ACCOUNT;
    const OVERWRITE: &'static str = "ON CONFLICT (id) DO UPDATE SET login = excluded.login, \
        holder = excluded.holder, role = excluded.role, party = excluded.party, \
        candidacy = excluded.candidacy, standing = excluded.standing, code = excluded.code, \
        code_expires = excluded.code_expires, password = excluded.password, \
        active_since = excluded.active_since, notice = excluded.notice, notice_at = excluded.notice_at, \
        created = excluded.created";
    const SCAN: Statement = ALL;

    fn find(id: &str) -> Option<Query> {
        Some(BY_ID.with(values![id]))
    }

    fn cells(&self) -> Vec<Value> {
        let (standing, code_digest, expires, password, since) = match &self.standing {
            Standing::Issued { code } => ("issued", Some(code.digest()), expiry(code), None, None),
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
        })
    }
}

fn read_seat(row: &Row) -> Result<Seat, StorageError> {
    let party = || row.parse("party");
    let candidacy = || row.parse("candidacy");
    Ok(match row.code::<Role>("role")? {
        Role::Administrator => Seat::Administrator,
        Role::Auditor => Seat::Auditor,
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

/// The instant until which a code serves. It is private to the domain; serde's form of the code has it.
fn expiry(code: &ActivationCode) -> Option<i64> {
    serde_json::to_value(code).ok()?.get("expires")?.as_i64()
}

fn read_standing(row: &Row) -> Result<Standing, StorageError> {
    match row.text("standing")?.as_str() {
        "issued" => {
            let form = serde_json::json!({ "digest": row.text("code")?, "expires": row.int("code_expires")? });
            let code = serde_json::from_value(form).map_err(|_| row.inconsistent("code"))?;
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
        query
            .bind_some(OF_ROLE, filter.role.as_ref().map(code))
            .bind_some(OF_PARTY, filter.party.as_ref())
            .bind_some(OF_CANDIDACY, filter.candidacy);
        if let Some(after) = after {
            query.bind(AFTER, after).piece(AFTER_END);
        }
        query.bind(IN_ORDER, limit);
        self.records(query.finish()).await
    }
}
