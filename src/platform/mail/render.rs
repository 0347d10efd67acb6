//! Renders an email as plain text and as HTML. The HTML contains no image, script or font, so reading it fetches
//! nothing and no server learns about it. maud escapes every value.

use maud::{Markup, PreEscaped, html};

use super::model::{EmailTemplate, Part};

/// The two forms of an email.
#[derive(Debug, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    pub html: String,
}

/// Renders an email with `public_url` in its footer.
#[must_use]
pub fn render(template: &EmailTemplate, public_url: &str) -> Rendered {
    Rendered { text: text(template, public_url), html: page(template, public_url).into_string() }
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

/// The head of the page: light colors, or dark ones when the mail client prefers them.
const HEAD: PreEscaped<&str> = PreEscaped(
    r#"<meta name="viewport" content="width=device-width">
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
"#,
);

const BODY: &str = "margin: 0; padding: 24px 12px; background: #f4f5f7;";
const CARD: &str = "max-width: 480px; margin: 0 auto; padding: 24px; background: #ffffff; border: 1px solid #e0e3e8; \
    border-radius: 8px; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif;";
const TEXT: &str = "margin: 0 0 16px; color: #1c1f26;";
const REMARK: &str = "margin: 0 0 12px; color: #5c6370; font-size: 14px;";
const CODE: &str = "margin: 0 0 16px; padding: 12px; background: #f0f1f4; color: #1c1f26; border-radius: 6px; \
    text-align: center; font: 600 28px/1.3 ui-monospace, Menlo, monospace; letter-spacing: 6px;";
const BUTTON: &str = "display: inline-block; padding: 10px 18px; background: #2f5bea; color: #ffffff; border-radius: 6px; \
    text-decoration: none;";
/// The URL of a button, to copy when the button does not work.
const ADDRESS: &str = "margin: 0 0 12px; color: #5c6370; font-size: 13px; word-break: break-all;";
const FOOTER: &str = "margin: 24px 0 0; color: #5c6370; font-size: 13px;";
const LINK: &str = "color: #5c6370;";

fn page(template: &EmailTemplate, public_url: &str) -> Markup {
    html! {
        (PreEscaped("<!doctype html>\n"))
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (template.subject) }
                (HEAD)
            }
            body.page style=(BODY) {
                div.card style=(CARD) {
                    @for part in &template.parts { (paragraph(part)) "\n" }
                    p.remark style=(FOOTER) { "Steward, " a href=(public_url) style=(LINK) { (public_url) } }
                }
            }
        }
    }
}

fn paragraph(part: &Part) -> Markup {
    html! {
        @match part {
            Part::Text(sentence) => p.text style=(TEXT) { (sentence) },
            Part::Remark(sentence) => p.remark style=(REMARK) { (sentence) },
            Part::Code(code) => p.code style=(CODE) { (code) },
            Part::Button { label, url } => {
                p style="margin: 0 0 16px;" { a href=(url) style=(BUTTON) { (label) } }
                p.remark style=(ADDRESS) { a href=(url) style=(LINK) { (url) } }
            }
        }
    }
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
            assert!(html.contains(&html! { (said) }.into_string()) && text.contains(said), "{said}");
        }
        for fetched in ["<img", "<link", "<script", "src=", "url(", "@import", "http://"] {
            assert!(!html.contains(fetched), "{fetched}");
        }
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let name = r#"<img src=x onerror='a("b")'>&amp;"#;
        let safe = "&lt;img src=x onerror='a(&quot;b&quot;)'&gt;&amp;amp;";
        let Rendered { text, html } = render(&template(name), URL);
        assert!(text.contains(name));
        assert!(html.contains(safe) && !html.contains("<img"), "{html}");
    }

    /// The code is the only number of its form in the text.
    #[test]
    fn a_code_stands_alone() {
        let text = render(&template("Demo Owner"), URL).text;
        let numbers: Vec<&str> =
            text.split(|character: char| !character.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(numbers, ["012345"]);
    }
}
