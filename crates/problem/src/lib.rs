//! The problem document: JSON to core types and back, with the path of every offending key.
