//! `<`, `>` and their kin.

use super::grammar::{Here, Parser};
use super::{Input, Part, Redirect, Unclear};

impl Parser<'_> {
    /// A redirection begins here: a sign, or a descriptor's number right before it.
    pub(super) fn is_at_redirect(&self) -> bool {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        match self.peek_at(digits) {
            Some(b'<' | b'>') => true,
            Some(b'&') => digits == 0 && self.peek_at(1) == Some(b'>'),
            _ => false,
        }
    }

    /// Reads one redirection of the part that will stand at `index`.
    pub(super) fn redirect(&mut self, part: &mut Part, index: usize) -> Result<(), Unclear> {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        const SIGNS: &[&str] = &[
            "&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<(", "<", ">>", ">|", ">&", ">(", ">",
        ];
        let sign = SIGNS.iter().find(|sign| self.rest().starts_with(**sign));
        let sign = *sign.ok_or(Unclear("a redirection is not plain"))?;
        if matches!(sign, "<(" | ">(") {
            return Err(Unclear("a command stands in the place of a file"));
        }
        self.at += sign.len();
        self.blanks();
        let target = self.word()?;
        if target.text.is_empty() && !target.is_quoted {
            return Err(Unclear("a redirection leads nowhere"));
        }
        match sign {
            "<<" | "<<-" => {
                if target.is_unsure {
                    return Err(Unclear("the end of a text in the line is not plain"));
                }
                part.input = Input::Text;
                self.here.push(Here {
                    part: index,
                    end: target.text,
                    strips_tabs: sign == "<<-",
                    is_literal: target.is_quoted,
                });
                return Ok(());
            }
            "<<<" => {
                part.input = Input::Text;
                part.body.push_str(&target.text);
                return Ok(());
            }
            "<&" | ">&" if is_descriptor(&target.text) => return Ok(()),
            "<&" => return Err(Unclear("a descriptor is not plain")),
            "<" => part.input = Input::File,
            _ => {}
        }
        part.redirects.push(Redirect {
            is_write: sign != "<",
            target,
        });
        Ok(())
    }

    /// The texts that were announced, whose lines begin here.
    pub(super) fn bodies(&mut self) -> Result<(), Unclear> {
        for here in std::mem::take(&mut self.here) {
            let mut body = String::new();
            loop {
                if self.at >= self.line.len() {
                    return Err(Unclear("the end of a text in the line is missing"));
                }
                let rest = self.rest();
                let length = rest.find('\n').unwrap_or(rest.len());
                let line = rest[..length].to_owned();
                self.at = (self.at + length + 1).min(self.line.len());
                let shown = if here.strips_tabs {
                    line.trim_start_matches('\t')
                } else {
                    &line
                };
                if shown == here.end {
                    break;
                }
                body.push_str(shown);
                body.push('\n');
            }
            let runs = ["$(", "`", "${", "$["]
                .iter()
                .any(|sign| body.contains(sign));
            if !here.is_literal && (runs || body.contains('\\')) {
                return Err(Unclear(
                    "a text in the line holds commands or more than plain variables",
                ));
            }
            if let Some(part) = self.parts.get_mut(here.part) {
                part.body.push_str(&body);
            }
        }
        Ok(())
    }
}

fn is_descriptor(text: &str) -> bool {
    let digits = text.strip_suffix('-').unwrap_or(text);
    !text.is_empty() && digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
