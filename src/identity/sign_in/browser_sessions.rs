//! Several users in one browser. One session is active: its cookie is the credential of requests. The others are parked, in
//! cookies that give no rights and of which the browser chooses one to become active.

use serde_json::json;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::{SessionId, UserId};
use steward_kernel::signature::is_same;

use crate::api::{Argument, Input, Needs};
use crate::edge::Edge;
use crate::identity::model::{ParkedSession, ParkedSessions};
use crate::identity::scope::BrowserRequest;
use crate::identity::sessions::cookie::{PARKED, SESSION};
use crate::identity::sessions::session::{clear, emit_ended};
use crate::identity::sessions::{SessionKind, Token, store};
use crate::platform::change::AuditEvent;

/// The cookies of the parked sessions of a request, by their places.
pub struct ParkedTokens([Option<Token>; PARKED.len()]);

impl Argument for ParkedTokens {
    const NEEDS: Needs = Needs::NOTHING;

    fn take(input: &mut Input) -> Result<Self, Error> {
        Ok(Self(PARKED.map(|cookie| Token::in_cookie(cookie, &input.head.headers, &input.incoming.edge))))
    }
}

#[derive(FromJson)]
struct Row {
    id: SessionId,
    token_hash: String,
    expires_at: i64,
    #[serde(deserialize_with = "flag")]
    is_impersonation: bool,
    user_id: UserId,
    name: String,
    email: String,
    image: Option<String>,
    organization_name: Option<String>,
}

/// The open sessions of a browser.
struct Browser<'a> {
    edge: &'a Edge,
    active: Option<(&'a Token, Row)>,
    /// By place.
    parked: [Option<(&'a Token, Row)>; PARKED.len()],
}

impl<'a> Browser<'a> {
    /// Finds the sessions, and clears the cookies of those that have ended.
    async fn find(request: &'a BrowserRequest, tokens: &'a ParkedTokens) -> Result<Self, Error> {
        let edge: &Edge = &request.edge;
        let active: Vec<&Token> = request.cookie().map(|tokens| tokens.all().collect()).unwrap_or_default();
        let parked = tokens.0.each_ref().map(Option::as_ref);
        let hashes: Vec<String> = active.iter().copied().chain(parked.into_iter().flatten()).map(Token::hash).collect();
        let statement = crate::bind!(store::LIST_OF_BROWSER, json!(hashes).to_string(), edge.now());
        let mut rows: Vec<Row> = edge.database()?.all(statement).await?;
        let mut take = |token: &'a Token| {
            let hash = token.hash();
            let position = rows.iter().position(|row| is_same(&row.token_hash, &hash))?;
            Some((token, rows.swap_remove(position)))
        };
        let active = active.into_iter().find_map(&mut take);
        let found = parked.map(|token| token.and_then(&mut take));
        for ((cookie, token), found) in PARKED.into_iter().zip(parked).zip(&found) {
            if token.is_some() && found.is_none() {
                cookie.clear(edge);
            }
        }
        Ok(Self { edge, active, parked: found })
    }

    /// The active session of a user. An impersonation is not parked: it ends by returning to the administrator's own session.
    fn own(&self) -> Result<Option<&(&'a Token, Row)>, Error> {
        match &self.active {
            Some((_, row)) if row.is_impersonation => Err(Error::NotAllowedWhileImpersonating),
            active => Ok(active.as_ref()),
        }
    }

    /// Puts a session into the cookie of a place.
    fn park(&self, place: usize, (token, row): &(&Token, Row)) {
        if let Some(cookie) = PARKED.get(place) {
            token.set_in(*cookie, self.edge, row.expires_at - self.edge.now());
        }
    }
}

/// Lists the parked sessions of the browser.
///
/// # Errors
/// [`Error::Database`].
pub async fn list(request: &BrowserRequest, tokens: &ParkedTokens) -> Result<ParkedSessions, Error> {
    let browser = Browser::find(request, tokens).await?;
    let items = browser.parked.into_iter().flatten().map(|(_, row)| ParkedSession {
        id: row.id,
        user_id: row.user_id,
        name: row.name,
        email: row.email,
        image: row.image,
        organization_name: row.organization_name,
    });
    Ok(ParkedSessions { items: items.collect() })
}

/// Parks the active session, if there is one, so that another user can sign in.
///
/// # Errors
/// [`Error::NotAllowedWhileImpersonating`]; [`Error::Conflict`] with five accounts.
pub async fn park(request: &BrowserRequest, tokens: &ParkedTokens) -> Result<(), Error> {
    let browser = Browser::find(request, tokens).await?;
    let Some(own) = browser.own()? else { return Ok(()) };
    let is_of_user =
        |parked: &Option<(&Token, Row)>| parked.as_ref().is_some_and(|(_, row)| row.user_id == own.1.user_id);
    let place = browser.parked.iter().position(is_of_user).or_else(|| browser.parked.iter().position(Option::is_none));
    let place = place.ok_or(Error::Conflict("This browser has five accounts: sign out of one of them first."))?;
    browser.park(place, own);
    clear(browser.edge);
    Ok(())
}

/// Makes a parked session the active one, and parks the one before in its place.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not parked in this browser, or has ended;
/// [`Error::NotAllowedWhileImpersonating`].
pub async fn activate(request: &BrowserRequest, tokens: &ParkedTokens, id: &SessionId) -> Result<(), Error> {
    let browser = Browser::find(request, tokens).await?;
    let own = browser.own()?;
    let parked = browser.parked.iter().enumerate();
    let found = parked.filter_map(|(place, found)| Some((place, found.as_ref()?))).find(|(_, (_, row))| row.id == *id);
    let (place, (token, row)) = found.ok_or(Error::NotFound)?;
    token.set_in(SESSION, browser.edge, row.expires_at - browser.edge.now());
    match own {
        Some(own) => browser.park(place, own),
        None => PARKED.iter().skip(place).take(1).for_each(|cookie| cookie.clear(browser.edge)),
    }
    Ok(())
}

/// Ends all sessions of the browser, and clears their cookies.
///
/// # Errors
/// [`Error::NotAllowedWhileImpersonating`]; [`Error::Database`].
pub async fn end_all(request: &BrowserRequest, tokens: &ParkedTokens) -> Result<(), Error> {
    let browser = Browser::find(request, tokens).await?;
    browser.own()?;
    for (_, Row { id, user_id, .. }) in browser.active.into_iter().chain(browser.parked.into_iter().flatten()) {
        let mut change = request.change_by(&user_id);
        change.run(crate::bind!(store::DELETE, id));
        let before = json!({ "kind": SessionKind::Browser });
        change.audit(&AuditEvent::new("auth.signOutEverybody", "session", &id).before(before));
        emit_ended(&mut change, &user_id, &id).await?;
        change.commit().await?;
    }
    clear(&request.edge);
    for cookie in PARKED {
        cookie.clear(&request.edge);
    }
    Ok(())
}
