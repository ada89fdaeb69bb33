-- Registry, accounts and terms as institutes live them. The tokens are those of dialect.rs.
ALTER TABLE candidacy ADD COLUMN declared_age {int};
ALTER TABLE candidacy ADD COLUMN term_extension {text};
CREATE INDEX candidacy_by_agreement ON candidacy (agreement);
CREATE INDEX candidacy_by_term_end ON candidacy (term_ends);

-- Whether the single capture was sent after its term: the board of terms counts by it. What was sent before is told by
-- its submission, which is text of the program's own.
ALTER TABLE capture ADD COLUMN late {bool};
UPDATE capture SET late = submission LIKE '%"late":true%' WHERE submission IS NOT NULL;
-- The board of terms reads these alone, not the rows with their answers.
CREATE INDEX capture_of_terms ON capture (questionnaire, candidacy, state, late, due);
CREATE INDEX candidacy_in_term ON candidacy (id, status, party, term_ends);
CREATE INDEX candidacy_of_terms ON candidacy (status, party, term_ends, id);
-- Lists in the order of names are narrowed before their rows are read.
DROP INDEX candidacy_by_name;
CREATE INDEX candidacy_by_name ON candidacy (folded_name, id, status, party, term_ends);

ALTER TABLE account ADD COLUMN contact {text};
ALTER TABLE account ADD COLUMN undertaking {text};
ALTER TABLE account ADD COLUMN undertaking_at {int};
ALTER TABLE account ADD COLUMN second_factor {text};
ALTER TABLE account ADD COLUMN second_factor_at {int};
ALTER TABLE account ADD COLUMN recovery {text};
ALTER TABLE account ADD COLUMN rescue {text};
ALTER TABLE account ADD COLUMN rescue_expires {int};
ALTER TABLE account ADD COLUMN lock_reason {text};
ALTER TABLE account ADD COLUMN lock_at {int};
ALTER TABLE account ADD COLUMN closed {int};
CREATE UNIQUE INDEX account_by_rescue ON account (rescue);
CREATE INDEX account_of_terms ON account (candidacy, closed, standing);

ALTER TABLE session ADD COLUMN proven {bool} NOT NULL DEFAULT FALSE;

CREATE TABLE second_factor_step (
    account {text} NOT NULL PRIMARY KEY REFERENCES account (id),
    step {int} NOT NULL
) {table};

CREATE TABLE delivery (
    id {text} NOT NULL PRIMARY KEY,
    account {text} NOT NULL REFERENCES account (id),
    kind {text} NOT NULL,
    received {int} NOT NULL,
    content {text} NOT NULL
) {table};
CREATE INDEX delivery_by_account ON delivery (account, id);

CREATE TABLE extension (
    id {text} NOT NULL PRIMARY KEY,
    content {text} NOT NULL
) {table};

CREATE TABLE proposal (
    id {text} NOT NULL PRIMARY KEY,
    state {text} NOT NULL,
    matter {text} NOT NULL,
    proposer {text} NOT NULL REFERENCES account (id),
    content {text} NOT NULL
) {table};
CREATE INDEX proposal_by_state ON proposal (state, id);

CREATE TABLE agreement (
    id {text} NOT NULL PRIMARY KEY,
    content {text} NOT NULL
) {table};

CREATE TABLE supervisor (
    id {text} NOT NULL PRIMARY KEY,
    party {text} NOT NULL,
    account {text} REFERENCES account (id),
    ended {int},
    content {text} NOT NULL
) {table};
CREATE INDEX supervisor_by_party ON supervisor (party, id);

CREATE TABLE party_notice (
    id {text} NOT NULL PRIMARY KEY,
    party {text} NOT NULL,
    version {int} NOT NULL,
    content {text} NOT NULL
) {table};
CREATE UNIQUE INDEX party_notice_by_version ON party_notice (party, version);

CREATE TABLE disclosure (
    id {text} NOT NULL PRIMARY KEY,
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    notice {text} NOT NULL REFERENCES party_notice (id),
    content {text} NOT NULL
) {table};
CREATE INDEX disclosure_by_candidacy ON disclosure (candidacy, id);
CREATE INDEX disclosure_by_notice ON disclosure (notice, candidacy);

CREATE TABLE assignment (
    id {text} NOT NULL PRIMARY KEY REFERENCES candidacy (id),
    capturer {text} REFERENCES account (id),
    content {text} NOT NULL
) {table};
CREATE INDEX assignment_by_capturer ON assignment (capturer);

CREATE TABLE help_request (
    id {text} NOT NULL PRIMARY KEY,
    account {text} NOT NULL REFERENCES account (id),
    waiting {bool} NOT NULL CHECK (waiting IN (TRUE, FALSE)),
    content {text} NOT NULL
) {table};
CREATE INDEX help_request_by_account ON help_request (account, waiting);
CREATE INDEX help_request_by_state ON help_request (waiting, id);

CREATE TABLE setting (
    name {text} NOT NULL PRIMARY KEY,
    content {text} NOT NULL
) {table};

CREATE TABLE staged_file (
    id {text} NOT NULL PRIMARY KEY,
    account {text} NOT NULL REFERENCES account (id),
    purpose {text} NOT NULL,
    file_name {text} NOT NULL,
    file_hash {text} NOT NULL,
    choices {text} NOT NULL,
    created {int} NOT NULL
) {table};
CREATE INDEX staged_file_by_account ON staged_file (account, created);
CREATE INDEX staged_file_by_age ON staged_file (created);
