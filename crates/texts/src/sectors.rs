//! The sectors of the Global Industry Classification Standard, as the data names them.

use domain::Language;

crate::texts! {
    communication_services { en: "Communication Services", de: "Kommunikationsdienste" }
    consumer_discretionary { en: "Consumer Discretionary", de: "Nicht-Basiskonsumgüter" }
    consumer_staples { en: "Consumer Staples", de: "Basiskonsumgüter" }
    energy { en: "Energy", de: "Energie" }
    financials { en: "Financials", de: "Finanzwesen" }
    health_care { en: "Health Care", de: "Gesundheitswesen" }
    industrials { en: "Industrials", de: "Industrie" }
    information_technology { en: "Information Technology", de: "Informationstechnologie" }
    materials { en: "Materials", de: "Grundstoffe" }
    real_estate { en: "Real Estate", de: "Immobilien" }
    utilities { en: "Utilities", de: "Versorger" }
}

/// A sector in the language; what is none of the standard's stays as it is.
#[must_use]
pub fn name(language: Language, sector: &str) -> &str {
    let entry = ENTRIES.iter().find(|entry| entry.english == [sector]);
    match (entry, language) {
        (Some(entry), Language::German) => entry.german[0],
        _ => sector,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn the_standard_is_translated_and_the_rest_stays() {
        assert_eq!(name(German, "Health Care"), "Gesundheitswesen");
        assert_eq!(name(English, "Health Care"), "Health Care");
        assert_eq!(name(German, "Space Mining"), "Space Mining");
        assert_eq!(name(German, ""), "");
        assert_eq!(ENTRIES.len(), 11);
    }
}
