//! Price series and returns: reading, checking, cutting.
