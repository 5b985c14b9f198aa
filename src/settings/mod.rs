//! File, environment and secret files to checked settings, or the list of all problems at once.
