-- Columns are BIGINT and TEXT only: times as epoch milliseconds, bytes as base64url, identifiers as
-- hexadecimal, structures as JSON. What ends in _locked is encrypted with the node key.

CREATE TABLE node (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- The directory, as the administrator set it.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  mail TEXT,
  language TEXT NOT NULL,
  card TEXT NOT NULL,
  rules TEXT NOT NULL,
  active BIGINT NOT NULL
);
CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  card TEXT NOT NULL
);
CREATE TABLE places (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  card TEXT NOT NULL
);
CREATE TABLE travel (
  from_place TEXT NOT NULL,
  to_place TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (from_place, to_place)
);

-- Calendars and what is known of busy time: start, end and kind, nothing else.
CREATE TABLE calendar_links (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id),
  slug TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_locked TEXT NOT NULL,
  writable BIGINT NOT NULL,
  state TEXT,
  trouble TEXT,
  last_good BIGINT,
  last_tried BIGINT,
  next_due BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  known_from BIGINT,
  known_until BIGINT,
  UNIQUE (person, slug)
);
CREATE TABLE busy (
  link TEXT NOT NULL REFERENCES calendar_links (id) ON DELETE CASCADE,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  kind TEXT NOT NULL
);
CREATE INDEX busy_by_link ON busy (link, starts);

-- Peers and what they have told of themselves.
CREATE TABLE peers (
  node TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  identity TEXT NOT NULL,
  state TEXT NOT NULL,
  cards_version BIGINT NOT NULL,
  cards_sent BIGINT NOT NULL,
  last_heard BIGINT,
  head_rows BIGINT,
  head_hash TEXT
);
CREATE TABLE peer_cards (
  node TEXT NOT NULL REFERENCES peers (node) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  card TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (node, kind, id)
);

-- The link.
CREATE TABLE sequences (
  peer TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (peer, epoch)
);
CREATE TABLE outbox (
  envelope TEXT PRIMARY KEY,
  peer TEXT NOT NULL,
  kind TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  created BIGINT NOT NULL,
  deadline BIGINT,
  due BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  about TEXT,
  case_ref TEXT,
  body_locked TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (due);
CREATE INDEX outbox_about ON outbox (about);
CREATE TABLE inbox (
  envelope TEXT NOT NULL,
  peer TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (peer, envelope)
);
CREATE INDEX inbox_sequence ON inbox (peer, epoch, sequence);

-- The ledger: rows are only ever added; bodies lie apart and may be deleted.
CREATE TABLE ledger (
  number BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  direction TEXT NOT NULL,
  peer TEXT NOT NULL,
  envelope TEXT NOT NULL,
  kind TEXT NOT NULL,
  case_ref TEXT NOT NULL,
  consent TEXT NOT NULL,
  decision TEXT NOT NULL,
  size BIGINT NOT NULL,
  commitment TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE TABLE ledger_bodies (
  number BIGINT PRIMARY KEY REFERENCES ledger (number),
  note TEXT,
  body_locked TEXT NOT NULL
);
CREATE INDEX ledger_bodies_by_note ON ledger_bodies (note);

-- Searches for a time.
CREATE TABLE proposals (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  created BIGINT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE asks (
  id TEXT PRIMARY KEY,
  proposal TEXT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
  peer TEXT NOT NULL,
  round BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  starts TEXT NOT NULL,
  answer TEXT
);
CREATE INDEX asks_by_proposal ON asks (proposal);
CREATE TABLE asked (
  ask TEXT NOT NULL,
  peer TEXT NOT NULL,
  at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (peer, ask)
);
CREATE TABLE settled (
  peer TEXT NOT NULL,
  person TEXT NOT NULL,
  ask TEXT NOT NULL,
  at BIGINT NOT NULL,
  milli BIGINT NOT NULL
);
CREATE INDEX settled_by_person ON settled (person, at);

-- Bookings at their asker, holds at their holders, and the cells that forbid two at once.
CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  state TEXT NOT NULL,
  starts BIGINT NOT NULL,
  decide_by BIGINT NOT NULL,
  case_ref TEXT,
  body TEXT NOT NULL
);
CREATE INDEX bookings_open ON bookings (state, decide_by);
CREATE TABLE holds (
  booking TEXT PRIMARY KEY,
  asker TEXT NOT NULL,
  state TEXT NOT NULL,
  expires BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  case_ref TEXT,
  body TEXT NOT NULL
);
CREATE INDEX holds_open ON holds (state, expires);
CREATE TABLE seated (
  booking TEXT NOT NULL REFERENCES holds (booking) ON DELETE CASCADE,
  seat BIGINT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (booking, seat, person)
);
CREATE INDEX seated_by_person ON seated (person);
CREATE TABLE cells (
  person TEXT NOT NULL,
  cell BIGINT NOT NULL,
  booking TEXT NOT NULL,
  PRIMARY KEY (person, cell)
);
CREATE INDEX cells_by_booking ON cells (booking);

-- Yellow notes, sent and received.
CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  thread TEXT NOT NULL,
  direction TEXT NOT NULL,
  peer TEXT NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  deadline BIGINT,
  case_ref TEXT,
  body_locked TEXT NOT NULL,
  progress TEXT NOT NULL
);
CREATE INDEX notes_by_state ON notes (direction, state);
CREATE TABLE note_readers (
  note TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  PRIMARY KEY (note, person)
);
CREATE INDEX note_readers_by_person ON note_readers (person);
CREATE TABLE note_answers (
  id TEXT PRIMARY KEY,
  note TEXT NOT NULL,
  direction TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  body_locked TEXT NOT NULL
);
CREATE INDEX note_answers_by_note ON note_answers (note, at);

-- Cases and consents. A label is this side's own and never leaves.
CREATE TABLE cases (
  case_ref TEXT PRIMARY KEY,
  label_locked TEXT,
  created BIGINT NOT NULL
);
CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  case_ref TEXT NOT NULL REFERENCES cases (case_ref),
  registered BIGINT NOT NULL,
  withdrawn BIGINT,
  body TEXT NOT NULL
);
CREATE INDEX consents_by_case ON consents (case_ref);
-- Withdrawals that came before the consent they withdraw.
CREATE TABLE withdrawals (
  case_ref TEXT NOT NULL,
  peer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_ref, peer)
);
CREATE TABLE case_people (
  case_ref TEXT NOT NULL REFERENCES cases (case_ref),
  person TEXT NOT NULL,
  PRIMARY KEY (case_ref, person)
);

-- What waits to be mailed or written into a calendar.
CREATE TABLE letters (
  id TEXT PRIMARY KEY,
  created BIGINT NOT NULL,
  due BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  state TEXT NOT NULL,
  about TEXT NOT NULL,
  letter_locked TEXT NOT NULL
);
CREATE INDEX letters_due ON letters (state, due);
CREATE TABLE calendar_entries (
  booking TEXT NOT NULL,
  link TEXT NOT NULL REFERENCES calendar_links (id) ON DELETE CASCADE,
  wanted TEXT NOT NULL,
  due BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  state TEXT NOT NULL,
  etag TEXT,
  entry_locked TEXT NOT NULL,
  PRIMARY KEY (booking, link)
);
CREATE INDEX calendar_entries_due ON calendar_entries (state, due);

-- Log-in.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id),
  csrf TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE TABLE access_tokens (
  token_hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id),
  purpose TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT
);
CREATE TABLE once (
  key TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL
);
