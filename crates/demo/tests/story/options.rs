//! The users to try the demonstration with, and any number of candidacies.

use crate::support::{self, end_of};
use demo::Story;
use domain::account::{Entry, Role, Standing};
use domain::capture::State;
use domain::policy::{Right, may_ever};

#[rstest::rstest]
fn there_is_a_user_of_each_role_and_an_account_to_activate(
    #[values("dgo", "cdmx")] name: &str,
    #[values(Some(400), Some(60))] candidacies: Option<usize>,
) {
    let profile = support::profile(name);
    let story = Story::new(&profile, support::options(&profile, 42, candidacies));
    let (users, waiting) = (story.users(), story.waiting());
    let end = end_of(&profile, candidacies, 42);
    let works = |role: &Role| {
        Right::ALL
            .into_iter()
            .any(|right| may_ever(&profile, *role, right))
    };
    let roles: Vec<Role> = users.iter().map(|user| user.role).collect();
    assert_eq!(
        roles,
        Role::ALL.into_iter().filter(works).collect::<Vec<_>>()
    );
    let (notice, undertaking) = (
        profile.notices.simplified.hash.to_string(),
        profile.accounts.undertaking_hash.to_string(),
    );
    let entry = Entry {
        notice: &notice,
        undertaking: &undertaking,
        // Nobody is asked for a second factor in a demonstration.
        second_factor: &[],
        proven: false,
    };
    for user in &users {
        let account = &end.accounts[&user.login];
        assert_eq!(
            (account.seat.role(), &account.holder),
            (user.role, &user.holder)
        );
        assert!(account.actor(&entry).is_some(), "{}", user.login);
        assert!(
            matches!(&account.standing, Standing::Active { password, .. } if password == support::HASH)
        );
        if let Some(candidacy) = account.seat.candidacy() {
            assert_eq!(
                end.captures[&candidacy].state,
                State::Capturing,
                "{}",
                user.login
            );
            assert!(
                !end.candidacies[&candidacy]
                    .term
                    .unwrap()
                    .is_over(support::now(&profile))
            );
        }
    }
    assert_eq!(waiting.len(), 2);
    for (login, code) in waiting {
        let account = &end.accounts[&login];
        let later = support::now(&profile).plus_seconds(20 * 86_400);
        assert_eq!(account.check_code(&code, later), Ok(()), "{login}");
    }
}

#[rstest::rstest]
fn any_number_of_candidacies_can_be_asked_for(
    #[values("dgo", "cdmx")] name: &str,
    #[values(0, 1, 2, 7, 20, 61, 400)] wanted: usize,
) {
    let profile = support::profile(name);
    let mut lists = support::Lists::default();
    for told in support::told(&profile, 9, Some(wanted)) {
        lists.note(&profile, &told);
    }
    let found = lists.candidacies();
    // Where every office has formulas of two, an odd number is not reached.
    assert!(
        found == wanted || found + 1 == wanted,
        "{found} of {wanted}"
    );
    lists.have_no_gaps();
}
