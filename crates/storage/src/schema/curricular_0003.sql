-- One capture for the candidacies of one person: under which candidacy it is kept. Most often its own.
ALTER TABLE candidacy ADD COLUMN capture_home {text} NOT NULL DEFAULT '';
UPDATE candidacy SET capture_home = id;
CREATE INDEX candidacy_by_capture ON candidacy (capture_home, status, party, term_ends);
CREATE INDEX candidacy_by_curp ON candidacy (curp);
CREATE INDEX candidacy_by_birth_date ON candidacy (birth_date);
-- What reads the index of names asks for the capture too.
DROP INDEX candidacy_by_name;
CREATE INDEX candidacy_by_name ON candidacy (folded_name, id, status, party, term_ends, capture_home);
-- Validation: verdicts that wait for a second person, corrections that lapse, and who typed.
ALTER TABLE capture ADD COLUMN proposed {text};
ALTER TABLE capture ADD COLUMN returned_revision {int};
ALTER TABLE capture ADD COLUMN correction_read {int};
-- Who sent it, for the board's filter. What was sent before tells it in its submission, text of the program's own that
-- begins with an instant of 16 digits.
ALTER TABLE capture ADD COLUMN sent_by {text};
UPDATE capture SET sent_by = substr(submission, 30, 36) WHERE submission IS NOT NULL;
ALTER TABLE capture ADD COLUMN hands {text};
ALTER TABLE capture ADD COLUMN outcome {text};
CREATE INDEX capture_by_due ON capture (state, due);
CREATE INDEX capture_by_taking ON capture (state, claimed_at);

-- Validation: the editions of the catalogue of grounds.
CREATE TABLE ground (
    id {text} NOT NULL PRIMARY KEY,
    issued {int} NOT NULL,
    content {text} NOT NULL
) {table};

-- Validation: what is told to party and candidate, until each acknowledges it.
CREATE TABLE notification (
    id {text} NOT NULL PRIMARY KEY,
    number {int} NOT NULL,
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    party {text},
    stage {text} NOT NULL,
    matter {text} NOT NULL,
    decided_by {text} REFERENCES account (id),
    arrived {int},
    issued {int} NOT NULL,
    candidate_waits {bool} NOT NULL CHECK (candidate_waits IN (TRUE, FALSE)),
    party_waits {bool} NOT NULL CHECK (party_waits IN (TRUE, FALSE)),
    content {text} NOT NULL
) {table};
CREATE UNIQUE INDEX notification_by_number ON notification (number);
CREATE INDEX notification_by_candidacy ON notification (candidacy, candidate_waits, number);
CREATE INDEX notification_by_party ON notification (party, party_waits, number);
CREATE INDEX notification_by_matter ON notification (matter, number);

-- Validation: texts that repeat one another. All of it follows from the captures and is made again at any time.
CREATE TABLE sketch (
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    field {text} NOT NULL,
    band {int} NOT NULL,
    value {int} NOT NULL,
    PRIMARY KEY (candidacy, field, band)
) {table};
CREATE INDEX sketch_by_band ON sketch (band, value);
CREATE TABLE likeness (
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    field {text} NOT NULL,
    other {text} NOT NULL REFERENCES candidacy (id),
    other_field {text} NOT NULL,
    share {int} NOT NULL,
    PRIMARY KEY (candidacy, field, other, other_field)
) {table};
CREATE INDEX likeness_by_other ON likeness (other);
CREATE TABLE indexed_text (
    candidacy {text} NOT NULL PRIMARY KEY REFERENCES candidacy (id),
    revision {int} NOT NULL
) {table};
-- Receipts: which document was issued for an entry of the history.
CREATE TABLE issued_receipt (
    id {text} NOT NULL PRIMARY KEY,
    file {text} NOT NULL,
    content {text} NOT NULL
) {table};
CREATE INDEX issued_receipt_by_file ON issued_receipt (file);

-- What is hidden from the public for a person's safety, with its notes.
CREATE TABLE hiding (
    id {text} NOT NULL PRIMARY KEY,
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    in_force {bool} NOT NULL CHECK (in_force IN (TRUE, FALSE)),
    content {text} NOT NULL
) {table};
CREATE INDEX hiding_by_candidacy ON hiding (candidacy, id);
CREATE INDEX hiding_by_state ON hiding (in_force, id);

-- What was corrected in a profile after its publication.
ALTER TABLE capture ADD COLUMN corrections {text};
-- Capture and validation in full. The tokens are those of dialect.rs.

-- The person's confirmation of what the party captured, and what that person has seen of others' changes.
CREATE TABLE confirmation_link (
    id {text} NOT NULL PRIMARY KEY,
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    digest {text} NOT NULL,
    content {text} NOT NULL
) {table};
CREATE UNIQUE INDEX confirmation_link_by_digest ON confirmation_link (digest);
CREATE INDEX confirmation_link_by_candidacy ON confirmation_link (candidacy, id);

CREATE TABLE edits_seen (
    id {text} NOT NULL PRIMARY KEY,
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    content {text} NOT NULL
) {table};

-- Photographs that were sent or framed: what the sweep of the store of files looks at until each is saved or unwanted.
CREATE TABLE received_photograph (
    account {text} NOT NULL REFERENCES account (id),
    candidacy {text} NOT NULL REFERENCES candidacy (id),
    received {int} NOT NULL,
    negative {text} NOT NULL,
    small {text} NOT NULL,
    medium {text} NOT NULL,
    large {text} NOT NULL,
    wanted {int} NOT NULL,
    PRIMARY KEY (account, candidacy, received, large)
) {table};
CREATE INDEX received_photograph_by_account ON received_photograph (account, received);
CREATE INDEX received_photograph_by_negative ON received_photograph (negative);
CREATE INDEX received_photograph_by_age ON received_photograph (wanted);
