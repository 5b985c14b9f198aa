-- Which server a calendar is read from, so that one slow server holds up no other.
ALTER TABLE calendar_links ADD COLUMN server TEXT NOT NULL DEFAULT '';
CREATE INDEX calendar_links_due ON calendar_links (next_due);

-- Holds that wait until a calendar has been read again.
CREATE TABLE waiting_holds (
  booking TEXT PRIMARY KEY,
  asker TEXT NOT NULL,
  terms TEXT NOT NULL,
  since BIGINT NOT NULL
);
