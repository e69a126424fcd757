//! Distribution functions, the same natively and in the browser.

mod chi_square;
mod gamma_ratio;
mod normal;
mod student_cdf;
mod student_t;

pub(crate) use chi_square::chi_square_survival;
pub(crate) use gamma_ratio::{digamma_difference, digamma_difference_slope, ln_gamma_ratio};
pub(crate) use normal::{normal_cdf, normal_density, normal_quantile};
pub(crate) use student_cdf::{f_survival, student_two_sided};
pub(crate) use student_t::{student_t_density, student_t_quantile};
