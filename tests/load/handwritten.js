// Some of the Worker's requests by hand: no library, one statement a read, and only what the answer needs. It is what
// JavaScript over the same database costs at least, so it neither limits, logs, audits nor notifies.

const encoder = new TextEncoder();
const HEADERS = new Headers([["content-type", "application/json"]]);

const time = (column) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

const BUILD = `json_object('id', build.id, 'estateId', build.estate_id, 'number', build.number, 'status', build.status,
  'isActive', json(iif(active_config.build_id IS NULL, 'false', 'true')), 'commitHash', build.commit_hash,
  'commitMessage', build.commit_message, 'commitAuthor', build.commit_author, 'branch', build.branch, 'path', build.path,
  'trigger', json_object('kind', build.trigger_kind, 'user', json(iif(user.id IS NULL, NULL,
    json_object('id', user.id, 'name', user.name))), 'sender', build.trigger_sender),
  'steps', json((SELECT json_group_array(json_object('name', value ->> 'name', 'status', value ->> 'status',
    'startedAt', ${time("(value ->> 'startedAt')")}, 'completedAt', ${time("(value ->> 'completedAt')")},
    'durationMs', value ->> 'durationMs')) FROM json_each(build.steps))),
  'failure', json(iif(build.failure_code IS NULL, NULL, json_object('code', build.failure_code,
    'message', coalesce(build.failure_message, '')))),
  'fileCount', build.file_count, 'filesBytes', build.files_bytes, 'configurationBytes', build.configuration_bytes,
  'logLineCount', build.log_line_count, 'createdAt', ${time("build.created_at")}, 'startedAt', ${time("build.started_at")},
  'completedAt', ${time("build.completed_at")}, 'supersededBy', build.superseded_by,
  'queuedBehind', iif(build.status <> 'queued', NULL, (SELECT max(earlier.number) FROM build AS earlier
    WHERE earlier.estate_id = build.estate_id AND earlier.status IN ('queued', 'in_progress') AND earlier.number < build.number)))`;

const LIST = `SELECT (SELECT group_concat(item, ',') FROM (SELECT ${BUILD} AS item FROM build
    LEFT JOIN user ON user.id = build.triggered_by_user_id
    LEFT JOIN active_config ON active_config.estate_id = build.estate_id AND active_config.build_id = build.id
    WHERE build.estate_id = estate.id ORDER BY build.number DESC LIMIT ?4)) AS items,
  (SELECT number FROM build WHERE build.estate_id = estate.id ORDER BY number DESC LIMIT 1 OFFSET ?4 - 1) AS last
  FROM session JOIN user ON user.id = session.user_id JOIN estate ON estate.id = ?2
  JOIN organization_user_membership AS membership ON membership.user_id = user.id
    AND membership.organization_id = estate.organization_id
  WHERE session.token_hash = ?1 AND session.kind = 'browser' AND session.expires_at > ?3 AND user.banned = 0`;

const ME = `SELECT user.id, user.name, user.email, (SELECT json_group_array(json_object('id', organization.id,
    'name', organization.name, 'slug', organization.slug, 'role', membership.role, 'estates',
    json((SELECT json_group_array(json_object('id', id, 'name', name)) FROM estate WHERE estate.organization_id = organization.id))))
    FROM organization_user_membership AS membership JOIN organization ON organization.id = membership.organization_id
    WHERE membership.user_id = user.id) AS organizations
  FROM session JOIN user ON user.id = session.user_id
  WHERE session.token_hash = ?1 AND session.kind = 'browser' AND session.expires_at > ?2 AND user.banned = 0`;

const PUSH = `SELECT (SELECT 1 FROM webhook_delivery WHERE provider = 'github' AND hook_id = '' AND event = 'push' AND delivery_id = ?1) AS seen,
  source.estate_id, source.account_id, source.clone_url, estate.organization_id FROM config_source AS source
  JOIN estate ON estate.id = source.estate_id
  WHERE source.repository_id = ?2 AND source.branch = ?3 AND source.deactivated_at IS NULL`;

