//! `estate.getBuildLog`

use std::rc::Rc;

use crate::api::IntoResponse;
use crate::edge::bridge::Head;
use steward_durable_objects::estate_build_manager::OpenLog;
use steward_kernel::build::LogLine;
use steward_kernel::error::Error;
use steward_kernel::from_json::FromJson;
use steward_kernel::id::BuildId;
use steward_kernel::time::MINUTE;
use utoipa::{IntoParams, ToSchema};

use crate::api::{PathId, Query, RawReply, Text, header};
use crate::delivery::builds::{reconcile, service};
use crate::edge::response::Response;
use crate::identity::permission::SeeEstates;
use crate::identity::scope::InEstate;
use steward_macros::operation;

/// The number of log lines in a JSON page.
const PAGE_LINES: u32 = 1_000;
/// How long a stream is open until the caller's rights are looked at again.
const LEASE_MS: i64 = MINUTE;
/// The largest line number that JavaScript represents exactly: 2^53 - 1.
const MAXIMUM_LINE: u64 = 9_007_199_254_740_991;

#[derive(Debug, FromJson, IntoParams)]
#[into_params(parameter_in = Query)]
struct Position {
    /// Returns only lines after this number.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    #[serde(deserialize_with = "text")]
    after: Option<u64>,
}

/// A page of log lines. The Durable Object writes it as JSON; this type only describes it.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description only")]
struct LogPage {
    /// In ascending order of their numbers.
    items: Vec<LogLine>,
    /// The value of `after` for the next page; null at the end.
    next_after: Option<u64>,
}

/// Streams a build's log as server-sent events: `lines`, `status`, `end`, and after a minute `renew`: open it again. The data of `lines` is
/// `{"first":number,"lines":[[milliseconds since 1970, stream, step or null, text]]}`, its id the number of its last line. A
/// client resumes with `Last-Event-ID`. A client that accepts only JSON receives a page of lines.
#[operation(
    GET "/api/estates/{estateId}/builds/{buildId}/log",
    id = "estate.getBuildLog",
    tag = "builds",
    params(("Last-Event-ID" = Option<u64>, Header, maximum = 9_007_199_254_740_991_u64, description = "Returns only lines after this number; takes precedence over `after`.")),
    responses((status = 200, content((LogPage = "application/json"), (String = "text/event-stream")))),
)]
async fn read_log(
    scope: InEstate<SeeEstates>,
    PathId(build_id): PathId<BuildId>,
    Query(position): Query<Position>,
    head: Rc<Head>,
) -> RawReply {
    let edge = &scope.caller.edge;
    let recorded_status = service::objects(edge, &scope.estate_id, &build_id).await?.status;
    let after = line_number("after", position.after)?;
    let resumed = match header(&head.headers, "last-event-id") {
        "" => None,
        number => line_number("Last-Event-ID", Some(number.parse().unwrap_or(u64::MAX)))?,
    };
    let after = resumed.or(after).unwrap_or(0);
    let valid_until = scope.caller.valid_until(LEASE_MS);
    let log = OpenLog { build_id, after, valid_until, recorded_status };
    let manager = reconcile::manager(edge, &scope.estate_id)?;
    if header(&head.headers, "accept").starts_with("application/json") {
        let page = manager.log_page(&log, PAGE_LINES).await.map_err(Error::internal)?;
        return Text(page).into_response();
    }
    let stream = manager.log_stream(&log).await.map_err(Error::internal)?;
    Ok(Response::passed_on(stream).with_header("content-type", "text/event-stream"))
}

fn line_number(field: &str, number: Option<u64>) -> Result<Option<u64>, Error> {
    match number {
        Some(number) if number > MAXIMUM_LINE => Err(Error::field(field, "Use the number of a log line.")),
        number => Ok(number),
    }
}
