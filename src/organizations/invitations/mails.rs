//! The email that carries an invitation.

use steward_kernel::id::{InvitationId, TypeId};
use steward_kernel::permission::Role;

use super::holder::{EmailContent, email_content};
use crate::edge::Edge;
use crate::platform::mail::{Composed, Email, EmailTemplate, MailTemplate, Part};
use crate::platform::outbox::ConsumerError;

/// Event payloads contain this name, so it is never reused for another email.
pub const INVITATION: &str = "invitation";

/// The emails of invitations.
pub const MAILS: &[MailTemplate] = &[crate::mail_template!(INVITATION, compose)];

/// Composes the email from the invitation's current row; `None` when it was answered, revoked, or has expired.
async fn compose(edge: &Edge, id: &str) -> Composed {
    let id = InvitationId::parse(id).map_err(|error| ConsumerError::Permanent(error.to_string()))?;
    let Some(content) = email_content(edge, &id).await? else { return Ok(None) };
    let template = invitation(&content);
    Ok(Some(Email { kind: INVITATION, to: content.email, template }))
}

fn invitation(content: &EmailContent) -> EmailTemplate {
    let organization = &content.organization_name;
    let (article, role) = match content.role {
        Role::Owner | Role::Admin => ("an", content.role.name()),
        _ => ("a", content.role.name()),
    };
    let until = content.expires_at.to_string();
    let until = until.get(..10).unwrap_or_default();
    let by = match &content.invited_by {
        Some(inviter) => format!("{inviter} invited you to join {organization} on Steward as {article} {role}."),
        None => format!("You are invited to join {organization} on Steward as {article} {role}."),
    };
    EmailTemplate {
        subject: format!("Join {organization} on Steward"),
        parts: vec![
            Part::greeting(None),
            Part::Text(by),
            Part::Button { label: "View invitation", url: content.url.clone() },
            Part::Remark(format!(
                "The invitation is for this email address and expires on {until}. If you do not want to join, decline \
                    it or ignore this email."
            )),
        ],
    }
}

#[cfg(test)]
mod tests {
    use steward_kernel::time::Timestamp;

    use super::*;
    use crate::platform::mail::render;

    const URL: &str = "https://steward.example.com";

    fn content(organization_name: &str, invited_by: Option<&str>, role: Role) -> EmailContent {
        EmailContent {
            email: "member@steward.example".to_owned(),
            url: format!("{URL}/invite/abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE"),
            organization_name: organization_name.to_owned(),
            role,
            invited_by: invited_by.map(ToOwned::to_owned),
            expires_at: Timestamp(1_795_780_800_000),
        }
    }

    /// The subject and text, as recipients see them.
    #[test]
    fn the_text() {
        let contents = [
            content("Demo Organization", Some("Demo Owner"), Role::Admin),
            content("Demo Organization", None, Role::Member),
        ];
        let texts = contents.map(|content| {
            let template = invitation(&content);
            format!("Subject: {}\n\n{}", template.subject, render(&template, URL).text)
        });
        let together = texts.join("\n=====\n");
        assert_eq!(together, include_str!("mails.txt"), "{together}");
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let name = "<img src=x>";
        let html = render(&invitation(&content(name, Some(name), Role::Guest)), URL).html;
        assert!(html.contains("&lt;img src=x&gt;") && !html.contains("<img"), "{html}");
    }
}
