-- The way from a place of this organisation to one that a peer has told of, by its name there.
CREATE TABLE travel_to_peers (
  from_place TEXT NOT NULL,
  node TEXT NOT NULL,
  place_name TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (from_place, node, place_name)
);

-- What came upon a held or agreed meeting: one calendar shows its person's time as taken by something
-- else. `seen` counts good reads in a row that showed it.
CREATE TABLE clashes (
  booking TEXT NOT NULL,
  link TEXT NOT NULL REFERENCES calendar_links (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  seen BIGINT NOT NULL,
  told BIGINT,
  PRIMARY KEY (booking, link)
);
CREATE INDEX clashes_by_person ON clashes (person);

-- What the seats of other nodes answer, at the booking's owner; the latest word of each.
CREATE TABLE seat_answers (
  booking TEXT NOT NULL,
  seat BIGINT NOT NULL,
  answer TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (booking, seat)
);

-- A person here whose home card is at another node (rule B13): by the name they have there, and
-- whether they agree that the times at which they are taken here are told to that node.
CREATE TABLE home_posts (
  person TEXT PRIMARY KEY REFERENCES people (id),
  node TEXT NOT NULL,
  name TEXT NOT NULL,
  said BIGINT NOT NULL,
  agreed BIGINT NOT NULL,
  version BIGINT NOT NULL,
  sent BIGINT,
  list TEXT
);

-- A person whose home card is here and who has another post at that node.
CREATE TABLE other_posts (
  person TEXT NOT NULL REFERENCES people (id),
  node TEXT NOT NULL,
  PRIMARY KEY (person, node)
);

-- When such a person is taken at the other post, as its node last told: start and end, nothing else.
-- No list: they don't agree that it is shared.
CREATE TABLE shared_busy (
  node TEXT NOT NULL,
  staff TEXT NOT NULL,
  version BIGINT NOT NULL,
  list TEXT,
  PRIMARY KEY (node, staff)
);
