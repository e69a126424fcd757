//! What the components of the design say by themselves.

crate::texts! {
    /// Behind the label of a field that may stay empty.
    optional { same: "optional" }
    /// A stepper's button.
    less_of(label) { en: "{label}: less", de: "{label}: weniger" }
    /// A stepper's button.
    more_of(label) { en: "{label}: more", de: "{label}: mehr" }
    /// The slider beside a number field.
    slider_of(label) { en: "{label}, slider", de: "{label}, Schieberegler" }
    /// Typed into a number field.
    not_a_number(typed, least, most) {
        en: "“{typed}” is not a number. Use {least} to {most}.",
        de: "„{typed}“ ist keine Zahl. Erlaubt ist {least} bis {most}.",
    }
    /// Typed into a number field.
    out_of_range(typed, least, most) {
        en: "{typed} is out of range. Use {least} to {most}.",
        de: "{typed} liegt außerhalb. Erlaubt ist {least} bis {most}.",
    }
    /// Takes one of several away.
    remove(name) { en: "Remove {name}", de: "{name} entfernen" }
}
