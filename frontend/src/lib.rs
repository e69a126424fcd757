//! The browser's entry point: hydrates the pages.
