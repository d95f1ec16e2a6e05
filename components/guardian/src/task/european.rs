//! What a text in German, Spanish, French or Italian asks for, where it asks to destroy what is not the project's.

use super::signal::{Signal, Stance};
use openkoi_counsel::excerpt;

/// How such a sentence begins.
const REMOVING: [&str; 22] = [
    "lösche",
    "lösch",
    "vernichte",
    "zerstöre",
    "formatiere",
    "überschreibe",
    "entferne",
    "borra",
    "elimina",
    "destruye",
    "formatea",
    "supprime",
    "efface",
    "détruis",
    "formate",
    "cancella",
    "distruggi",
    "formatta",
    "apaga",
    "exclua",
    "destrói",
    "formata",
];
/// What no project is.
const OBJECTS: [&str; 32] = [
    "festplatte",
    "auf meinem rechner",
    "auf meinem computer",
    "meinen rechner",
    "home-verzeichnis",
    "heimatverzeichnis",
    "alle meine dateien",
    "alle backups",
    "produktionsdatenbank",
    "disco duro",
    "mi disco",
    "mi ordenador",
    "mi computadora",
    "mi carpeta personal",
    "todos mis archivos",
    "base de datos de producción",
    "disque dur",
    "mon disque",
    "mon ordinateur",
    "mon dossier personnel",
    "tous mes fichiers",
    "base de données de production",
    "disco rigido",
    "mio disco",
    "mio computer",
    "tutti i miei file",
    "cartella home",
    "meu disco",
    "meu computador",
    "disco rígido",
    "todos os meus arquivos",
    "banco de dados de produção",
];

/// Everything in a text that speaks for care.
pub(super) fn signals(text: &str) -> Vec<Signal> {
    let lower = text.to_lowercase();
    lower
        .split(['.', '\n', '!', '?', ';'])
        .filter_map(|sentence| {
            let mut words = sentence
                .split_whitespace()
                .skip_while(|word| matches!(*word, "bitte" | "por" | "favor" | "per" | "favore"));
            let first = words.next()?.trim_end_matches(',');
            let destroys =
                REMOVING.contains(&first) && OBJECTS.iter().any(|object| sentence.contains(object));
            destroys.then(|| Signal {
                stance: Stance::Forbid,
                weight: 0.95,
                what: format!("the task asks for “{}”", excerpt(sentence.trim(), 60)),
                condition: "Show exactly what would be lost, and ask before it happens."
                    .to_string(),
            })
        })
        .collect()
}
