//! What a call came to, as text.

use super::text;
use crate::domain::ToolOutput;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ResourceContents};

/// Bytes of what is handed on, as of what a command prints.
const OUTPUT: usize = 1 << 20;

pub(super) fn output(response: CallToolResponse) -> ToolOutput {
    match response {
        CallToolResponse::Complete(result) => complete(&result),
        CallToolResponse::InputRequired(_) => {
            error("the tool asks for more before it answers, and nobody answers servers here")
        }
        CallToolResponse::Task(_) => {
            error("the tool answers later, and nobody waits for that here")
        }
        _ => error("the answer is of a kind that is not known here"),
    }
}

fn complete(result: &CallToolResult) -> ToolOutput {
    let mut pieces: Vec<String> = result.content.iter().map(piece).collect();
    // What is structured stands in the text as well, where a server keeps to the rules.
    if let Some(structured) = &result.structured_content
        && pieces.is_empty()
    {
        pieces.push(structured.to_string());
    }
    let text = text::plain(&pieces.join("\n"));
    ToolOutput {
        text: text::bounded(&text, OUTPUT),
        is_error: result.is_error == Some(true),
        data: None,
    }
}

fn piece(content: &ContentBlock) -> String {
    match content {
        ContentBlock::Text(text) => text.text.clone(),
        ContentBlock::Image(image) => left_out("image", &image.mime_type, image.data.len()),
        ContentBlock::Audio(audio) => left_out("sound", &audio.mime_type, audio.data.len()),
        ContentBlock::Resource(resource) => match &resource.resource {
            ResourceContents::TextResourceContents { uri, text, .. } => format!("{uri}:\n{text}"),
            ResourceContents::BlobResourceContents { uri, blob, .. } => {
                left_out("resource", uri, blob.len())
            }
            _ => "[a resource of a kind that is not known here]".to_owned(),
        },
        ContentBlock::ResourceLink(link) => format!("[{}: {}]", link.name, link.uri),
        _ => "[content of a kind that is not known here]".to_owned(),
    }
}

fn left_out(what: &str, kind: &str, size: usize) -> String {
    format!("[{what} left out: {kind}, {size} bytes in base64]")
}

fn error(why: &str) -> ToolOutput {
    ToolOutput {
        text: why.to_owned(),
        is_error: true,
        data: None,
    }
}
