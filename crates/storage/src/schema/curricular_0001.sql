-- The tokens are those of dialect.rs.
CREATE TABLE process (
    slot {int} NOT NULL PRIMARY KEY CHECK (slot = 1),
    process {text} NOT NULL,
    institute {text} NOT NULL,
    profile {text} NOT NULL,
    questionnaires {text} NOT NULL,
    zone {text} NOT NULL,
    founded {int} NOT NULL,
    demonstration {bool} NOT NULL CHECK (demonstration IN (TRUE, FALSE)),
    origin {text} NOT NULL
) {table};

CREATE TABLE candidacy (
    id {text} NOT NULL PRIMARY KEY,
    registry_key {text} NOT NULL,
    office {text} NOT NULL,
    territory {text} NOT NULL,
    number {int},
    calling {text} NOT NULL,
    postulation {text} NOT NULL CHECK (postulation IN ('independent', 'party', 'agreement')),
    agreement {text},
    party {text},
    given_names {text} NOT NULL,
    first_surname {text} NOT NULL,
    second_surname {text} NOT NULL,
    nickname {text},
    gender {text} NOT NULL,
    birth_date {text},
    curp {text},
    status {text} NOT NULL,
    status_at {int},
    term_received {int},
    term_ends {int},
    folded_name {text} NOT NULL,
    CHECK ((party IS NULL) = (postulation = 'independent')),
    CHECK ((agreement IS NULL) = (postulation <> 'agreement')),
    CHECK ((term_received IS NULL) = (term_ends IS NULL))
) {table};
CREATE UNIQUE INDEX candidacy_by_registry_key ON candidacy (registry_key);
CREATE INDEX candidacy_by_name ON candidacy (folded_name, id);
CREATE INDEX candidacy_by_race ON candidacy (office, territory);
CREATE INDEX candidacy_by_territory ON candidacy (territory);
CREATE INDEX candidacy_by_party ON candidacy (party);

CREATE TABLE account (
    id {text} NOT NULL PRIMARY KEY,
    login {text} NOT NULL,
    holder {text} NOT NULL,
    role {text} NOT NULL,
    party {text},
    candidacy {text} REFERENCES candidacy (id),
    standing {text} NOT NULL,
    code {text},
    code_expires {int},
    password {text},
    active_since {int},
    notice {text},
    notice_at {int},
    created {int} NOT NULL,
    CHECK ((code IS NULL) = (code_expires IS NULL)),
    CHECK ((password IS NULL) = (active_since IS NULL)),
    CHECK ((password IS NULL) <> (code IS NULL)),
    CHECK ((notice IS NULL) = (notice_at IS NULL))
) {table};
CREATE UNIQUE INDEX account_by_login ON account (login);
CREATE UNIQUE INDEX account_by_code ON account (code);
CREATE INDEX account_by_role ON account (role, login);
CREATE INDEX account_by_party ON account (party, login);
CREATE INDEX account_by_candidacy ON account (candidacy);

CREATE TABLE session (
    id {text} NOT NULL PRIMARY KEY,
    account {text} NOT NULL REFERENCES account (id),
    token {bytes} NOT NULL,
    created {int} NOT NULL,
    last_seen {int} NOT NULL,
    expires {int} NOT NULL,
    ended {int},
    end_reason {text},
    CHECK ((ended IS NULL) = (end_reason IS NULL))
) {table};
CREATE UNIQUE INDEX session_by_token ON session (token);
CREATE INDEX session_by_account ON session (account, ended);
CREATE INDEX session_by_end ON session (ended, last_seen);

CREATE TABLE capture (
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    questionnaire {text} NOT NULL,
    version {text} NOT NULL,
    state {text} NOT NULL,
    stage {text},
    claimed_by {text} REFERENCES account (id),
    claimed_at {int},
    remarks {text},
    state_at {int},
    due {int},
    revision {int} NOT NULL,
    answers {text} NOT NULL,
    submission {text},
    resubmission {text},
    returns {text} NOT NULL,
    PRIMARY KEY (candidacy, questionnaire),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL))
) {table};
CREATE INDEX capture_by_state ON capture (questionnaire, state, stage);
CREATE INDEX capture_by_claim ON capture (claimed_by);

CREATE TABLE revision (
    candidacy {text} NOT NULL,
    questionnaire {text} NOT NULL,
    number {int} NOT NULL,
    at {int} NOT NULL,
    account {text} NOT NULL REFERENCES account (id),
    role {text} NOT NULL,
    kind {text} NOT NULL,
    changes {text} NOT NULL,
    PRIMARY KEY (candidacy, questionnaire, number),
    FOREIGN KEY (candidacy, questionnaire) REFERENCES capture (candidacy, questionnaire)
) {keyed table};

CREATE TABLE autosave (
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    questionnaire {text} NOT NULL,
    section {text} NOT NULL,
    account {text} NOT NULL REFERENCES account (id),
    base_revision {int} NOT NULL,
    typed {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (candidacy, questionnaire, section, account)
) {table};

CREATE TABLE parked_request (
    id {text} NOT NULL PRIMARY KEY,
    account {text} NOT NULL REFERENCES account (id),
    path {text} NOT NULL,
    nonce {bytes} NOT NULL,
    ciphertext {bytes} NOT NULL,
    created {int} NOT NULL
) {table};
CREATE INDEX parked_request_by_account ON parked_request (account, created);
CREATE INDEX parked_request_by_age ON parked_request (created);

CREATE TABLE sign_in_failure (
    login {bytes} NOT NULL,
    network {text} NOT NULL,
    minute {int} NOT NULL,
    attempts {int} NOT NULL,
    told {bool} NOT NULL CHECK (told IN (TRUE, FALSE)),
    PRIMARY KEY (login, network, minute)
) {table};
CREATE INDEX sign_in_failure_by_network ON sign_in_failure (network, minute);
CREATE INDEX sign_in_failure_by_minute ON sign_in_failure (told, minute);

CREATE TABLE consumer_cursor (
    consumer {text} NOT NULL PRIMARY KEY,
    entries {int} NOT NULL,
    at {int} NOT NULL
) {table};

CREATE TABLE activity (
    position {int} NOT NULL PRIMARY KEY,
    at {int} NOT NULL,
    account {text},
    role {text} NOT NULL,
    session {text},
    module {text} NOT NULL,
    action {text} NOT NULL,
    subject_kind {text} NOT NULL,
    subject_id {text} NOT NULL,
    entry {text} NOT NULL,
    leaf_hash {bytes} NOT NULL
) {table};
CREATE INDEX activity_by_instant ON activity (at, position);
CREATE INDEX activity_by_account ON activity (account, position);
CREATE INDEX activity_by_module ON activity (module, position);
CREATE INDEX activity_by_action ON activity (action, position);
CREATE INDEX activity_by_subject ON activity (subject_id, position);

CREATE TABLE activity_tile (
    level {int} NOT NULL,
    tile_index {int} NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (level, tile_index)
) {keyed table};

CREATE TABLE activity_checkpoint (
    size {int} NOT NULL PRIMARY KEY,
    root {bytes} NOT NULL,
    at {int} NOT NULL,
    epoch {int} NOT NULL,
    note {text} NOT NULL
) {table};
