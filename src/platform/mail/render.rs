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

#[cfg(test)]
mod tests {
    use steward_kernel::permission::Role;
    use steward_kernel::time::Timestamp;

    use super::*;
    use crate::organizations::invitations;
    use crate::platform::mail::letter;

    const URL: &str = "https://steward.example.com";
    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE";

    fn invitation(organization_name: &str, invited_by: Option<&str>, role: Role) -> Letter {
        letter::invitation(&invitations::Letter {
            email: "member@steward.example".to_owned(),
            url: format!("{URL}/invite/{TOKEN}"),
            organization_name: organization_name.to_owned(),
            role,
            invited_by: invited_by.map(ToOwned::to_owned),
            expires_at: Timestamp(1_795_780_800_000),
        })
    }

    fn letters() -> Vec<Letter> {
        vec![
            letter::sign_up_code("012345"),
            letter::account_exists(URL),
            letter::no_account(URL),
            letter::sign_in_link("Demo Owner", URL, TOKEN),
            letter::sign_in_code("Demo Owner", "012345"),
            letter::reset_password("Demo Owner", URL, TOKEN),
            letter::email_code("012345"),
            letter::email_changed(URL),
            invitation("Demo Organization", Some("Demo Owner"), Role::Admin),
            invitation("Demo Organization", None, Role::Member),
            letter::password_changed("Demo Owner", URL),
            letter::new_sign_in_method("Demo Owner", "GitHub", URL),
        ]
    }

    /// Subject and text of every mail, as people get them.
    #[test]
    fn every_text() {
        let texts: Vec<String> = letters()
            .iter()
            .map(|letter| format!("Subject: {}\n\n{}", letter.subject, render(letter, URL).text))
            .collect();
        let together = texts.join("\n=====\n");
        assert_eq!(together, include_str!("letters.txt"), "{together}");
    }

    /// One mail's HTML to the letter; the others have the same parts.
    #[test]
    fn the_html_of_a_link() {
        let html = render(&letter::sign_in_link("Demo Owner", URL, TOKEN), URL).html;
        assert_eq!(html, include_str!("sign_in_link.html"), "{html}");
    }

    #[test]
    fn every_html_says_what_its_text_says_and_fetches_nothing() {
        for letter in letters() {
            let Rendered { html, .. } = render(&letter, URL);
            for part in &letter.parts {
                let said = match part {
                    Part::Text(text) | Part::Remark(text) | Part::Code(text) => text,
                    Part::Button { url, .. } => url,
                };
                assert!(html.contains(&escape(said)), "{said}");
            }
            for fetched in ["<img", "<link", "<script", "src=", "url(", "@import", "http://"] {
                assert!(!html.contains(fetched), "{fetched} in {}", letter.subject);
            }
        }
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let name = r#"<img src=x onerror='a("b")'>&amp;"#;
        let safe = "&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt;&amp;amp;";
        for letter in [letter::sign_in_code(name, "012345"), invitation(name, Some(name), Role::Guest)] {
            let Rendered { text, html } = render(&letter, URL);
            assert!(text.contains(name));
            assert!(html.contains(safe) && !html.contains("<img"), "{html}");
        }
    }

    /// A mail's code is the only thing in its text that looks like one.
    #[test]
    fn a_code_stands_alone() {
        let text = render(&letter::sign_up_code("012345"), URL).text;
        let numbers: Vec<&str> =
            text.split(|character: char| !character.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(numbers, ["012345"]);
    }
}
