-- One capture for the candidacies of one person: under which candidacy it is kept. Most often its own.
ALTER TABLE candidacy ADD COLUMN capture_home {text} NOT NULL DEFAULT '';
UPDATE candidacy SET capture_home = id;
CREATE INDEX candidacy_by_capture ON candidacy (capture_home, status, party, term_ends);
CREATE INDEX candidacy_by_curp ON candidacy (curp);
CREATE INDEX candidacy_by_birth_date ON candidacy (birth_date);
-- What reads the index of names asks for the capture too.
DROP INDEX candidacy_by_name;
CREATE INDEX candidacy_by_name ON candidacy (folded_name, id, status, party, term_ends, capture_home);
