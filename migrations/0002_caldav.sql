-- What a source gave to ask with the next time is locked with the node key as its address is. What was
-- kept in clear is forgotten: each calendar is read whole once.
ALTER TABLE calendar_links RENAME COLUMN state TO state_locked;
UPDATE calendar_links SET state_locked = NULL;
