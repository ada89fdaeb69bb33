//! People with accounts, each of them made as in real life: the institute issues, the person activates with the code,
//! accepts the notice and signs in.

use app::accounts::NewAccount;
use domain::account::{Role, Seat};
use domain::id::AccountId;

use super::browser::Browser;
use super::world::World;

/// A password that nobody guesses.
pub const PASSWORD: &str = "girasol plomo vereda nube";

/// Somebody with an account and a browser.
pub struct Person<'w> {
    pub account: AccountId,
    pub login: String,
    pub browser: Browser<'w>,
}

impl<'w> std::ops::Deref for Person<'w> {
    type Target = Browser<'w>;
    fn deref(&self) -> &Browser<'w> {
        &self.browser
    }
}

impl Person<'_> {
    /// Signs in again with a fresh browser state.
    pub async fn sign_in(&self) {
        self.set_cookie(None);
        self.post(
            "/entrar",
            &[("usuario", &self.login), ("contrasena", PASSWORD)],
        )
        .await
        .is(303);
    }
}

impl Person<'_> {
    /// Does an act of the registry that is only confirmed: cancels, reinstates, joins or parts.
    pub async fn does(&self, key: &str, verb: &str, reason: &str) {
        let action = format!("{}/{verb}", self.world.registry_path(key));
        let review = self.get(&action).await.is(200);
        self.confirm(&review, &action, "aplicar", reason)
            .await
            .is(303);
    }

    /// Who the program takes the person for.
    pub async fn signed_in(&self) -> app::sign_in::SignedIn {
        let cookie = self.cookie().unwrap();
        let token = cookie.split_once('=').unwrap().1;
        match self.world.app.visitor(Some(token)).await.unwrap() {
            app::sign_in::Visitor::Complete(who) => *who,
            other => panic!("{other:?}"),
        }
    }
}

impl World {
    /// An account that was issued: its login and code.
    pub async fn issued(&self, seat: Seat, holder: &str) -> (AccountId, String, String) {
        let new = NewAccount {
            holder: holder.to_owned(),
            contact: None,
            seat,
        };
        let issued = self.app.issue_account_as_system(new).await.unwrap();
        (
            issued.account.id,
            issued.account.login,
            issued.code.as_str().to_owned(),
        )
    }

    /// Somebody who activated an account and still has to accept the notice.
    pub async fn newcomer(&self, seat: Seat) -> Person<'_> {
        let (account, login, code) = self.issued(seat, "Guadalupe Ibarra").await;
        let browser = Browser::new(self);
        let values = [
            ("codigo", code.as_str()),
            ("contrasena", PASSWORD),
            ("contrasena_otra_vez", PASSWORD),
            ("compromiso", "on"),
        ];
        browser
            .post("/activar/contrasena", &values)
            .await
            .leads_to("/aviso");
        Person {
            account,
            login,
            browser,
        }
    }

    /// Somebody at work in this seat.
    pub async fn somebody(&self, seat: Seat) -> Person<'_> {
        let person = self.newcomer(seat).await;
        person.post("/aviso", &[("acepta", "on")]).await.is(303);
        person
    }

    /// The first administrator, who came with the founding.
    pub async fn administrator(&self) -> Person<'_> {
        self.somebody(Seat::Administrator).await
    }

    pub async fn auditor(&self) -> Person<'_> {
        self.somebody(Seat::Auditor).await
    }

    pub async fn validator(&self) -> Person<'_> {
        self.somebody(Seat::Validator).await
    }

    pub async fn supervisor(&self, party: &str) -> Person<'_> {
        self.somebody(Seat::Supervisor {
            party: party.parse().unwrap(),
        })
        .await
    }

    pub async fn capturer(&self, party: &str) -> Person<'_> {
        self.somebody(Seat::Capturer {
            party: party.parse().unwrap(),
        })
        .await
    }

    pub async fn candidate(&self, key: &str) -> Person<'_> {
        self.somebody(Seat::Candidate {
            candidacy: self.candidacy(key),
        })
        .await
    }

    pub async fn independent(&self, key: &str) -> Person<'_> {
        self.somebody(Seat::Independent {
            candidacy: self.candidacy(key),
        })
        .await
    }

    /// The seat of a role in the stories: of party `mc`, of its first candidacy, of the first independent.
    pub fn seat(&self, role: Role) -> Seat {
        let party = || "mc".parse().unwrap();
        match role {
            Role::Administrator => Seat::Administrator,
            Role::Auditor => Seat::Auditor,
            Role::Registrar => Seat::Registrar,
            Role::Validator => Seat::Validator,
            Role::PartyRepresentative => Seat::PartyRepresentative { party: party() },
            Role::Supervisor => Seat::Supervisor { party: party() },
            Role::Capturer => Seat::Capturer { party: party() },
            Role::Candidate => Seat::Candidate {
                candidacy: self.candidacy("MC-1"),
            },
            Role::Independent => Seat::Independent {
                candidacy: self.candidacy("IND-1"),
            },
        }
    }

    /// The party's representation receives its accounts now, which starts the term of all its candidacies.
    pub async fn start_term_of_party(&self, party: &str) {
        let (_, login, _) = self
            .issued(
                Seat::PartyRepresentative {
                    party: party.parse().unwrap(),
                },
                "Representación",
            )
            .await;
        self.app
            .record_receipt_as_system(&login, self.app.now())
            .await
            .unwrap();
    }
}
