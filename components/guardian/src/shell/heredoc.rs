//! Here-documents: announced in a line, read after it.

use super::command::{Command, Word};
use super::expansion;
use super::reader::Reader;

/// A here-document whose body has not been read yet.
pub(super) struct Pending {
    delimiter: String,
    literal: bool,
    strip_tabs: bool,
    /// What stands in the command until the body is read.
    placeholder: String,
}

impl Reader {
    /// Reads `<<END`; the body follows after the line.
    pub(super) fn heredoc(&mut self, current: &mut Command) -> Result<(), String> {
        let strip_tabs = self.take("-");
        self.blanks();
        let delimiter = expansion::word(self)?;
        if delimiter.text.is_empty() {
            return Err("a here-document without a delimiter".to_string());
        }
        self.heredocs += 1;
        let placeholder = format!("\0{}", self.heredocs);
        current.here = Some(Word::literal(&placeholder));
        self.pending.push(Pending {
            delimiter: delimiter.text,
            literal: delimiter.quoted,
            strip_tabs,
            placeholder,
        });
        Ok(())
    }

    /// Reads the bodies of the here-documents that the line before announced.
    pub(super) fn bodies(&mut self) -> Result<(), String> {
        for pending in std::mem::take(&mut self.pending) {
            let body = self.body(&pending)?;
            let mut here = Word {
                quoted: true,
                ..Word::literal(&body)
            };
            if !pending.literal {
                here.dynamic = expansion::quoted_text(self, &body)?.dynamic;
            }
            let is_owner = |command: &&mut Command| {
                command
                    .here
                    .as_ref()
                    .is_some_and(|here| here.text == pending.placeholder)
            };
            if let Some(command) = self.commands.iter_mut().find(is_owner) {
                command.here = Some(here);
            }
        }
        Ok(())
    }

    fn body(&mut self, pending: &Pending) -> Result<String, String> {
        let mut body = String::new();
        while self.peek(0).is_some() {
            let mut line = String::new();
            while let Some(c) = self.next().filter(|c| *c != '\n') {
                line.push(c);
            }
            let seen = if pending.strip_tabs {
                line.trim_start_matches('\t')
            } else {
                &line
            };
            if seen == pending.delimiter {
                return Ok(body);
            }
            body.push_str(seen);
            body.push('\n');
        }
        Err(format!(
            "a here-document without its end {}",
            pending.delimiter
        ))
    }
}
