//! Why limits contradict each other, and the smallest change that makes peace.
