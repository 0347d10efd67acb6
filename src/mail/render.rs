//! A letter as plain text and as HTML. The HTML holds no picture, no script and no font: nothing is fetched when it is
//! read, and nobody learns that it was.

use super::letter::{Letter, Part};

/// A mail's two forms.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub text: String,
    pub html: String,
}

pub(super) fn render(letter: &Letter, public_url: &str) -> Rendered {
    Rendered { text: text(letter, public_url), html: html(letter, public_url) }
}

fn text(letter: &Letter, public_url: &str) -> String {
    let mut text = String::new();
    for part in &letter.parts {
        match part {
            Part::Text(sentence) | Part::Remark(sentence) => text.push_str(sentence),
            Part::Code(code) => {
                text.push_str("    ");
                text.push_str(code);
            }
            Part::Button { url, .. } => text.push_str(url),
        }
        text.push_str("\n\n");
    }
    text.push_str("-- \nSteward, ");
    text.push_str(public_url);
    text.push('\n');
    text
}

/// What stands around the parts. The colours are those of paper unless the reader's program says that it is dark.
const HEAD: &str = r#"<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
.page { background: #16181d !important; }
.card { background: #1f2229 !important; border-color: #343943 !important; }
.text, .code { color: #eceef2 !important; }
.remark, .remark a { color: #a3abba !important; }
.code { background: #2a2e37 !important; }
}
</style>
"#;

fn html(letter: &Letter, public_url: &str) -> String {
    let subject = escape(&letter.subject);
    let body: String = letter.parts.iter().map(part).collect();
    let address = escape(public_url);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{subject}</title>
{HEAD}</head>
<body class="page" style="margin: 0; padding: 24px 12px; background: #f4f5f7;">
<div class="card" style="max-width: 480px; margin: 0 auto; padding: 24px; background: #ffffff; border: 1px solid #e0e3e8; border-radius: 8px; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif;">
{body}<p class="remark" style="margin: 24px 0 0; color: #5c6370; font-size: 13px;">Steward, <a href="{address}" style="color: #5c6370;">{address}</a></p>
</div>
</body>
</html>
"#
    )
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(sentence) => {
            let sentence = escape(sentence);
            format!("<p class=\"text\" style=\"margin: 0 0 16px; color: #1c1f26;\">{sentence}</p>\n")
        }
        Part::Remark(sentence) => {
            let sentence = escape(sentence);
            format!("<p class=\"remark\" style=\"margin: 0 0 12px; color: #5c6370; font-size: 14px;\">{sentence}</p>\n")
        }
        Part::Code(code) => {
            let code = escape(code);
            format!(
                "<p class=\"code\" style=\"margin: 0 0 16px; padding: 12px; background: #f0f1f4; color: #1c1f26; \
                border-radius: 6px; text-align: center; font: 600 28px/1.3 ui-monospace, Menlo, monospace; \
                letter-spacing: 6px;\">{code}</p>\n"
            )
        }
        Part::Button { label, url } => {
            let (label, url) = (escape(label), escape(url));
            format!(
                "<p style=\"margin: 0 0 16px;\"><a href=\"{url}\" style=\"display: inline-block; padding: 10px 18px; \
                background: #2f5bea; color: #ffffff; border-radius: 6px; text-decoration: none;\">{label}</a></p>\n\
                <p class=\"remark\" style=\"margin: 0 0 12px; color: #5c6370; font-size: 13px; \
                word-break: break-all;\"><a href=\"{url}\" style=\"color: #5c6370;\">{url}</a></p>\n"
            )
        }
    }
}

/// Text as HTML shows it, also between the quotes of an attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
