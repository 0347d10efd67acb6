use std::collections::HashMap;

use super::*;

const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----";

/// All variables, as for a deployment with all providers.
fn complete() -> HashMap<&'static str, String> {
    let variables = [
        ("ENVIRONMENT", "production"),
        ("PUBLIC_URL", "https://steward.example/"),
        ("ALLOWED_ORIGINS", "chrome-extension://abcdefgh, https://tools.steward.example"),
        ("API_LIMIT_PER_MINUTE", "30"),
        ("ANONYMOUS_LIMIT_PER_MINUTE", "40"),
        ("ADMIN_EMAIL_DOMAINS", "steward.example, staff.example"),
        ("SIGN_UP_MODE", "waitlist"),
        ("GITHUB_API_URL", "https://api.github.com"),
        ("GITHUB_URL", "https://github.com/"),
        ("GITHUB_TEMPLATE_REPOSITORY", "steward/estate-template"),
        ("GITHUB_APP_ID", "1"),
        ("GITHUB_APP_SLUG", "steward"),
        ("GITHUB_APP_PRIVATE_KEY", PRIVATE_KEY),
        ("GITHUB_WEBHOOK_SECRET", "webhook"),
        ("GITHUB_CLIENT_ID", "client"),
        ("GITHUB_CLIENT_SECRET", "secret"),
        ("GITHUB_OAUTH_CLIENT_ID", "client"),
        ("GITHUB_OAUTH_CLIENT_SECRET", "secret"),
        ("GOOGLE_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/v2/auth"),
        ("GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token"),
        ("GOOGLE_REVOKE_URL", "https://oauth2.googleapis.com/revoke"),
        ("GOOGLE_KEYS_URL", "https://www.googleapis.com/oauth2/v3/certs"),
        ("GOOGLE_ISSUER", "https://accounts.google.com"),
        ("GOOGLE_CLIENT_ID", "client"),
        ("GOOGLE_CLIENT_SECRET", "secret"),
        ("SLACK_URL", "https://slack.com"),
        ("SLACK_CLIENT_ID", "client"),
        ("SLACK_CLIENT_SECRET", "secret"),
        ("DNS_URL", "https://cloudflare-dns.com/dns-query"),
        ("MAIL_TRANSPORT", "resend"),
        ("MAIL_FROM", "Steward <no-reply@steward.example>"),
        ("RESEND_API_URL", "https://api.resend.com"),
        ("RESEND_API_KEY", "re_key"),
        ("TURNSTILE_SITE_KEY", "0x4AAAAAAA"),
        ("TURNSTILE_SECRET", "secret"),
        ("TURNSTILE_URL", "https://turnstile.example/turnstile/v0/"),
        ("RUNNER", "container"),
        ("RUNNER_SECRET", "runner"),
        ("SEALING_KEYS", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ];
    variables.into_iter().map(|(name, text)| (name, text.to_owned())).collect()
}

