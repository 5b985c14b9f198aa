-- Which server a calendar is read from, so that one slow server holds up no other.
ALTER TABLE calendar_links ADD COLUMN server TEXT NOT NULL DEFAULT '';
CREATE INDEX calendar_links_due ON calendar_links (next_due);
