//! Link messages: opened, recorded, handed to a flow, acknowledged after the commit.
