//! What charts say.

crate::texts! {
    /// Names the place where the numbers of a chart scroll.
    data { en: "Data of the chart", de: "Daten des Diagramms" }
    /// The caption of a table that shows every so manieth row.
    one_row_of(caption, stride) { en: "{caption}, one row of {stride}", de: "{caption}, jede {stride}. Zeile" }
}
