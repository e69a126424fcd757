//! Who may know whom. The same table, with its reasons, is in `docs/ARCHITECTURE.md`.

use cargo_metadata::{DependencyKind, Metadata};

use super::Findings;

const ALLOWED: [(&str, &[&str]); 17] = [
    ("domain", &[]),
    ("market", &["domain"]),
    ("qubo", &[]),
    ("optimizer", &["domain", "market", "qubo"]),
    ("risk", &["domain", "market"]),
    ("problem", &["domain", "market", "optimizer", "risk"]),
    ("studio", &["problem"]),
    ("contract", &["domain"]),
    ("figure", &["domain"]),
    ("charts", &["domain", "figure"]),
    ("store", &["domain"]),
    (
        "whatif",
        &[
            "domain",
            "market",
            "optimizer",
            "risk",
            "problem",
            "contract",
        ],
    ),
    (
        "services",
        &[
            "domain",
            "market",
            "optimizer",
            "risk",
            "problem",
            "contract",
            "store",
            "whatif",
        ],
    ),
    ("app", &["domain", "contract", "figure"]),
    ("frontend", &["app"]),
    (
        "server",
        &["domain", "problem", "contract", "store", "services", "app"],
    ),
    ("xtask", &[]),
];

/// Core types carry no serde: what crosses a wire is in `problem` or `contract`. Their tests may
/// read documents. What lies further down (the solver has a serde of its own) is not ours.
const CORE: [&str; 5] = ["domain", "market", "qubo", "optimizer", "risk"];

/// `from` knows `to`.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) for_tests_only: bool,
}

/// The workspace's crates, and the edges between them.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) crates: Vec<String>,
    pub(super) edges: Vec<Edge>,
    /// From these crates to those of others.
    pub(super) outside: Vec<Edge>,
}

pub(super) fn of(metadata: &Metadata) -> Graph {
    let crates: Vec<String> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let mut graph = Graph {
        crates,
        ..Graph::default()
    };
    for package in metadata.workspace_packages() {
        for dependency in &package.dependencies {
            let edge = Edge {
                from: package.name.to_string(),
                to: dependency.name.clone(),
                for_tests_only: dependency.kind == DependencyKind::Development,
            };
            if dependency.path.is_some() && graph.crates.contains(&edge.to) {
                graph.edges.push(edge);
            } else {
                graph.outside.push(edge);
            }
        }
    }
    graph
}

pub(super) fn check(graph: &Graph, findings: &mut Findings) {
    for name in &graph.crates {
        if allowed(name).is_none() {
            findings.error(format!(
                "crate `{name}` has no row in xtask/src/tidy/edges.rs: decide whom it may know, \
                 there and in docs/ARCHITECTURE.md"
            ));
        }
    }
    for edge in &graph.edges {
        // The server's tests wire things together that the server itself does not know.
        if edge.for_tests_only && edge.from == "server" {
            continue;
        }
        let may = allowed(&edge.from).is_none_or(|known| known.contains(&&*edge.to));
        if !may {
            findings.error(format!(
                "`{}` must not know `{}`{}: see \"Who may know whom\" in docs/ARCHITECTURE.md",
                edge.from,
                edge.to,
                if edge.for_tests_only {
                    ", not even in its tests"
                } else {
                    ""
                }
            ));
        }
    }
}

/// What the crates of others bring that a core crate may not have.
pub(super) fn check_outside(graph: &Graph, findings: &mut Findings) {
    for edge in &graph.outside {
        let writes = edge.to == "serde" || edge.to.starts_with("serde_");
        if writes && !edge.for_tests_only && CORE.contains(&&*edge.from) {
            findings.error(format!(
                "`{}` must not know `{}`: core types carry no serde; write the type that crosses \
                 the wire in `problem` or `contract`",
                edge.from, edge.to
            ));
        }
    }
}

fn allowed(from: &str) -> Option<&'static [&'static str]> {
    ALLOWED
        .iter()
        .find(|(name, _)| *name == from)
        .map(|(_, known)| *known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(from: &str, to: &str, for_tests_only: bool) -> usize {
        let graph = Graph {
            crates: vec![from.to_owned()],
            edges: vec![Edge {
                from: from.to_owned(),
                to: to.to_owned(),
                for_tests_only,
            }],
            outside: Vec::new(),
        };
        let mut findings = Findings::default();
        check(&graph, &mut findings);
        findings.errors.len()
    }

    fn outside_errors(from: &str, to: &str, for_tests_only: bool) -> usize {
        let graph = Graph {
            outside: vec![Edge {
                from: from.to_owned(),
                to: to.to_owned(),
                for_tests_only,
            }],
            ..Graph::default()
        };
        let mut findings = Findings::default();
        check_outside(&graph, &mut findings);
        findings.errors.len()
    }

    #[test]
    fn core_types_carry_no_serde() {
        for krate in CORE {
            assert_eq!(outside_errors(krate, "serde", false), 1, "{krate}");
            assert_eq!(outside_errors(krate, "serde_json", false), 1, "{krate}");
            assert_eq!(outside_errors(krate, "serde_json", true), 0, "{krate}");
            assert_eq!(outside_errors(krate, "thiserror", false), 0, "{krate}");
        }
        assert_eq!(outside_errors("problem", "serde", false), 0);
        assert_eq!(outside_errors("contract", "serde", false), 0);
    }

    #[test]
    fn allowed_edges_pass() {
        assert_eq!(errors("market", "domain", false), 0);
        assert_eq!(errors("services", "whatif", false), 0);
        assert_eq!(errors("frontend", "app", false), 0);
    }

    #[test]
    fn other_edges_fail() {
        assert_eq!(errors("domain", "market", false), 1);
        assert_eq!(errors("app", "store", false), 1);
        assert_eq!(errors("market", "optimizer", true), 1, "in tests as well");
    }

    #[test]
    fn the_tests_of_the_server_may_know_everybody() {
        assert_eq!(errors("server", "market", true), 0);
        assert_eq!(errors("server", "market", false), 1);
    }

    #[test]
    fn an_unknown_crate_must_be_placed() {
        assert_eq!(errors("utils", "domain", false), 1);
    }

    #[test]
    fn the_table_has_no_circle() {
        for (name, known) in ALLOWED {
            for other in known {
                let back = allowed(other).expect("every name in the table has a row");
                assert!(!back.contains(&name), "{name} and {other} know each other");
            }
        }
    }
}
