//! mind
