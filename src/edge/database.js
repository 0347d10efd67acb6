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
 * A row with a page of a list, whose texts stay out of the row's JSON.
 * @param {string} text as for `execute`, with one statement
 * @returns {Promise<[string, string | null, string | null] | []>} the row without the page, the page's items, and the
 *   last one's key if there are more
 */
export async function executePage(database, text) {
  const [[sql, parameters]] = JSON.parse(text);
  const row = await database.prepare(sql).bind(...parameters).first();
  if (row === null) return [];
  const { page_items: items, page_next: next, ...rest } = row;
  return [JSON.stringify(rest), items, next === null ? null : String(next)];
}
