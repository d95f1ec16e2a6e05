//! What follows a `$`.

use super::grammar::Parser;
use super::word::is_name;
use super::{UNKNOWN, Unclear, Word};

impl Parser<'_> {
    /// Reads what stands at a `$`, whose value only the shell will know.
    pub(super) fn expansion(&mut self, word: &mut Word, is_in_quotes: bool) -> Result<(), Unclear> {
        self.at += 1;
        match self.peek() {
            Some(b'(') if self.peek_at(1) == Some(b'(') => self.arithmetic()?,
            Some(b'(') => {
                self.at += 1;
                self.substitution()?;
            }
            Some(b'{') => self.parameter()?,
            Some(b'\'' | b'"') if !is_in_quotes => {
                return Err(Unclear("a quoted text begins with \"$\""));
            }
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                let name = self.name();
                check_name(name)?;
            }
            Some(byte) if byte.is_ascii_digit() || b"@*#?-$!".contains(&byte) => self.at += 1,
            Some(b'[') => return Err(Unclear("it calculates in an old manner")),
            _ => {
                word.text.push('$');
                return Ok(());
            }
        }
        word.text.push(UNKNOWN);
        word.is_unsure = true;
        Ok(())
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            self.at += 1;
        }
        &self.line[start..self.at]
    }

    /// `$((…))`: names, numbers and signs; an index could run a command.
    fn arithmetic(&mut self) -> Result<(), Unclear> {
        self.at += 2;
        let length = self
            .rest()
            .find("))")
            .ok_or(Unclear("a calculation is not closed"))?;
        let text = &self.rest()[..length];
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"_ $+-*/%<>=!&|^?:()~\t,".contains(&byte);
        if !text.bytes().all(plain) || text.contains("$(") {
            return Err(Unclear("a calculation holds more than names and numbers"));
        }
        self.at += length + 2;
        // One more is the end of a bracket within.
        if self.peek() == Some(b')') && text.matches('(').count() > text.matches(')').count() {
            return Err(Unclear("a calculation holds brackets that end with it"));
        }
        Ok(())
    }

    /// `${…}`: a name, and at most one plain operation on it.
    fn parameter(&mut self) -> Result<(), Unclear> {
        const NOT_PLAIN: Unclear = Unclear("a variable is taken in a way that is not plain");
        self.at += 1;
        let length = self.rest().find('}').ok_or(NOT_PLAIN)?;
        let text = &self.rest()[..length];
        self.at += length + 1;
        let counted = text.strip_prefix('#').filter(|name| !name.is_empty());
        let text = counted.unwrap_or(text);
        let end = text
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(text.len());
        let (name, operation) = text.split_at(end);
        let special = matches!(text, "@" | "*" | "#" | "?" | "-" | "$" | "!");
        let digits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        if special {
            return Ok(());
        }
        if !is_name(name) && !digits {
            return Err(NOT_PLAIN);
        }
        check_name(name)?;
        let operation = ["[@]", "[*]"]
            .iter()
            .find_map(|all| operation.strip_prefix(all))
            .unwrap_or(operation);
        let is_known = operation.is_empty()
            || operation.starts_with([':', '-', '+', '?', '%', '#', '/', '^', ',']);
        if is_known
            && !operation.contains(['$', '`', '\\', '\'', '"', '{', '<', '>', '(', '@', '\n'])
        {
            Ok(())
        } else {
            Err(NOT_PLAIN)
        }
    }
}

fn check_name(name: &str) -> Result<(), Unclear> {
    if name == "IFS" {
        Err(Unclear("$IFS stands where a blank should"))
    } else {
        Ok(())
    }
}
