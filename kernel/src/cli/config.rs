//! `openkoi config path` and `openkoi config validate`.

use super::args::{ConfigCommand, Format, Globals};
use super::kernel;
use crate::config::{Environment, Paths};
use crate::failure::Failure;
use serde_json::{Map, Value, json};

pub(super) fn config(
    command: ConfigCommand,
    globals: &Globals,
    environment: Environment,
) -> Result<u8, Failure> {
    match command {
        ConfigCommand::Path => {
            let paths = Paths::resolve(&environment, globals.config.as_deref())
                .map_err(|error| Failure::usage(error.to_string(), error.remedy()))?;
            super::print(&format!("{}\n", paths.config_file().display()))?;
        }
        ConfigCommand::Validate => {
            let kernel = kernel(globals, environment)?;
            let settings = &kernel.config.settings;
            let text = match globals.output_format {
                Format::Text => {
                    let row = |(path, setting): (&String, &crate::config::Setting)| {
                        let unused = if setting.unused {
                            "  (has no effect yet)"
                        } else {
                            ""
                        };
                        format!(
                            "{path} = {}  # {}{unused}\n",
                            setting.shown(),
                            setting.origin
                        )
                    };
                    let rows: String = settings.iter().map(row).collect();
                    let notes: String = kernel
                        .notices()
                        .iter()
                        .map(|note| format!("# {note}\n"))
                        .collect();
                    format!(
                        "{rows}{notes}# {} is valid\n",
                        kernel.paths.config_file().display()
                    )
                }
                Format::Json | Format::StreamJson => {
                    let each = settings.iter().map(|(path, setting)| {
                        (
                            path.clone(),
                            json!({"value": setting.shown(), "origin": setting.origin.to_string()}),
                        )
                    });
                    format!("{}\n", Value::Object(each.collect::<Map<_, _>>()))
                }
            };
            super::print(&text)?;
        }
    }
    Ok(0)
}
