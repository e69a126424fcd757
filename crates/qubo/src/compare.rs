//! All routes beside a certified optimum.
