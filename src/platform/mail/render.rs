//! An email as plain text and as HTML. The HTML holds no picture, no script and no font: nothing is fetched when it is
//! read, so no server learns that it was.
//!
//! Written by hand: four kinds of parts and one escape function are less code than a template engine's expansion of them.

use super::model::{EmailTemplate, Part};

/// The two forms of an email.
#[derive(Debug, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    pub html: String,
}

/// Renders an email; `public_url` stands in its footer.
#[must_use]
pub fn render(template: &EmailTemplate, public_url: &str) -> Rendered {
    Rendered { text: text(template, public_url), html: html(template, public_url) }
}

fn text(template: &EmailTemplate, public_url: &str) -> String {
    let mut text = String::new();
    for part in &template.parts {
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

/// The head of the page: light colours, or dark ones where the mail client asks for them.
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

fn html(template: &EmailTemplate, public_url: &str) -> String {
    let subject = escape(&template.subject);
    let body: String = template.parts.iter().map(part).collect();
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

/// Escapes text for HTML, also between the quotes of an attribute.
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

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://steward.example.com";

    fn template(name: &str) -> EmailTemplate {
        EmailTemplate {
            subject: "Your code".to_owned(),
            parts: vec![
                Part::greeting(Some(name)),
                Part::text("Enter this code:"),
                Part::Code("012345".to_owned()),
                Part::Button { label: "Sign in", url: format!("{URL}/verify?token=abc&x=1") },
                Part::remark("It is good for 15 minutes."),
            ],
        }
    }

    #[test]
    fn every_html_says_what_its_text_says_and_fetches_nothing() {
        let template = template("Demo Owner");
        let Rendered { html, text } = render(&template, URL);
        for part in &template.parts {
            let said = match part {
                Part::Text(text) | Part::Remark(text) | Part::Code(text) => text,
                Part::Button { url, .. } => url,
            };
            assert!(html.contains(&escape(said)) && text.contains(said), "{said}");
        }
        for fetched in ["<img", "<link", "<script", "src=", "url(", "@import", "http://"] {
            assert!(!html.contains(fetched), "{fetched}");
        }
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let name = r#"<img src=x onerror='a("b")'>&amp;"#;
        let safe = "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;amp;";
        let Rendered { text, html } = render(&template(name), URL);
        assert!(text.contains(name));
        assert!(html.contains(safe) && !html.contains("<img"), "{html}");
    }

    /// The code is the only thing in the text that looks like one.
    #[test]
    fn a_code_stands_alone() {
        let text = render(&template("Demo Owner"), URL).text;
        let numbers: Vec<&str> =
            text.split(|character: char| !character.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(numbers, ["012345"]);
    }
}
