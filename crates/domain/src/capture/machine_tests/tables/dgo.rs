//! Durango: one stage, which edits and does not return; who stands without party decides on their own.

mod party {
    outcomes! { "dgo", false;
        untouched {
            save => capturing,
            send => nothing_captured,
            save_supervision => not_permitted,
            claim_supervision => nothing_captured,
            release_supervision => nothing_captured,
            approve_supervision => nothing_captured,
            return_supervision => nothing_captured,
            publish => nothing_captured,
        }
        capturing {
            save => capturing,
            send => supervision,
            save_supervision => not_permitted,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => not_validated,
        }
        supervision {
            save => already_sent,
            send => already_sent,
            save_supervision => supervision,
            claim_supervision => nothing_to_claim,
            release_supervision => nothing_to_claim,
            approve_supervision => validated,
            return_supervision => stage_may_not_return,
            publish => not_validated,
        }
        validated {
            save => already_sent,
            send => already_sent,
            save_supervision => already_sent,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => published,
        }
        published {
            save => already_sent,
            send => already_sent,
            save_supervision => already_sent,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => already_published,
        }
    }
}

mod independent {
    outcomes! { "dgo", true;
        untouched {
            save => capturing,
            send => nothing_captured,
            save_supervision => not_permitted,
            claim_supervision => nothing_captured,
            release_supervision => nothing_captured,
            approve_supervision => nothing_captured,
            return_supervision => nothing_captured,
            publish => nothing_captured,
        }
        capturing {
            save => capturing,
            send => supervision,
            save_supervision => not_permitted,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => not_validated,
        }
        supervision {
            save => already_sent,
            send => already_sent,
            save_supervision => supervision,
            claim_supervision => nothing_to_claim,
            release_supervision => nothing_to_claim,
            approve_supervision => validated,
            return_supervision => stage_may_not_return,
            publish => not_validated,
        }
        validated {
            save => already_sent,
            send => already_sent,
            save_supervision => already_sent,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => published,
        }
        published {
            save => already_sent,
            send => already_sent,
            save_supervision => already_sent,
            claim_supervision => not_in_stage,
            release_supervision => not_in_stage,
            approve_supervision => not_in_stage,
            return_supervision => not_in_stage,
            publish => already_published,
        }
    }
}
