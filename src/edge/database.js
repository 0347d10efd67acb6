// D1 with one crossing there and one back: statements and rows travel as JSON text.

/**
 * @param {string} text JSON: [[sql, [parameter, …]], …]. Several statements are one batch, D1's only transaction.
 * @returns {Promise<string>} JSON: [[rows, changes], …]
 */
export async function execute(database, text) {
  const statements = JSON.parse(text).map(([sql, parameters]) => {
    const prepared = database.prepare(sql);
    return parameters.length === 0 ? prepared : prepared.bind(...parameters);
  });
  const results = statements.length === 1 ? [await statements[0].all()] : await database.batch(statements);
  return JSON.stringify(results.map(({ results: rows, meta }) => [rows, meta.changes]));
}

/**
 * A page of a list whose rows SQLite wrote as JSON: `item` is the text and `key` the cursor of a row.
 * @param {string} text as for `execute`, with one statement that selects up to `limit + 1` rows
 * @returns {Promise<[string, string | undefined]>} the items, separated by commas, and the last one's key if there are more
 */
export async function executePage(database, text, limit) {
  const [[sql, parameters]] = JSON.parse(text);
  const rows = await database.prepare(sql).bind(...parameters).raw();
  const shown = rows.length > limit ? rows.slice(0, limit) : rows;
  return [shown.map(([, item]) => item).join(","), rows.length > limit ? String(shown[limit - 1][0]) : undefined];
}
