//! Traps of features and versions that build well and break quietly.

use super::Findings;

/// `tree` is `cargo tree --edges features,normal --invert leptos` of one package.
pub(super) fn no_csr(package: &str, tree: &str, findings: &mut Findings) {
    let asks = tree
        .lines()
        .any(|line| line.contains("leptos feature \"csr\""));
    if asks {
        findings.error(format!(
            "a dependency of `{package}` switches on Leptos' `csr`, which breaks server \
             rendering: find it with `cargo tree -p {package} -e features -i leptos`"
        ));
    }
}

/// The crate, the library that binds, and the macro must be of one version.
pub(super) fn one_bindgen(lock: &str, findings: &mut Findings) {
    const FAMILY: [&str; 4] = [
        "wasm-bindgen",
        "wasm-bindgen-cli-support",
        "wasm-bindgen-macro",
        "wasm-bindgen-shared",
    ];
    let mut versions: Vec<(&str, &str)> = Vec::new();
    let mut name = "";
    for line in lock.lines() {
        if let Some(quoted) = line.strip_prefix("name = ") {
            name = quoted.trim_matches('"');
        } else if let Some(quoted) = line.strip_prefix("version = ")
            && FAMILY.contains(&name)
        {
            versions.push((name, quoted.trim_matches('"')));
        }
    }
    versions.dedup();
    let Some((_, first)) = versions.first() else {
        return;
    };
    if versions.iter().any(|(_, version)| version != first) {
        let list: Vec<String> = versions
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        findings.error(format!(
            "Cargo.lock mixes versions of wasm-bindgen ({}): set one version in the workspace's \
             Cargo.toml and in xtask/src/wasm.rs",
            list.join(", ")
        ));
    }
    if *first != crate::wasm::BINDGEN_VERSION {
        findings.error(format!(
            "xtask/src/wasm.rs names wasm-bindgen {}, Cargo.lock {first}: make them equal",
            crate::wasm::BINDGEN_VERSION
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::BINDGEN_VERSION;

    #[test]
    fn hydrate_passes_and_csr_fails() {
        for (tree, expected) in [
            ("leptos v0.8.23\n└── leptos feature \"hydrate\"\n", 0),
            (
                "leptos v0.8.23\n└── leptos feature \"csr\"\n    └── leptos-use\n",
                1,
            ),
        ] {
            let mut findings = Findings::default();
            no_csr("server", tree, &mut findings);
            assert_eq!(findings.errors.len(), expected, "{tree}");
        }
    }

    fn bindgen_errors(macro_version: &str) -> usize {
        let lock = format!(
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"{BINDGEN_VERSION}\"\n\n\
             [[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
             [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"{macro_version}\"\n"
        );
        let mut findings = Findings::default();
        one_bindgen(&lock, &mut findings);
        findings.errors.len()
    }

    #[test]
    fn bindgen_versions_are_one() {
        assert_eq!(bindgen_errors(BINDGEN_VERSION), 0);
        assert_eq!(bindgen_errors("0.2.1"), 1);
    }
}