fn with(changes: &[(&'static str, &str)]) -> HashMap<&'static str, String> {
    let mut variables = complete();
    variables.extend(changes.iter().map(|(name, text)| (*name, (*text).to_owned())));
    variables
}

fn sentences(variables: &HashMap<&'static str, String>) -> Vec<String> {
    Config::read(&|name| variables.get(name).cloned()).problems().map(ToString::to_string).collect()
}

#[test]
fn a_complete_configuration_is_read() {
    let variables = complete();
    let config = Config::read(&|name| variables.get(name).cloned());
    assert_eq!(sentences(&variables), [""; 0]);
    let site = config.site().unwrap();
    assert_eq!(site.public_url, "https://steward.example");
    assert_eq!(site.allowed_origins, ["chrome-extension://abcdefgh", "https://tools.steward.example"]);
    assert_eq!(*config.limits().unwrap(), Limits { api_per_minute: 30, anonymous_per_minute: 40 });
    assert_eq!(config.sign_up_mode().unwrap(), SignUpMode::Waitlist);
    assert_eq!(config.github().web_url().unwrap(), "https://github.com");
    assert_eq!(config.github().app().unwrap().slug, "steward");
    assert_eq!(config.github().template_url().as_deref(), Some("https://github.com/steward/estate-template/generate"));
    assert_eq!(config.mail().unwrap().from.address, "no-reply@steward.example");
    assert_eq!(config.runner().unwrap().location, RunnerLocation::Container);
    assert!(config.sign_in().google().is_some() && config.sign_in().github().is_some());
    assert!(config.sign_in().slack().is_some() && config.key_ring().is_ok());
    assert_eq!(config.turnstile().unwrap().unwrap().url, "https://turnstile.example/turnstile/v0");
}

#[test]
fn what_may_be_absent_has_a_default_or_is_left_out() {
    let absent: Vec<_> = [
        "ENVIRONMENT",
        "ALLOWED_ORIGINS",
        "API_LIMIT_PER_MINUTE",
        "ANONYMOUS_LIMIT_PER_MINUTE",
        "ADMIN_EMAIL_DOMAINS",
        "SIGN_UP_MODE",
        "GITHUB_TEMPLATE_REPOSITORY",
        "GITHUB_APP_ID",
        "GITHUB_OAUTH_CLIENT_ID",
        "GOOGLE_CLIENT_ID",
        "SLACK_URL",
        "TURNSTILE_SITE_KEY",
    ]
    .map(|name| (name, ""))
    .into();
    let variables = with(&absent);
    let config = Config::read(&|name| variables.get(name).cloned());
    assert_eq!(sentences(&variables), [""; 0]);
    assert_eq!(config.site().unwrap().environment, "production");
    assert_eq!(config.sign_up_mode().unwrap(), SignUpMode::Open);
    assert_eq!(*config.limits().unwrap(), Limits { api_per_minute: 600, anonymous_per_minute: 600 });
    assert!(config.github().app().is_err() && config.github().template_url().is_none());
    assert!(config.sign_in().google().is_none() && config.sign_in().github().is_none());
    assert!(config.sign_in().slack().is_none() && config.turnstile().unwrap().is_none());
}

/// Each invalid value causes one sentence that names the variable, and disables only its own concern.
#[test]
fn each_wrong_value_has_a_sentence() {
    let cases = [
        ("PUBLIC_URL", "steward.example", "PUBLIC_URL must be an origin such as https://steward.example.com"),
        (
            "PUBLIC_URL",
            "https://steward.example/app",
            "PUBLIC_URL must be an origin such as https://steward.example.com",
        ),
        ("PUBLIC_URL", "", "PUBLIC_URL must be set"),
        ("ALLOWED_ORIGINS", "https://a.example/, *", "ALLOWED_ORIGINS must be origins separated by commas"),
        ("ANONYMOUS_LIMIT_PER_MINUTE", "-1", "ANONYMOUS_LIMIT_PER_MINUTE must be a whole number from 1"),
        ("API_LIMIT_PER_MINUTE", "0", "API_LIMIT_PER_MINUTE must be a whole number from 1"),
        ("ADMIN_EMAIL_DOMAINS", "@staff", "ADMIN_EMAIL_DOMAINS must be domains separated by commas"),
        ("GITHUB_APP_SLUG", "", "GITHUB_APP_SLUG must be set, because GITHUB_APP_ID is set"),
        (
            "GITHUB_TEMPLATE_REPOSITORY",
            "https://github.com/steward/estate-template",
            "GITHUB_TEMPLATE_REPOSITORY must be the full name of a repository, owner/name",
        ),
        ("GOOGLE_CLIENT_SECRET", "", "GOOGLE_CLIENT_SECRET must be set, because GOOGLE_CLIENT_ID is set"),
        ("SLACK_URL", "slack.com", "SLACK_URL must be an http or https address without a query"),
        ("MAIL_TRANSPORT", "smtp", "MAIL_TRANSPORT must be resend or send_email"),
        (
            "MAIL_FROM",
            "Steward",
            "MAIL_FROM must be an address, or a name and an address: Steward <no-reply@steward.example.com>",
        ),
        ("RESEND_API_KEY", "", "RESEND_API_KEY must be set"),
        ("DNS_URL", "https://dns.example/?a=b", "DNS_URL must be an http or https address without a query"),
        ("BREACHED_PASSWORDS_URL", "pwned", "BREACHED_PASSWORDS_URL must be an http or https address without a query"),
        ("TURNSTILE_SECRET", "", "TURNSTILE_SECRET must be set, because TURNSTILE_SITE_KEY is set"),
        ("TURNSTILE_SITE_KEY", "\"><script>", "TURNSTILE_SITE_KEY must be letters, digits, - and _"),
        ("SIGN_UP_MODE", "closed", "SIGN_UP_MODE must be open, allow_list or waitlist"),
        ("RUNNER", "here", "RUNNER must be container, or the http or https address of a runner"),
        ("SEALING_KEYS", "k1:short", "SEALING_KEYS must be id:base64 of 32 bytes, several of them separated by commas"),
    ];
    for (name, text, sentence) in cases {
        assert_eq!(sentences(&with(&[(name, text)])), [sentence], "{name}={text}");
    }
    let variables = with(&[("GITHUB_APP_PRIVATE_KEY", "none")]);
    let config = Config::read(&|name| variables.get(name).cloned());
    assert!(config.github().app().is_err() && config.github().web_url().is_ok() && config.mail().is_ok());
}

#[test]
fn whole_origins_only() {
    let variables = complete();
    let config = Config::read(&|name| variables.get(name).cloned());
    let site = config.site().unwrap();
    assert!(site.allows_origin("chrome-extension://abcdefgh") && site.allows_origin("https://tools.steward.example"));
    for origin in ["", "null", "https://tools.steward.example:8443", "http://tools.steward.example", "abcdefgh", "*"] {
        assert!(!site.allows_origin(origin), "{origin}");
    }
}

#[test]
fn testing_is_off_where_it_may_be_production() {
    let testing = |changes: &[(&'static str, &str)]| {
        let variables = with(changes);
        *Config::read(&|name| variables.get(name).cloned()).testing()
    };
    let (router, hash) = (("TESTING_ROUTER", "on"), ("TESTING_PASSWORD_HASH", "cheap"));
    let on = testing(&[router, hash, ("ENVIRONMENT", "development")]);
    assert!(on.is_router_on && on.is_password_hash_cheap);
    for changes in [
        [router, hash, ("ENVIRONMENT", "production")],
        [router, hash, ("ENVIRONMENT", "")],
        [("TESTING_ROUTER", "off"), ("TESTING_PASSWORD_HASH", "on"), ("ENVIRONMENT", "development")],
        [("TESTING_ROUTER", ""), ("TESTING_PASSWORD_HASH", ""), ("ENVIRONMENT", "development")],
    ] {
        let off = testing(&changes);
        assert!(!off.is_router_on && !off.is_password_hash_cheap, "{changes:?}");
    }
}

#[test]
fn administrators_are_at_whole_domains() {
    let administrators =
        Administrators { email_domains: vec!["steward.example".to_owned(), "staff.example".to_owned()] };
    assert!(administrators.includes("owner@steward.example") && administrators.includes("owner@staff.example"));
    for email in ["owner@notsteward.example", "owner@steward.example.com", "steward.example", "owner@", ""] {
        assert!(!administrators.includes(email), "{email}");
    }
}

#[test]
fn senders() {
    let sender = |text| Sender::parse(text).map(|Sender { name, address }| (name, address));
    let parts = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
    assert_eq!(sender("Steward <no-reply@steward.example>"), parts("Steward", "no-reply@steward.example"));
    assert_eq!(sender("no-reply@steward.example"), parts("", "no-reply@steward.example"));
    for text in ["Steward", "a@b@c", "Steward <a@b", "a b@c", "Steward <>", "x\ny <a@b>"] {
        assert_eq!(sender(text), None, "{text}");
    }
}

#[test]
fn a_deployment_needs_its_secrets_and_an_address_of_its_own() {
    let secrets = ["SEALING_KEYS", "RUNNER_SECRET", "RESEND_API_KEY", "GITHUB_WEBHOOK_SECRET"];
    let variables = with(&secrets.map(|name| (name, "")));
    let check =
        |set: &[&str]| check_deployment(&|name| variables.get(name).cloned(), &|name| set.contains(&name)).len();
    assert_eq!((check(&secrets), check(&[])), (0, 4));
    for url in ["http://steward.example", "https://steward.example.com"] {
        let variables = with(&[("PUBLIC_URL", url)]);
        assert_eq!(check_deployment(&|name| variables.get(name).cloned(), &|_| false).len(), 1, "{url}");
    }
}

#[test]
fn a_local_start_needs_only_what_goes_with_what_is_set() {
    let check = |variables: &[(&str, &str)]| {
        let text = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        check_development(&text).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(check(&[]), [""; 0]);
    assert_eq!(
        check(&[("SLACK_URL", "https://slack.com"), ("SLACK_CLIENT_ID", "1")]),
        ["SLACK_CLIENT_SECRET must be set, because SLACK_CLIENT_ID is set"]
    );
    assert_eq!(check(&[("PUBLIC_URL", "tunnel")]).len(), 1);
}