const INSERT_BUILD = `INSERT INTO build (id, estate_id, number, status, installation_id, repository_id, clone_url, branch,
  commit_hash, commit_message, trigger_kind, webhook_delivery_id, created_at, updated_at)
  SELECT ?1, ?2, 1 + coalesce(max(number), 0), 'queued', ?3, ?4, ?5, ?6, ?7, ?8, 'push', ?9, ?10, ?10 FROM build WHERE estate_id = ?2`;

const INSERT_DELIVERY = `INSERT INTO webhook_delivery (provider, hook_id, event, delivery_id, outcome, build_ids, received_at)
  VALUES ('github', '', 'push', ?1, 'accepted', ?2, ?3)`;

const INSERT_EVENT = `INSERT INTO outbox_event (id, name, organization_id, estate_id, payload, created_at)
  VALUES (?1, 'handwritten', ?2, ?3, ?4, ?5)`;

async function tokenHash(request) {
  const token = /steward_session=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(token)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function list(request, env, estateId, limit) {
  const row = await env.DB.prepare(LIST).bind(await tokenHash(request), estateId, Date.now(), limit).first();
  if (row === null) return new Response("{}", { status: 404, headers: HEADERS });
  const next = row.last === null ? "null" : `"${btoa(row.last).replaceAll("=", "")}"`;
  return new Response(`{"items":[${row.items}],"nextCursor":${next}}`, { headers: HEADERS });
}

async function me(request, env) {
  const row = await env.DB.prepare(ME).bind(await tokenHash(request), Date.now()).first();
  if (row === null) return new Response("{}", { status: 401, headers: HEADERS });
  const { organizations, ...user } = row;
  return new Response(`{"user":${JSON.stringify(user)},"organizations":${organizations}}`, { headers: HEADERS });
}

let secret = "";
let key;

async function push(request, env) {
  const body = await request.arrayBuffer();
  key ??= await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const digits = request.headers.get("x-hub-signature-256").slice("sha256=".length).match(/../g) ?? [];
  const signature = Uint8Array.from(digits, (pair) => parseInt(pair, 16));
  if (!(await crypto.subtle.verify("HMAC", key, signature, body))) return new Response("{}", { status: 401, headers: HEADERS });
  const { ref, after, repository, head_commit: commit } = JSON.parse(new TextDecoder().decode(body));
  const delivery = request.headers.get("x-github-delivery");
  const branch = ref.slice("refs/heads/".length);
  const { results } = await env.DB.prepare(PUSH).bind(delivery, repository.id, branch).all();
  const now = Date.now();
  const builds = [];
  const statements = [];
  for (const source of results.some(({ seen }) => seen !== null) ? [] : results) {
    const id = `build_${crypto.randomUUID().replaceAll("-", "").slice(0, 26)}`;
    builds.push(id);
    statements.push(
      env.DB.prepare(INSERT_BUILD).bind(id, source.estate_id, source.account_id, repository.id, source.clone_url, branch, after, commit.message, delivery, now),
      env.DB.prepare(INSERT_EVENT).bind(`evt_${id}`, source.organization_id, source.estate_id, JSON.stringify({ buildId: id }), now),
    );
  }
  if (builds.length > 0) await env.DB.batch([...statements, env.DB.prepare(INSERT_DELIVERY).bind(delivery, JSON.stringify(builds), now)]);
  return new Response(JSON.stringify({ deliveryId: delivery, builds }), { status: 202, headers: HEADERS });
}

async function learn(request) {
  secret = await request.text();
  return new Response(null, { status: 204 });
}

export default {
  fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "PUT") return learn(request);
    if (request.method === "POST") return push(request, env);
    if (pathname === "/api/auth/me") return me(request, env);
    return list(request, env, pathname.split("/")[3], Number(searchParams.get("limit")));
  },
};
