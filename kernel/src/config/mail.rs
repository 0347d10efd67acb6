//! Email: the sender and the transport.

use super::reader::Reader;

/// The configuration of email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `MAIL_FROM`: an address at a domain that is verified with the transport.
    pub from: Sender,
    /// `MAIL_TRANSPORT`
    pub transport: MailTransport,
}

/// The sender of emails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// May be empty.
    pub name: String,
    pub address: String,
}

impl Sender {
    /// Parses `Name <address>`, or an address alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.split_once('<').map(|(name, rest)| (name.trim(), rest.strip_suffix('>').unwrap_or_default()));
        let (name, address) = parts.unwrap_or(("", text));
        let (local, domain) = address.split_once('@')?;
        let is_plain = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>@,;\"".contains(&byte))
        };
        let is_name = name.chars().all(|letter| !letter.is_control() && !matches!(letter, '<' | '>' | '"'));
        (is_name && is_plain(local) && is_plain(domain))
            .then(|| Self { name: name.to_owned(), address: address.to_owned() })
    }
}

impl std::fmt::Display for Sender {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, address } = self;
        if name.is_empty() { formatter.write_str(address) } else { write!(formatter, "{name} <{address}>") }
    }
}

/// The transports for email.
#[derive(Clone, PartialEq, Eq)]
pub enum MailTransport {
    /// `resend`: Resend's HTTP API, at `RESEND_API_URL` with `RESEND_API_KEY`.
    Resend { api_url: String, api_key: String },
    /// `send_email`: Cloudflare's binding `EMAIL`.
    SendEmail,
}

impl std::fmt::Debug for MailTransport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Resend { .. } => "Resend",
            Self::SendEmail => "SendEmail",
        })
    }
}

impl Mail {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let form = "an address, or a name and an address: Steward <no-reply@steward.example.com>";
        let from = reader.parsed("MAIL_FROM", form, Sender::parse);
        let is_resend = reader.parsed("MAIL_TRANSPORT", "resend or send_email", |text| match text {
            "resend" => Some(true),
            "send_email" => Some(false),
            _ => None,
        })?;
        let transport = if is_resend {
            let (api_url, api_key) = (reader.url("RESEND_API_URL"), reader.required("RESEND_API_KEY"));
            MailTransport::Resend { api_url: api_url?, api_key: api_key? }
        } else {
            MailTransport::SendEmail
        };
        Some(Self { from: from?, transport })
    }
}
