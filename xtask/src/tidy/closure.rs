//! The pure crates stay pure: none of them reaches a runtime, a database or a page, however far
//! down.

use super::Findings;

pub(super) const PURE: [&str; 9] = [
    "domain",
    "market",
    "qubo",
    "optimizer",
    "risk",
    "problem",
    "contract",
    "figure",
    "whatif",
];

const IMPURE: [&str; 5] = ["tokio", "sqlx", "reqwest", "leptos", "axum"];

/// `tree` is `cargo tree --prefix depth --format {p}`: `0domain v0.1.0`, `1jiff v0.2.1`, ….
pub(super) fn check(krate: &str, tree: &str, findings: &mut Findings) {
    let mut path: Vec<&str> = Vec::new();
    for line in tree.lines() {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let Ok(depth) = line[..digits].parse::<usize>() else {
            continue;
        };
        let Some(name) = line[digits..].split(' ').next() else {
            continue;
        };
        path.truncate(depth);
        path.push(name);
        if IMPURE.contains(&name) {
            findings.error(format!(
                "pure crate `{krate}` reaches `{name}` ({}): remove that dependency, or its \
                 feature",
                path.join(" -> ")
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(tree: &str) -> Vec<String> {
        let mut findings = Findings::default();
        check("market", tree, &mut findings);
        findings.errors
    }

    #[test]
    fn numbers_and_words_pass() {
        let tree = "0market v0.1.0 (path)\n1csv v1.4.0\n2serde v1.0.0\n1tokio-free v1.0.0\n";
        assert_eq!(errors(tree), Vec::<String>::new());
    }

    #[test]
    fn a_runtime_far_down_fails_and_its_path_is_named() {
        let tree =
            "0market v0.1.0 (path)\n1csv v1.4.0\n2serde v1.0.0\n1fetch v1.0.0\n2tokio v1.0.0\n";
        let errors = errors(tree);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].contains("market -> fetch -> tokio"), "{errors:?}");
    }
}
