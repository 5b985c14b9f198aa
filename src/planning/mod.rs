//! One person's availability as a bitmap, joint starts of several, and their ranking with reasons. Pure.
