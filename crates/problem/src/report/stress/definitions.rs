//! What the figures mean, in words.

/// Name and definition of every figure of the stress tests that needs one.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    vec![
        ("stress.episodes", EPISODES),
        (
            "stress.episodes.daily",
            "weights brought back before every day, x_t = Σ wᵢ r_tᵢ, compounded; the rest to one is cash that earns nothing",
        ),
        (
            "stress.episodes.hold",
            "bought at the close of `base` and held",
        ),
        (
            "stress.episodes.contributions",
            "Σ over the days of wealth before the day × gain of the holding as a share of it, wealth starting at 1; held: wᵢ (P_T ÷ P_0 − 1). They add up to the return",
        ),
        (
            "stress.episodes.benchmark",
            "the benchmark from `base` to `last`: also outside the window, where its prices know it; of one made of assets of the data the weights are brought back daily",
        ),
        ("stress.episodes.proxy", PROXY),
        (
            "stress.episodes.proxied_weight",
            "Σ |wᵢ| of the assets with a stand-in ÷ Σ |wᵢ|",
        ),
        (
            "stress.shocks",
            "the assets that are not shocked follow: none, not at all; betas, B x with B = Σ_us Σ_ss⁻¹, the multivariate regression on all shocked series; conditional, μ_u h + B (x − μ_s h). Sample covariance (ddof 1) and mean of one day, × horizon_days h",
        ),
        (
            "stress.shocks.plausibility",
            "mahalanobis √((x − μ_s h)' (Σ_ss h)⁻¹ (x − μ_s h)) of the shocked series; probability that jointly normal returns lie as far out or farther (chi-square, as many degrees of freedom as series)",
        ),
        (
            "stress.shocks.volatility_annual_after",
            "√(252 (w'Σw − c'Σ_ss⁻¹c)), c the covariances of the shocked series with the portfolio: what is left once they are known",
        ),
        (
            "stress.reverse",
            "the shock with the smallest Mahalanobis distance by which the portfolio loses `loss`: x = μ_s h − Σ_ss e (loss + c) ÷ (e'Σ_ss e) with the exposures e of the portfolio to what moves and its return c at the mean",
        ),
        (
            "stress.reverse.mahalanobis",
            "(loss + c) ÷ √(e'Σ_ss e h); 0 where the mean alone loses more",
        ),
        (
            "stress.reverse.probability",
            "Φ(−(loss + c) ÷ √(e'Σ_ss e h)): normal, and so too small for crises",
        ),
        (
            "stress.reverse.alone",
            "the return −loss ÷ weight of one holding, or of the holdings of a group together, while nothing else moves; sigmas (loss + w'μ h) ÷ √(w'Σw h) of that part; possible when not below −1",
        ),
        (
            "stress.correlation",
            "C' = (1 − by) C + by T, volatilities × their factors, mean as estimated; var = z σ − μ, cvar = σ φ(z) ÷ (1 − confidence) − μ of one day",
        ),
        (
            "stress.correlation.repaired",
            "where C' has a negative eigenvalue: negative ones set to 0, diagonal scaled back to 1 (Rebonato and Jäckel)",
        ),
    ]
}

const EPISODES: &str = "from the close of `from` to the close of `to`, peak and trough of the S&P 500, \
    on the weights of the document; outside the data nothing is replayed, where the data end inside, as \
    far as they go; a missing value is a return of 0 that day";

const PROXY: &str = "for an asset without a value in the ten days up to the beginning, in this order: \
    what `proxies` says; the daily average of the members of its first group that existed; benchmark × \
    its beta on the days both share, at least 60; the daily average of all assets that existed";
